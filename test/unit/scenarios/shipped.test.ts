import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { MEMORIES, memoryId, memoryText, question } from "../../../scenarios/shared/memory.ts";
import { bundleScenario, evaluateBundle, findScenario } from "../../../src/bundle/index.ts";
import { contextOf, environment, operate } from "../../../src/scenario/index.ts";
import { all, embedded } from "./rehearse.ts";

const cwd = fileURLToPath(new URL("../../..", import.meta.url));
const shipped = async (profile: string) =>
  evaluateBundle(await bundleScenario(await findScenario(profile, cwd), { cwd }));

const first = (
  scenario: Awaited<ReturnType<typeof shipped>>,
  name: string,
  seq: number,
  variables: { given?: Record<string, string>; secrets?: Record<string, string> } = {},
) => {
  const env = environment({ given: {}, secrets: {}, ...variables });
  const parts = { seed: 1, stream: "load", seq, setup: null, runId: "run-1", user: null, env };
  const action = operate(scenario, name, contextOf(parts)).start();
  if (action.kind !== "request") throw new Error(`${name} began with ${action.kind}`);
  return { ...action.request, json: JSON.parse(action.request.body ?? "null") };
};

describe("the shipped scenarios", () => {
  test.each([
    ["recall", 20, ["recall", "remember"]],
    ["write", 10, ["write"]],
    ["mixed", 30, ["recall", "write", "remember"]],
  ])("%s is valid, and expects %d/s as an example", async (profile, rate, operations) => {
    const scenario = await shipped(profile);
    expect(scenario).toMatchObject({ name: profile, expected: { rate, source: "example, not a forecast" } });
    expect(Object.keys(scenario.operations)).toEqual(operations);
  });

  test("mixed sends two recalls to each write, and asks for /health beside them", async () => {
    const { operations, probes } = await shipped("mixed");
    // 30/s shared 2 to 1: 20 recalls and 10 writes per second.
    expect([operations.recall?.weight, operations.write?.weight, operations.remember?.weight]).toEqual([
      2, 1, 0,
    ]);
    expect(first(await shipped("mixed"), "health", 0)).toMatchObject({ method: "GET", path: "/health" });
    expect(probes?.health?.rate).toBe(5);
  });

  test("mixed names signals that a deployment may lack", async () => {
    const { signals } = await shipped("mixed");
    expect(Object.keys(signals ?? {})).toEqual(["outbox_pending", "rss"]);
    for (const signal of Object.values(signals ?? {})) expect(signal).toMatchObject({ optional: true });
  });

  test("soak is mixed for a day, but for writes that go round and a rule that ends a hopeless night", async () => {
    const [soak, mixed] = [await shipped("soak"), await shipped("mixed")];
    expect(soak).toMatchObject({ name: "soak", duration: "24h", expected: mixed.expected });
    expect(soak.abort).toEqual({ error_rate: "50%", for: "5m" });
    expect(Object.keys(soak.operations)).toEqual(Object.keys(mixed.operations));
    const ids = Array.from({ length: 5_000 }, (_, seq) => first(soak, "write", seq).json.nodes[0].client_id);
    // 200 ids, each missed by 5,000 draws with probability e^-25.
    expect(new Set(ids).size).toBe(200);
  });

  test("the same arrival makes the same request, another makes another", async () => {
    const [scenario, again] = [await shipped("mixed"), await shipped("mixed")];
    for (const name of ["recall", "write", "remember"]) {
      expect(first(again, name, 7)).toEqual(first(scenario, name, 7));
      expect(first(scenario, name, 8).body).not.toBe(first(scenario, name, 7).body);
    }
  });

  test("recall speaks the service's language, in a scope of the run's own", async () => {
    expect(first(await shipped("recall"), "recall", 0)).toMatchObject({
      method: "POST",
      path: "/v1/memory/recall_text",
      headers: { "content-type": "application/json" },
      json: { tenant_id: "default", scope: "slo-run-1", query_text: expect.stringMatching(/\?$/), limit: 20 },
    });
  });

  test("key, token, tenant and scope come from the variables", async () => {
    const request = first(await shipped("write"), "write", 0, {
      given: { SLO_TENANT: "t", SLO_SCOPE: "s" },
      secrets: { SLO_API_KEY: "k", SLO_BEARER_TOKEN: "b" },
    });
    expect(request.headers).toMatchObject({ "x-api-key": "k", authorization: "Bearer b" });
    expect(request.json).toMatchObject({ tenant_id: "t", scope: "s" });
  });
});

describe("a memory", () => {
  const numbers = Array.from({ length: MEMORIES }, (_, k) => k);

  test("is asked for by a question of its own, which does not hold its id", () => {
    expect(new Set(numbers.map(question)).size).toBe(500);
    expect(numbers.every((k) => memoryText(k).includes(memoryId(k)))).toBe(true);
    expect(numbers.some((k) => question(k).includes(memoryId(k)))).toBe(false);
  });

  test("has an id that no other's contains, not even a rehearsed one's", () => {
    const others = [...numbers, 1_000_000_000].map(memoryId);
    for (const k of numbers) {
      expect(others.filter((other) => other.includes(memoryId(k)))).toEqual([memoryId(k)]);
    }
  });
});

describe("against the embedded service", () => {
  test("every populated memory is found, beside 500 that the load wrote", async () => {
    const scenario = await shipped("mixed");
    const send = await embedded("secret");
    const good = { good: true };
    const remembered = await all(MEMORIES, (k) => send(scenario, "remember", k, "populate"));
    expect(remembered.filter((judged) => !judged.good)).toEqual([]);
    const written = await all(500, (k) => send(scenario, "write", k));
    expect(written.filter((judged) => !judged.good)).toEqual([]);
    // 1,500 draws of 500 miss a given memory with (1 - 1/500)^1500 = 5 %: about 475 of them are asked for.
    const recalled = await all(1_500, (k) => send(scenario, "recall", k));
    expect(recalled.filter((judged) => !judged.good)).toEqual([]);
    expect(await send(scenario, "health", 0, "health")).toEqual(good);
  });

  test("an answer without the memory asked for is not good, and neither is a refused key", async () => {
    const scenario = await shipped("recall");
    const send = await embedded();
    expect(await send(scenario, "recall", 0)).toEqual({ good: false, reason: "check" });
    const locked = await embedded("secret");
    const { operations } = scenario;
    const keyless = { ...scenario, operations, headers: () => ({}) };
    expect(await locked(keyless, "recall", 0)).toEqual({ good: false, reason: "401" });
  });
});
