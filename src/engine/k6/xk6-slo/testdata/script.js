// Drives one arrival as its configuration (SLO_TEST, JSON) says.

import exec from "k6/execution";
import slo from "k6/x/slo";

const test = JSON.parse(__ENV.SLO_TEST);

export const options = {
  scenarios: { slo: { executor: "slo-plan", exec: "iterate", ...test.executor } },
  noCookiesReset: true,
};

const at = (when, seq) => when?.includes(seq) === true;

export function iterate() {
  const { index, stream, seq, operation, user, intendedUs } = slo.arrival();
  const number = index === -1 ? 2 ** 32 + seq : index;
  if (exec.scenario.iterationInTest !== number) throw new Error(`iteration ${exec.scenario.iterationInTest}`);
  if (slo.now() < (intendedUs ?? 0)) throw new Error("too early");
  if (at(test.throwAt, seq)) throw new TypeError(`the scenario's bug at ${seq}`);
  if (at(test.leaveAt, seq)) return;
  if (at(test.loopAt, seq)) for (;;);
  if (test.secret !== undefined) slo.secret("KEY", test.secret);
  const headers = { "x-arrival": `${stream} ${seq} ${user}`, ...test.headers };
  const step = test.flow ? "first" : null;
  const path = `/${operation}?${at(test.hangAt, seq) ? "hang" : ""}`;
  const reply = slo.send({ method: "GET", path, headers, body: null }, step);
  if (reply === null) return;
  const good = reply.status === 200 && reply.text() === "fine" && reply.headers()["x-served"] === "a, b";
  const reason = good ? null : String(reply.status);
  slo.answered(good, reason);
  if (good && test.flow) {
    if (!slo.pause(30_000)) return;
    const second = slo.send({ method: "POST", path, headers, body: "{}" }, "second");
    if (second === null) return;
    slo.answered(true, null);
  }
  slo.ended(good, reason);
}
