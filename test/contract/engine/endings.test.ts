import { expect, test } from "vitest";
import type { StopReason } from "../../../src/engine/index.ts";
import {
  closes,
  everyEngine,
  expectAll,
  GET,
  reportedOn,
  testWhere,
  workersOf,
} from "../../support/engine-contract.ts";
import { fine, serveHttp } from "../../support/odd-servers.ts";

everyEngine("the end", ({ abilities, workload, open, drive, served }) => {
  const interrupted: StopReason = { kind: "interrupted", signal: "SIGINT" };

  test("by a stop rule sheds the rest of the plan", async () => {
    const { url } = await served(serveHttp(fine));
    const stop = new AbortController();
    const reason: StopReason = { kind: "stopped", rule: "a test's" };
    const result = await drive({
      url,
      seconds: 30,
      scenario: abilities.probes
        ? `${GET}, probes: { health: { rate: 4, request: () => ({ path: "/health" }) } }`
        : GET,
      run: { signal: stop.signal, started: () => setTimeout(() => stop.abort(reason), 500) },
    });
    expect(result.ended).toEqual(reason);
    const counts = result.counts("get");
    expect(closes(counts)).toBe(true);
    expect(counts.good).toBeGreaterThan(0);
    if (open) {
      // 50/s for 30 s are all accounted for, long before their time.
      expect(counts.planned).toBe(1_500);
      expect(result.by("get", "shed")).toEqual({ stopped: 1_500 - counts.good });
    }
    if (abilities.probes) {
      // 4/s for 30 s, beside users as well.
      const probe = result.counts("health");
      expect(probe.planned).toBe(120);
      expect(result.by("health", "shed")).toEqual({ stopped: 120 - probe.good });
    }
    expect(result.elapsedMs).toBeLessThan(10_000);
    for (const worker of workersOf(result))
      expect(reportedOn(result, worker)).toEqual(Array.from({ length: 30 }, (_, interval) => interval));
  });

  test("by an interrupt leaves the rest unplanned, and drains", async () => {
    const { url } = await served(
      serveHttp((request, response) => {
        request.resume();
        setTimeout(() => response.end("late"), 300);
      }),
    );
    const stop = new AbortController();
    const result = await drive({
      url,
      seconds: 30,
      scenario: GET,
      run: { signal: stop.signal, started: () => setTimeout(() => stop.abort(interrupted), 700) },
    });
    expect(result.ended).toEqual(interrupted);
    // What was in flight was waited for.
    expectAll(result, "get", "good");
    // 50/s for 30 s would be 1500; of 0.7 s, and of some time more on a busy machine, it is less than half.
    expect(result.counts("get").planned).toBeLessThan(750);
    // Interrupted at 0.7 s, drained by 1 s or some time after: every interval that has begun, and no other.
    const reported = reportedOn(result, 0);
    expect(reported).toEqual(Array.from({ length: reported.length }, (_, interval) => interval));
    expect(reported.length).toBeGreaterThan(0);
    expect(reported.length).toBeLessThan(10);
    expect(result.elapsedMs).toBeLessThan(10_000);
  });

  test("by an interrupt comes within the timeout where nothing is answered", async () => {
    const { url } = await served(serveHttp((request) => void request.resume()));
    const stop = new AbortController();
    const result = await drive({
      url,
      seconds: 60,
      timeout: "1s",
      scenario: GET,
      run: { signal: stop.signal, started: () => setTimeout(() => stop.abort(interrupted), 300) },
    });
    expect(result.ended).toEqual(interrupted);
    expectAll(result, "get", "timeout");
    // 0.3 s, the timeout of 1 s, and time to begin and end on a busy machine.
    expect(result.elapsedMs).toBeLessThan(8_000);
  });

  testWhere(workload === abilities.workloads[0])(
    "by an interrupt comes although the scenario never returns",
    async () => {
      const { url } = await served(serveHttp(fine));
      const stop = new AbortController();
      const result = await drive({
        url,
        seconds: 30,
        timeout: "200ms",
        scenario: `operations: { get: { request: ({ seq }) => { while (seq === 5); return { path: "/" }; } } }`,
        run: { signal: stop.signal, started: () => setTimeout(() => stop.abort(interrupted), 500) },
      });
      expect(["engine_failed", "interrupted"]).toContain(result.ended.kind);
      // 0.5 s, the timeout, 5 s of grace, 1 s for last words, and time to begin and end on a busy machine.
      expect(result.elapsedMs).toBeLessThan(20_000);
    },
  );

  test("before the beginning sends nothing", async () => {
    const server = await served(serveHttp(fine));
    const reason: StopReason = { kind: "interrupted", signal: "SIGTERM" };
    const result = await drive({
      url: server.url,
      scenario: GET,
      run: { signal: AbortSignal.abort(reason) },
    });
    expect(result.ended).toEqual(reason);
    expect([result.lines, server.accepted()]).toEqual([[], 0]);
  });

  test("by a throw of the scenario names its line", async () => {
    const { url } = await served(serveHttp(fine));
    const result = await drive({
      url,
      seconds: 20,
      scenario: `operations: {
        get: { request: ({ seq }) => { if (seq === 20) throw new Error("no more"); return { path: "/" }; } },
      }`,
    });
    expect(result.ended).toMatchObject({
      kind: "scenario_error",
      where: expect.stringMatching(/trial\.ts:7:\d+$/),
      message: expect.stringContaining("no more"),
    });
    const counts = result.counts("get");
    // What was open is accounted for. Number 20 is due at 0.4 s of an open plan; nothing behind it is planned.
    expect(closes(counts)).toBe(true);
    if (open) expect(counts.planned).toBe(21);
    expect(result.elapsedMs).toBeLessThan(10_000);
  });

  test("by what takes the lines keeps the secrets that were read out of the reason", async () => {
    const { url } = await served(serveHttp(fine));
    const result = await drive({
      url,
      scenario: `headers: ({ env }) => ({ "x-api-key": env("KEY") }), ${GET}`,
      run: { env: { given: {}, secrets: { KEY: "s3cr3t-value", SHELL: "broken" } } },
      onLine: () => {
        throw new Error("broken by s3cr3t-value");
      },
    });
    // A variable that was not read is no secret of the scenario's.
    expect(result.ended).toMatchObject({
      kind: "engine_failed",
      message: expect.stringContaining("broken by [redacted]"),
    });
  });
});
