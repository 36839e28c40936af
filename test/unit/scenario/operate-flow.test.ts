import { describe, expect, test } from "vitest";
import {
  type Flow,
  type Operation,
  operate,
  operateSetup,
  pause,
  type RequestSpec,
} from "../../../src/scenario/index.ts";
import { context, response, scenario } from "./support.ts";

const flow = (flow: NonNullable<Operation["flow"]>, headers = {}) =>
  operate(scenario({ intake: { timeout: "5s", flow } }, { headers: () => headers }), "intake", context());

describe("a flow", () => {
  test("captures values, pauses, and ends good", () => {
    const driven = flow(
      function* () {
        const written = yield { path: "/write", json: {} };
        yield pause("1.5s");
        yield { path: `/read/${written.json().id}`, step: "read" };
      },
      { "x-key": "k" },
    );
    expect(driven.start()).toEqual({
      kind: "request",
      step: "step1",
      request: {
        method: "POST",
        path: "/write",
        headers: { "content-type": "application/json", "x-key": "k" },
        body: "{}",
      },
    });
    const written = driven.answered(response(200, { id: 7 }));
    // 1.5 s = 1,500,000 us
    expect(written).toEqual({ judged: { good: true }, next: { kind: "pause", pauseUs: 1_500_000 } });
    expect(driven.paused()).toMatchObject({ kind: "request", step: "read", request: { path: "/read/7" } });
    expect(driven.answered(response(204))).toEqual({
      judged: { good: true },
      next: { kind: "ended", judged: { good: true } },
    });
  });

  test("names an unnamed step by its position among the requests", () => {
    const driven = flow(function* () {
      yield { path: "/a", step: "first" };
      yield pause("1ms");
      yield { path: "/b" };
    });
    driven.start();
    driven.answered(response(200));
    expect(driven.paused()).toMatchObject({ step: "step2" });
  });

  test("ends at a step that is not good, its finally blocks run and what they yield is not sent", () => {
    const passed: string[] = [];
    const driven = flow(function* () {
      try {
        yield { path: "/a" };
        passed.push("went on");
      } finally {
        passed.push("closed");
        yield { path: "/never" };
      }
    });
    driven.start();
    const judged = { good: false, reason: "500" };
    expect(driven.answered(response(500))).toEqual({ judged, next: { kind: "ended", judged } });
    expect(passed).toEqual(["closed"]);
  });

  test("judges a step by the step's own check", () => {
    const checked = (good: RequestSpec["good"]) => {
      const driven = flow(function* () {
        yield { path: "/a", ...(good && { good }) };
      });
      driven.start();
      return driven.answered(response(202, { done: false })).judged;
    };
    expect(checked((res) => res.status === 202)).toEqual({ good: true });
    expect(checked((res) => res.json().done)).toEqual({ good: false, reason: "check" });
    expect(checked((res) => res.json().a.b)).toMatchObject({
      good: false,
      reason: "check_threw",
      threw: { message: expect.stringContaining("'b'") },
    });
  });

  test("is not good when it returns false", () => {
    const driven = flow(function* () {
      yield { path: "/a" };
      return false;
    });
    driven.start();
    expect(driven.answered(response(200))).toEqual({
      judged: { good: true },
      next: { kind: "ended", judged: { good: false, reason: "flow_said_no" } },
    });
  });

  test("may be made of smaller flows", () => {
    function* login(): Flow<string> {
      const answer = yield { path: "/login" };
      return answer.json().token;
    }
    const driven = flow(function* () {
      const token = yield* login();
      yield { path: "/home", headers: { authorization: `Bearer ${token}` } };
    });
    driven.start();
    expect(driven.answered(response(200, { token: "t" })).next).toMatchObject({
      request: { headers: { authorization: "Bearer t" } },
    });
  });
});

describe("a flow is at fault", () => {
  test("when it throws, naming the step after which it did", () => {
    const driven = flow(function* () {
      const answer = yield { path: "/a", step: "ask" };
      yield { path: `/b/${answer.json().deep.id}` };
    });
    driven.start();
    expect(() => driven.answered(response(200))).toThrow(
      /^intake\.ask: the flow threw after this step: TypeError: Cannot read properties of undefined/,
    );
  });

  test("when it yields neither a request nor a pause", () => {
    const yielding = (value: unknown) =>
      flow(function* () {
        yield value as RequestSpec;
      });
    const message = "intake.step1: yielded neither a request that can be sent nor a pause";
    expect(() => yielding(undefined).start()).toThrow(`${message}: TypeError: expected a request`);
    expect(() => yielding({ url: "/a" }).start()).toThrow(`${message}: TypeError: a request has no "url"`);
    expect(() => yielding({ path: "a" }).start()).toThrow(`${message}: TypeError: path: expected text`);
    expect(() => yielding(Promise.resolve()).start()).toThrow("it must not be async");
    expect(() => yielding({ pause: "1" }).start()).toThrow('intake: yielded a pause of "1": not a duration');
    expect(() => yielding({ path: "/a", step: "a.b" }).start()).toThrow('got "a.b"');
  });

  test("when a pause has no unit, at the line that says so", () => {
    const driven = flow(function* () {
      yield pause("5");
    });
    expect(() => driven.start()).toThrow(
      'intake: threw: TypeError: pause: expected a duration with its unit ("500ms", "2s"), got "5"',
    );
  });

  test("when it sends nothing, as it would be good for nothing", () => {
    const silent = flow(function* (): Flow {
      yield pause("1ms");
    });
    silent.start();
    expect(() => silent.paused()).toThrow("intake: the flow ended without having sent a request");
  });

  test("when it is no generator, or an async one", () => {
    const plain = (() => ({ path: "/" })) as unknown as () => Flow;
    expect(() => flow(plain).start()).toThrow("intake: must be a generator function");
    const later = async function* () {
      yield { path: "/" };
    } as unknown as () => Flow;
    expect(() => flow(later).start()).toThrow("intake: must not be async");
  });
});

describe("setup", () => {
  test("yields requests; what it returns is the result, as JSON", () => {
    const driven = operateSetup(
      scenario(
        {},
        {
          *setup() {
            const login = yield { path: "/login" };
            return { token: login.json().token, dropped: undefined } as never;
          },
        },
      ),
      context(),
    );
    expect(driven.start()).toMatchObject({ kind: "request", step: "step1" });
    expect(driven.result()).toBeNull();
    expect(driven.answered(response(200, { token: "t" })).next).toEqual({
      kind: "ended",
      judged: { good: true },
    });
    expect(driven.result()).toEqual({ token: "t" });
  });

  test("may return false and send nothing, and is at fault when JSON cannot hold its result", () => {
    const returning = (value: unknown) => {
      const more = {
        *setup() {
          yield pause("1ms");
          return value as never;
        },
      };
      const driven = operateSetup(scenario({}, more), context());
      driven.start();
      return driven;
    };
    const driven = returning(false);
    expect(driven.paused()).toEqual({ kind: "ended", judged: { good: true } });
    expect(driven.result()).toBe(false);
    expect(() => returning(1n).paused()).toThrow("setup: returned what JSON cannot hold");
  });

  test("that is not good has no result", () => {
    const driven = operateSetup(
      scenario(
        {},
        {
          *setup() {
            yield { path: "/login" };
            return 1;
          },
        },
      ),
      context(),
    );
    driven.start();
    expect(driven.answered(response(401)).next).toEqual({
      kind: "ended",
      judged: { good: false, reason: "401" },
    });
    expect(driven.result()).toBeNull();
  });
});
