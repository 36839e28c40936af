import { expect } from "vitest";
import { everyEngine, expectAll, testWhere } from "../../support/engine-contract.ts";
import { fine, serveHttp } from "../../support/odd-servers.ts";

const VISIT = `operations: {
  visit: {
    timeout: "2s",
    *flow() {
      const opened = yield { path: "/open", step: "open" };
      yield pause("120ms");
      yield { path: "/close/" + opened.json().id };
    },
  },
}`;

everyEngine("a flow", ({ abilities, open, drive, served }) => {
  testWhere(!abilities.flows)("is refused before any request", async () => {
    const server = await served(serveHttp(fine));
    const result = await drive({ url: server.url, scenario: VISIT });
    expect(result.ended).toMatchObject({ kind: "engine_failed", message: expect.stringContaining("flows") });
    expect([result.lines, server.accepted()]).toEqual([[], 0]);
  });

  testWhere(abilities.flows)("has its steps beneath it, and think time inside", async () => {
    const paths: string[] = [];
    const { url } = await served(
      serveHttp((request, response) => {
        paths.push(request.url ?? "");
        request.resume();
        response.end(request.url === "/open" ? '{"id":"abc"}' : "{}");
      }),
    );
    const result = await drive({ url, ratePerSec: 20, scenario: VISIT });
    expect(result.operations).toEqual(["visit", "visit.open", "visit.step2"]);
    expectAll(result, "visit", "good", open ? 20 : null);
    const { planned } = result.counts("visit");
    expectAll(result, "visit.open", "good", planned);
    expect(paths.filter((path) => path === "/close/abc")).toHaveLength(planned);
    // The flow's time holds the pause; its steps' do not, and have service time only.
    expect(result.values("visit", "service_time")[0]).toBeGreaterThan(119_000);
    expect(result.values("visit.open", "service_time")[0]).toBeLessThan(119_000);
    expect(result.values("visit.open", "response_time")).toEqual([]);
  });

  testWhere(abilities.flows)("ends at its own timeout, in the middle of a step or of a pause", async () => {
    const { url } = await served(
      serveHttp((request, response) => {
        request.resume();
        if (request.url !== "/hang") response.end("{}");
      }),
    );
    const result = await drive({
      url,
      ratePerSec: 20,
      users: 8,
      scenario: `operations: {
        hangs: { timeout: "1s", *flow() { yield { path: "/" }; yield { path: "/hang", step: "hang" }; } },
        dozes: { timeout: "1s", *flow() { yield { path: "/" }; yield pause("1h"); } },
      }`,
    });
    expectAll(result, "hangs", "timeout");
    expectAll(result, "dozes", "timeout");
    const [hangs, dozes] = [result.counts("hangs"), result.counts("dozes")];
    if (open) expect(hangs.planned + dozes.planned).toBe(20);
    expect(result.counts("hangs.hang").timeout).toBe(hangs.planned);
    expect(result.counts("dozes.step1").good).toBe(dozes.planned);
  });
});
