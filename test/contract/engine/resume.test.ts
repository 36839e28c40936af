import { expect } from "vitest";
import { arrivalsOf, intervalsOf } from "../../../src/plan/index.ts";
import { everyEngine, testWhere } from "../../support/engine-contract.ts";
import { fine, serveHttp } from "../../support/odd-servers.ts";

everyEngine("a run begun in the middle of its plan", ({ abilities, open, drive, served }) => {
  const resume = async () => {
    const { url } = await served(serveHttp(fine));
    let startedMs = 0;
    const result = await drive({
      url,
      seconds: 4,
      ratePerSec: 40,
      scenario: `operations: { get: { request: () => ({ path: "/thing" }) } }, probes: { health: { rate: 5, request: () => ({ path: "/h" }) } }`,
      run: {
        fromUs: 2_000_000,
        started: () => {
          startedMs = performance.now();
        },
      },
    });
    return { ...result, tookMs: performance.now() - startedMs };
  };

  testWhere(open && abilities.resumes)("sends the arrivals from there on and no others", async () => {
    const { ended, plan, counts, lines, generator, tookMs } = await resume();
    expect(ended).toEqual({ kind: "complete" });
    const rest = [...arrivalsOf(plan)].filter(({ intendedUs }) => intendedUs >= 2_000_000);
    for (const operation of ["get", "health"]) {
      const planned = rest.filter((arrival) => arrival.operation === operation).length;
      expect(counts(operation)).toMatchObject({ planned, good: planned });
    }
    const told = lines.flatMap((line) => ("interval" in line ? [line.interval] : []));
    expect(Math.min(...told)).toBe(2);
    // Intervals of 1 s: 2 and 3, each reported on.
    expect([...new Set(generator.map(({ interval }) => interval))].sort()).toEqual([2, 3]);
    expect(intervalsOf(plan)).toHaveLength(4);
    // 2 s of the plan are left; a loaded machine takes longer, never less.
    expect(tookMs).toBeGreaterThan(1_900);
  });

  testWhere(!open && abilities.resumes)("has its users ask from there on", async () => {
    const { ended, counts, lines } = await resume();
    expect(ended).toEqual({ kind: "complete" });
    const { planned, good } = counts("get");
    expect(planned).toBeGreaterThan(0);
    expect(good).toBe(planned);
    const told = lines.flatMap((line) => ("interval" in line ? [line.interval] : []));
    expect(Math.min(...told)).toBe(2);
  });
});
