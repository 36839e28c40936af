import { expect, test } from "vitest";
import { carryOut } from "../../../../src/engine/k6/script/carry-out.ts";
import type { K6Reply, SloModule } from "../../../../src/engine/k6/script/slo-module.ts";
import {
  type Flow,
  operate,
  pause,
  type ResponseView,
  type Scenario,
} from "../../../../src/scenario/index.ts";
import { context, scenario } from "../../scenario/support.ts";

/** The extension, which writes down what it is told and answers from a list; null where an arrival is over. */
function extension(replies: readonly (K6Reply | null)[], awake = true) {
  const told: unknown[][] = [];
  let sent = 0;
  const note =
    (name: string) =>
    (...args: unknown[]): void =>
      void told.push([name, ...args]);
  const slo: SloModule = {
    arrival: () => {
      throw new Error("not asked for here");
    },
    send: ({ method, path }, step) => {
      told.push(["send", `${method} ${path}`, step]);
      return replies[sent++] ?? null;
    },
    pause: (us) => {
      told.push(["pause", us]);
      return awake;
    },
    answered: note("answered"),
    ended: note("ended"),
    fault: note("fault"),
    secret: note("secret"),
  };
  return { slo, told };
}

const reply = (status: number, body = "{}"): K6Reply => ({ status, headers: () => ({}), text: () => body });
const drive = (of: Scenario, slo: SloModule): void => carryOut(slo, () => operate(of, "ask", context()));

test("a request is sent, judged and ended", () => {
  const { slo, told } = extension([reply(200, '{"ok":true}')]);
  drive(
    scenario({ ask: { request: () => ({ path: "/a" }), good: (res) => res.json().ok && res.text() !== "" } }),
    slo,
  );
  expect(told).toEqual([
    ["send", "GET /a", null],
    ["answered", true, null],
    ["ended", true, null],
  ]);
});

test("an answer that is not good ends with its reason", () => {
  for (const [answer, reason] of [
    [reply(503), "503"],
    [reply(200, "no json"), "check_threw"],
    [reply(200, '{"ok":false}'), "check"],
  ] as const) {
    const { slo, told } = extension([answer]);
    drive(scenario({ ask: { request: () => ({ path: "/a" }), good: (res) => res.json().ok } }), slo);
    expect(told.slice(1)).toEqual([
      ["answered", false, reason],
      ["ended", false, reason],
    ]);
  }
});

test("a check sees headers and body only when it looks, and they are fetched once", () => {
  let fetched = 0;
  const counted: K6Reply = {
    status: 200,
    headers: () => ({ x: String(++fetched) }),
    text: () => String(++fetched),
  };
  const { slo } = extension([counted, counted]);
  drive(scenario({ ask: { request: () => ({ path: "/" }), good: (res) => res.status === 200 } }), slo);
  expect(fetched).toBe(0);
  const looks = (res: ResponseView): boolean =>
    new Set([res.text(), res.text()]).size + new Set([res.headers.x, res.headers.x]).size === 2;
  drive(scenario({ ask: { request: () => ({ path: "/" }), good: looks } }), slo);
  expect(fetched).toBe(2);
});

test("a flow sends its steps with its pauses between", () => {
  const { slo, told } = extension([reply(200, '{"id":7}'), reply(204)]);
  const flow = function* (): Flow {
    const opened = yield { path: "/open", step: "open" };
    yield pause("250ms");
    yield { path: `/close/${opened.json().id}` };
  };
  drive(scenario({ ask: { timeout: "5s", flow } }), slo);
  expect(told).toEqual([
    ["send", "GET /open", "open"],
    ["answered", true, null],
    ["pause", 250_000],
    ["send", "GET /close/7", "step2"],
    ["answered", true, null],
    ["ended", true, null],
  ]);
});

test("an arrival that is over is left alone, in a request and in a pause", () => {
  const request = extension([null]);
  drive(scenario({ ask: { request: () => ({ path: "/" }) } }), request.slo);
  expect(request.told).toEqual([["send", "GET /", null]]);

  const dozing = extension([], false);
  const flow = function* (): Flow {
    yield pause("1s");
  };
  drive(scenario({ ask: { timeout: "5s", flow } }), dozing.slo);
  expect(dozing.told).toEqual([["pause", 1_000_000]]);
});

test("what a builder throws is the scenario's fault, its own stack before the one around it", () => {
  const { slo, told } = extension([]);
  const request = (): never => {
    throw new TypeError("no more");
  };
  drive(scenario({ ask: { request } }), slo);
  const [[name, message, stack = ""] = []] = told as string[][];
  expect([told.length, name, message]).toEqual([1, "fault", "ask: request threw: TypeError: no more"]);
  expect(stack.indexOf("TypeError: no more\n")).toBe(0);
  expect(stack.indexOf("ScenarioFault")).toBeGreaterThan(0);
});

test("what a flow throws after an answer is the scenario's fault", () => {
  const { slo, told } = extension([reply(200)]);
  const flow = function* (): Flow {
    yield { path: "/" };
    throw new Error("after");
  };
  drive(scenario({ ask: { timeout: "5s", flow } }), slo);
  expect(told.map(([name]) => name)).toEqual(["send", "fault"]);
});
