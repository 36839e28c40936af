import { describe, expect, test } from "vitest";
import { operate, type RequestSpec, ScenarioFault } from "../../../src/scenario/index.ts";
import { context, response, scenario } from "./support.ts";

const sent = (spec: RequestSpec, headers: Record<string, string> = {}) => {
  const action = operate(
    scenario({ get: { request: () => spec } }, { headers: () => headers }),
    "get",
    context(),
  ).start();
  if (action.kind !== "request") throw new Error(`expected a request, got ${action.kind}`);
  return action.request;
};

describe("a request goes out as it was built", () => {
  test("a path alone is a GET without body", () => {
    expect(sent({ path: "/health" })).toEqual({ method: "GET", path: "/health", headers: {}, body: null });
  });

  test("json is sent as JSON text, by POST unless a method is given", () => {
    expect(sent({ path: "/w", json: { a: [1, null] } })).toEqual({
      method: "POST",
      path: "/w",
      headers: { "content-type": "application/json" },
      body: '{"a":[1,null]}',
    });
    expect(sent({ method: "put", path: "/w", json: 0 })).toMatchObject({ method: "PUT", body: "0" });
  });

  test("query parameters are percent-encoded and appended", () => {
    expect(sent({ path: "/q", query: { text: "a b&ü", n: 2, on: true } }).path).toBe(
      "/q?text=a%20b%26%C3%BC&n=2&on=true",
    );
    expect(sent({ path: "/q?x=1", query: { y: 2 } }).path).toBe("/q?x=1&y=2");
    expect(sent({ path: "/q", query: {} }).path).toBe("/q");
    expect(sent({ path: "/q//r?u=//s" }).path).toBe("/q//r?u=//s");
  });

  test("headers are lower case, and the request's take the place of the scenario's", () => {
    expect(
      sent(
        { path: "/", body: "a,b", headers: { "X-Api-Key": "mine", "Content-Type": "text/csv" } },
        { "x-api-key": "ours", Accept: "*/*" },
      ).headers,
    ).toEqual({ "x-api-key": "mine", accept: "*/*", "content-type": "text/csv" });
  });

  test.each<[string, unknown]>([
    [
      'path: expected text beginning with "/" (other characters through encodeURIComponent), got "health"',
      { path: "health" },
    ],
    [
      'path: expected text beginning with "/" (other characters through encodeURIComponent), got "/a b"',
      { path: "/a b" },
    ],
    [
      'path: expected text beginning with "/" (other characters through encodeURIComponent), got undefined',
      {},
    ],
    [
      'path: expected a path of the target, got "//other.example/x", which as a reference names another host',
      { path: "//other.example/x" },
    ],
    [
      String.raw`path: expected a path of the target, got "/\\other.example", which as a reference names another host`,
      { path: "/\\other.example" },
    ],
    ["json and body: expected one of them, got both", { path: "/", json: 1, body: "1" }],
    ["json: expected a JSON value, got function", { path: "/", json: () => 1 }],
    ["body: expected text, got object; use json for values", { path: "/", body: {} }],
    [
      "query.limit: expected text, a number or a boolean, got undefined",
      { path: "/", query: { limit: undefined } },
    ],
    [
      'a request has no "header"; it has method, path, query, headers, json, body, step, good',
      { path: "/", header: {} },
    ],
    ['headers: "content-length" is written by the engine', { path: "/", headers: { "Content-Length": "3" } }],
    ['headers: "a b" is not a header name', { path: "/", headers: { "a b": "3" } }],
    ["expected a request, got a promise: it must not be async", Promise.resolve({ path: "/" })],
    ['method: expected a word such as "POST", got 7', { path: "/", method: 7 }],
  ])("%s", (message, spec) => {
    const driven = operate(scenario({ get: { request: () => spec as RequestSpec } }), "get", context());
    expect(() => driven.start()).toThrow(message);
    expect(() => driven.start()).toThrow(/^get: request is not one that can be sent: TypeError: /);
  });

  test("a header's value is not shown when it cannot be sent, as it may be a secret", () => {
    const spec = { path: "/", headers: { "x-key": "s3cret\n" } };
    expect(() => sent(spec)).toThrow(/value of "x-key"/);
    expect(() => sent(spec)).not.toThrow(/s3cret/);
  });
});

describe("a response is judged", () => {
  const judged = (operation: Parameters<typeof scenario>[0][string], status: number, body?: unknown) => {
    const driven = operate(scenario({ get: operation }), "get", context());
    driven.start();
    const { judged, next } = driven.answered(response(status, body));
    expect(next).toEqual({ kind: "ended", judged });
    return judged;
  };
  const request = () => ({ path: "/" });

  test("without a check 200 to 299 is good", () => {
    expect(judged({ request }, 200)).toEqual({ good: true });
    expect(judged({ request }, 299)).toEqual({ good: true });
    expect(judged({ request }, 300)).toEqual({ good: false, reason: "300" });
    expect(judged({ request }, 503)).toEqual({ good: false, reason: "503" });
  });

  test("the check decides, whatever the status", () => {
    expect(judged({ request, good: (res) => res.status === 404 }, 404)).toEqual({ good: true });
    expect(judged({ request, good: (res) => res.json().items.length > 0 }, 200, { items: [] })).toEqual({
      good: false,
      reason: "check",
    });
    expect(judged({ request, good: () => false }, 429)).toEqual({ good: false, reason: "429" });
  });

  test("a check that throws makes the response bad, not the scenario", () => {
    expect(judged({ request, good: (res) => res.json().items.length > 0 }, 200, {})).toMatchObject({
      good: false,
      reason: "check_threw",
      threw: { message: expect.stringContaining("'length'") },
    });
  });

  test("a check that throws does not hide a status that says enough", () => {
    const good = (res: { json(): { items: unknown[] } }) => res.json().items.length > 0;
    expect(judged({ request, good }, 429, {})).toEqual({ good: false, reason: "429" });
    expect(judged({ request, good }, 299, {})).toMatchObject({ good: false, reason: "check_threw" });
  });

  test("the request's own check stands where the operation has none", () => {
    const drawn = { request: () => ({ path: "/", good: () => false }) };
    expect(judged(drawn, 200)).toEqual({ good: false, reason: "check" });
    expect(judged({ ...drawn, good: () => true }, 200)).toEqual({ good: true });
  });

  test("an async check is a fault, as a promise would always hold", () => {
    const good = (async () => false) as unknown as () => boolean;
    expect(() => judged({ request, good }, 200)).toThrow(
      "get: good: TypeError: expected true or false, got a promise: it must not be async",
    );
  });
});

describe("a fault of the scenario stops everything", () => {
  test("it names the operation and carries what was thrown", () => {
    const cause = new RangeError("no such topic");
    const throws = () => {
      throw cause;
    };
    const driven = operate(scenario({ get: { request: throws } }), "get", context());
    let fault: unknown;
    try {
      driven.start();
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(ScenarioFault);
    expect(fault).toMatchObject({
      operation: "get",
      step: null,
      cause,
      message: "get: request threw: RangeError: no such topic",
    });
  });

  test("headers that throw are one", () => {
    const headers = () => {
      throw new Error("no key");
    };
    const driven = operate(
      scenario({ get: { request: () => ({ path: "/" }) } }, { headers }),
      "get",
      context(),
    );
    expect(() => driven.start()).toThrow("get: headers threw: no key");
  });

  test("a probe is driven like an operation, and an unknown name is refused", () => {
    const probed = scenario({}, { probes: { health: { rate: 1, request: () => ({ path: "/health" }) } } });
    expect(operate(probed, "health", context()).start()).toMatchObject({ request: { path: "/health" } });
    expect(() => operate(probed, "heath", context())).toThrow(RangeError);
  });
});
