import { expect, test } from "vitest";
import {
  type Distribution,
  decideOnEvidence,
  decideRatio,
  percentileEvidence,
} from "../../src/statistics/index.ts";
import { backlogIn } from "../../src/verdict/index.ts";
import {
  bySecond,
  distributionOf,
  type ErrorModel,
  errorBursts,
  INDEPENDENT,
  queue,
  type SeriesModel,
  SINGLE_ERRORS,
  STALLING,
  seriesRandom,
  WANDERING,
} from "../support/synthetic-series.ts";

// The rules' own quality: how often they say pass, fail or nothing where the truth is known. Each replication is one
// level of 30 s at 100 arrivals/s, decided for a limit that lies at true value / ratio.
const RATIOS = [0.25, 0.5, 0.8, 0.95, 1, 1.05, 1.2, 1.5, 2];
const REPLICATIONS = 400;
const SECONDS = 30;

interface Shares {
  readonly pass: number;
  readonly fail: number;
  readonly open: number;
}
type Row = { readonly name: string; readonly about: string; readonly shares: ReadonlyMap<number, Shares> };
type Said = "pass" | "fail" | "open";

function rowOf(
  model: { readonly name: string; readonly about: string },
  sayAll: (replication: number) => Said[],
): Row {
  const said = Array.from({ length: REPLICATIONS }, (_, replication) => sayAll(replication));
  const share = (column: number, what: Said): number =>
    said.filter((one) => one[column] === what).length / REPLICATIONS;
  const shares = RATIOS.map((ratio, column): [number, Shares] => [
    ratio,
    { pass: share(column, "pass"), fail: share(column, "fail"), open: share(column, "open") },
  ]);
  return { name: model.name, about: model.about, shares: new Map(shares) };
}

function percentileRow(model: SeriesModel, levelSeconds = SECONDS): Row {
  return rowOf(model, (replication) => {
    const arrivals = model.draw(seriesRandom(model.name, replication), SECONDS);
    const seconds = bySecond(arrivals, SECONDS).map((second) => distributionOf(second.map(({ us }) => us)));
    const all: Distribution = distributionOf(arrivals.map(({ us }) => us));
    const evidence = percentileEvidence({ all, intervals: seconds, p: 0.95, seed: replication });
    const done = bySecond(
      arrivals.map(({ atS, us }) => ({ atS: atS + us / 1e6 })),
      SECONDS,
    );
    const backlog = backlogIn(
      seconds.map(({ values: valuesUs, counts, beyond }, s) => {
        const planned = counts.reduce((sum, n) => sum + n, 0);
        const times = [{ valuesUs, counts, total: planned }];
        return { widthUs: 1_000_000, planned, completed: done[s]?.length ?? 0, times, beyond };
      }),
      SECONDS,
    );
    return RATIOS.map((ratio) => {
      const limit = model.p95Us / ratio;
      const { state } = decideOnEvidence(evidence, { limit, steady: backlog === null, levelSeconds });
      return state === "held" ? "pass" : state === "broken" ? "fail" : "open";
    });
  });
}

function errorRow(model: ErrorModel): Row {
  return rowOf(model, (replication) => {
    const arrivals = model.draw(seriesRandom(model.name, replication), SECONDS);
    const intervals = bySecond(arrivals, SECONDS).map((second) => ({
      part: second.filter(({ bad }) => bad).length,
      whole: second.length,
    }));
    const bad = arrivals.filter((arrival) => arrival.bad).length;
    return RATIOS.map((ratio) => {
      const limit = model.ratio / ratio;
      const { state } = decideRatio({ bad, n: arrivals.length, intervals, limit, seed: replication });
      return state === "held" ? "pass" : state === "broken" ? "fail" : "open";
    });
  });
}

function markdown(rows: readonly Row[]): string {
  const percent = (share: number): string => String(Math.round(share * 100));
  const cells = ({ shares }: Row): string[] =>
    [...shares.values()].map(({ pass, fail, open }) => [pass, fail, open].map(percent).join(" / "));
  const line = (parts: readonly string[]): string => `| ${parts.join(" | ")} |`;
  return [
    `Share of runs in % that pass / fail / stay inconclusive, by true value over limit: p95 and error rate, ${SECONDS} s at 100 arrivals/s, ${REPLICATIONS} runs a row.`,
    "",
    line(["true / limit", ...RATIOS.map(String)]),
    line(["---", ...RATIOS.map(() => "---")]),
    ...rows.map((row) => line([row.name, ...cells(row)])),
    "",
    ...rows.map(({ name, about }) => `- *${name}*: ${about}`),
    "",
  ].join("\n");
}

const independent = percentileRow(INDEPENDENT);
const halfBusy = percentileRow(queue(0.5));
const busy = percentileRow(queue(0.9));
const wandering = percentileRow(WANDERING);
const stalling = percentileRow(STALLING);
const single = errorRow(SINGLE_ERRORS);
const bursts = errorRow(errorBursts(6));
const rows = [independent, halfBusy, busy, wandering, stalling, single, bursts];

test("the rules' operating characteristics are those of the published table", async () => {
  await expect(markdown(rows)).toMatchFileSnapshot("operating-characteristics.md");
});

test.each(rows.filter((row) => row !== stalling))(
  "far from the limit runs are decided rightly in 95 % of cases: $name",
  ({ shares }) => {
    expect(shares.get(0.25)?.pass).toBeGreaterThanOrEqual(0.95);
    expect(shares.get(2)?.fail).toBeGreaterThanOrEqual(0.95);
  },
);

test.each([independent, wandering])(
  "at most 5 % of runs that sit exactly at the limit pass: $name",
  ({ shares }) => {
    expect(shares.get(1)?.pass).toBeLessThanOrEqual(0.05);
  },
);

test("the correlation rule takes a third of the false passes from a queue at 90 %", () => {
  // A level that counts as 5 minutes long is not asked for half its limit.
  const withoutRule = percentileRow(queue(0.9), 300).shares.get(1)?.pass ?? 0;
  expect(withoutRule).toBeGreaterThan(0.4);
  expect(busy.shares.get(1)?.pass).toBeLessThanOrEqual((2 / 3) * withoutRule);
});
