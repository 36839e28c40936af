import { expect, test } from "vitest";
import { memory, serving } from "./service.ts";

test("a write names its commit and its nodes, and says that embeddings follow", async () => {
  const { write } = await serving();
  const { status, json } = await write(memory("m1", "Adaeze keeps the compass in Oslo"));
  expect(status).toBe(200);
  expect(json).toEqual({
    commit_id: expect.any(String),
    commit_uri: `memory://commit/${json.commit_id}`,
    nodes: [
      { id: expect.any(String), uri: `memory://node/${json.nodes[0].id}`, client_id: "m1", type: "event" },
    ],
    edges: [],
    embedding_backfill: { enqueued: true, pending_nodes: 1 },
  });
});

test("a write without auto_embed enqueues nothing", async () => {
  const { write, ask } = await serving();
  const { json } = await write({ ...memory("m1", "text"), auto_embed: false });
  expect(json.embedding_backfill).toBeUndefined();
  expect((await ask("/health")).json.outbox_pending).toBe(0);
});

test("a memory is recalled by its words as soon as the write is answered, in the shapes of the interface", async () => {
  const { write, recall } = await serving();
  const written = (await write({ ...memory("m1", "Adaeze keeps the compass in Oslo"), auto_embed: false }))
    .json;
  await write({ ...memory("m2", "Bjarne sold a piano in Quito"), auto_embed: false });
  const { status, json } = await recall({
    scope: "s",
    query_text: "Where is the compass of Adaeze?",
    limit: 20,
  });
  expect(status).toBe(200);
  const id = written.nodes[0].id;
  const brief = { id, client_id: "m1", score: 1 / 61, found_by: ["text"] };
  const node = { id, uri: `memory://node/${id}`, client_id: "m1", type: "event" };
  expect(json).toEqual({
    seeds: [brief],
    ranked: [brief],
    subgraph: { nodes: [{ ...node, text_summary: "Adaeze keeps the compass in Oslo" }], edges: [] },
    context: {
      text: "[1] Adaeze keeps the compass in Oslo",
      items: [{ ...node, text: "Adaeze keeps the compass in Oslo" }],
      citations: [{ node_id: id, commit_id: written.commit_id }],
    },
    query: { text: "Where is the compass of Adaeze?", embedding_provider: "feature-hash-64" },
    observability: {
      stage_timings_ms: {
        embed: expect.any(Number),
        text: expect.any(Number),
        vector: expect.any(Number),
        merge: expect.any(Number),
      },
      inflight_wait_ms: expect.any(Number),
      adaptive: { profile: "pinned", hard_cap: 20 },
    },
  });
});

test("after the outbox ran, a memory is also found by vector, even misspelt in every word", async () => {
  const { write, recall, embedded } = await serving();
  await write(memory("m1", "barometers telescopes"));
  await embedded();
  const { json } = await recall({ scope: "s", query_text: "barometer telescope", limit: 20 });
  expect(json.ranked).toEqual([
    { id: expect.any(String), client_id: "m1", score: 1 / 61, found_by: ["vector"] },
  ]);
});

test("the best match comes first among hundreds, and no more than the limit come back", async () => {
  const { write, recall, embedded } = await serving();
  for (let lot = 0; lot < 5; lot++) {
    const nodes = Array.from({ length: 100 }, (_, i) => ({
      client_id: `m${lot * 100 + i}`,
      text_summary: `crate number${lot * 100 + i} of the harbour office in shed ${i % 10}`,
    }));
    await write({ scope: "s", nodes });
  }
  await embedded();
  const { json } = await recall({ scope: "s", query_text: "where is crate number437?", limit: 7 });
  expect(json.ranked).toHaveLength(7);
  expect(json.ranked[0]).toMatchObject({ client_id: "m437" });
});

test("tenants and scopes see only their own memories; the tenant may come as a header", async () => {
  const { write, recall } = await serving();
  await write(memory("m1", "the compass"), { "x-tenant-id": "acme" });
  const found = async (body: object, headers = {}) =>
    (await recall({ query_text: "compass", ...body }, headers)).json.context.items.length;
  expect(await found({ scope: "s", tenant_id: "acme" })).toBe(1);
  expect(await found({ scope: "s" }, { "x-tenant-id": "acme" })).toBe(1);
  expect(await found({ scope: "s" })).toBe(0);
  expect(await found({ scope: "t", tenant_id: "acme" })).toBe(0);
});

test("writing a client_id again with the same text is the same node; with another text it is a conflict", async () => {
  const { write, recall } = await serving();
  const first = (await write(memory("m1", "the compass"))).json;
  expect((await write(memory("m1", "the compass"))).json.nodes).toEqual(first.nodes);
  const conflict = await write(memory("m1", "the quilt"));
  expect(conflict.status).toBe(409);
  expect(conflict.json.error).toBe("client_id_conflict");
  expect((await recall({ scope: "s", query_text: "compass" })).json.context.items).toHaveLength(1);
});

test("a write with one bad node stores none of them", async () => {
  const { write, recall } = await serving();
  await write(memory("m1", "the compass"));
  const nodes = [
    { client_id: "new", text_summary: "the quilt" },
    { client_id: "m1", text_summary: "another" },
  ];
  expect((await write({ scope: "s", nodes })).status).toBe(409);
  expect((await recall({ scope: "s", query_text: "quilt" })).json.context.items).toEqual([]);
});

test("words that mean something to the search engine are words like any other", async () => {
  const { write, recall } = await serving();
  await write(memory("m1", 'NEAR the "AND" gate* OR (not) words:x'));
  const { status, json } = await recall({ scope: "s", query_text: 'and" OR near( words:x NOT *' });
  expect(status).toBe(200);
  expect(json.context.items).toHaveLength(1);
});

test.each([
  ["/v1/memory/write", "not json", "the body is not JSON", null],
  ["/v1/memory/write", { nodes: [] }, "the body does not fit this call", "nodes"],
  ["/v1/memory/write", { nodes: [{ client_id: 5 }] }, "the body does not fit this call", "nodes.0.client_id"],
  ["/v1/memory/recall_text", {}, "the body does not fit this call", "query_text"],
  ["/v1/memory/recall_text", { query_text: "x", limit: 0 }, "the body does not fit this call", "limit"],
])("%s refuses %j with 400 and details", async (path, body, message, where) => {
  const { post } = await serving();
  const { status, json } = await post(path, body);
  expect(status).toBe(400);
  const details = where === null ? null : [{ path: where, message: expect.any(String) }];
  expect(json).toEqual({ status: 400, error: "invalid_request", message, details });
});

test("an unknown path is 404, a wrong method 405 with those allowed, a large body 413", async () => {
  const { ask, post } = await serving();
  expect((await ask("/v2")).json).toEqual({
    status: 404,
    error: "not_found",
    message: "no route GET /v2",
    details: null,
  });
  const wrong = await ask("/v1/memory/write");
  expect([wrong.status, wrong.headers.get("allow"), wrong.json.error]).toEqual([
    405,
    "POST",
    "method_not_allowed",
  ]);
  const large = await post("/v1/memory/write", { input_text: "x".repeat(1_048_576), nodes: [{}] });
  expect([large.status, large.json.error]).toEqual([413, "payload_too_large"]);
});

test("the request id is echoed, and one is made where none was sent", async () => {
  const { ask } = await serving();
  expect((await ask("/health", { headers: { "x-request-id": "abc" } })).headers.get("x-request-id")).toBe(
    "abc",
  );
  expect((await ask("/health")).headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
});

test("with a key, calls need it as X-Api-Key or as a bearer token; /health does not", async () => {
  const { ask, recall } = await serving({ key: "k-123" });
  const asked = async (headers: Record<string, string>) =>
    (await recall({ query_text: "x" }, headers)).status;
  expect(await asked({})).toBe(401);
  expect(await asked({ "x-api-key": "wrong" })).toBe(401);
  expect(await asked({ "x-api-key": "k-123" })).toBe(200);
  expect(await asked({ authorization: "Bearer k-123" })).toBe(200);
  expect((await ask("/health")).status).toBe(200);
});

test("/metrics is Prometheus text with the outbox, the process and the requests", async () => {
  const { ask, recall } = await serving();
  await recall({ query_text: "x" });
  await recall({});
  const { json: text, headers } = await ask("/metrics");
  expect(headers.get("content-type")).toContain("text/plain");
  expect(text).toContain('memory_requests_total{operation="recall",status="200"} 1');
  expect(text).toContain('memory_requests_total{operation="recall",status="400"} 1');
  expect(text).toContain('memory_request_duration_seconds_count{operation="recall"} 2');
  expect(text).toMatch(/^outbox_pending 0$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
});
