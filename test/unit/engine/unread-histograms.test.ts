import autocannon, { type Options } from "autocannon";
import { expect, test } from "vitest";
import { UNREAD } from "../../../src/engine/autocannon/unread-histograms.ts";

test("autocannon's correction of times has no place: it is an error to reach it", () => {
  for (const histogram of Object.values(UNREAD)) {
    expect(() => histogram.recordValue(5)).not.toThrow();
    expect(() => histogram.recordValueWithExpectedInterval(100, 1)).toThrow("no rate was given");
  }
});

test("autocannon itself takes the option that leaves it out only together with a rate, which is never given", async () => {
  const options = {
    url: "http://127.0.0.1:1",
    connections: 1,
    pipelining: 1,
    amount: 1,
    timeout: 1,
    setupClient: () => {},
    histograms: UNREAD,
    skipAggregateResult: true,
    ignoreCoordinatedOmission: true,
  } satisfies Options & { ignoreCoordinatedOmission: boolean };
  const error = await new Promise<Error | null>((done) => autocannon(options, done));
  expect(error?.message).toContain("makes no sense without connectionRate or overallRate");
});
