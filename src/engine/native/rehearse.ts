import { createServer } from "node:net";
import { createRecorder } from "../../measure/index.ts";
import type { DriveAction, Driven } from "../../scenario/index.ts";
import { type Ms, US_PER_S } from "../../shared/index.ts";
import { ArrivalRun, type Floor } from "./arrival-run.ts";
import { createExamples } from "./examples.ts";
import { createRunClock } from "./run-clock.ts";
import type { Now } from "./thread-clock.ts";
import { createTimeouts } from "./timeouts.ts";
import type { Transport } from "./transport.ts";

const ROUNDS = 300;
const AT_ONCE = 4;
/** It is a convenience: on a slow machine the run begins without its end. */
const PATIENCE_MS: Ms = 1_000;

const ANSWER = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 11\r\n\r\n{"ok":true}';
const POST: DriveAction = {
  kind: "request",
  step: null,
  request: { method: "POST", path: "/", headers: { "content-type": "application/json" }, body: "{}" },
};

/**
 * Sends some hundred requests to a responder in this very thread, through all that a measured arrival passes (transport, recorder, timeouts),
 * and throws the result away: code that has not run yet runs slowly (up to 40 ms for a first request), and that would count as the target's time.
 */
export async function rehearse(
  machine: Now,
  connect: (url: string, now: Now) => Transport,
  /** When a request follows the one that ended. Default: a turn of the event loop later, so that each ends before the next begins. */
  follow: (next: () => void) => void = setImmediate,
): Promise<void> {
  const server = createServer((socket) => {
    socket.on("data", () => socket.write(ANSWER)).on("error", () => socket.destroy());
  });
  const listening = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(0, "127.0.0.1", () => resolve(true));
  });
  const address = server.address();
  if (!listening || address === null || typeof address === "string") return;

  const clock = createRunClock(machine);
  clock.begin(Math.floor(machine()));
  const now = clock.sinceOrigin;
  const transport = connect(`http://127.0.0.1:${address.port}`, now);
  const hourUs = 3_600 * US_PER_S;
  const recorder = createRecorder([{ index: 0, phase: 0, startUs: 0, endUs: hourUs }], {
    serviceOnly: () => false,
  });
  const floor: Floor = {
    now,
    endUs: hourUs,
    transport,
    recorder,
    timeouts: createTimeouts(now),
    examples: createExamples([], () => {}),
    open: new Set(),
    closed: () => {},
    released: () => {},
    unreleased: () => {},
    faulted: () => {},
  };
  let begun = 0;
  await new Promise<void>((resolve) => {
    const patience = setTimeout(resolve, PATIENCE_MS);
    const next = (): void => {
      if (begun === ROUNDS) {
        clearTimeout(patience);
        resolve();
        return;
      }
      begun++;
      recorder.planned("rehearsal", 0);
      const run = { operation: "rehearsal", driven: rehearsed(), timeoutUs: hourUs, intendedUs: 0 };
      new ArrivalRun(floor, { ...run, ended: () => follow(next) }).begin();
      if (begun % 50 === 0) recorder.flush();
    };
    for (let i = 0; i < AT_ONCE; i++) next();
  });
  for (const run of [...floor.open]) run.abandon();
  transport.close();
  server.close();
}

function rehearsed(): Driven {
  const ended = { kind: "ended", judged: { good: true } } as const;
  return {
    start: () => POST,
    answered: (response) => {
      response.json();
      return { judged: ended.judged, next: ended };
    },
    paused: () => ended,
  };
}
