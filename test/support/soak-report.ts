import { parseThresholds } from "../../src/objective/index.ts";
import { intervalsOf } from "../../src/plan/index.ts";
import { encodeLine, type RecordLine, readRecord } from "../../src/record/index.ts";
import { type Report, summaryOf } from "../../src/report/index.ts";
import { seededRandom } from "../../src/shared/index.ts";
import { judge } from "../../src/verdict/index.ts";
import { resumedBytes } from "./resumed-record.ts";
import { levelStartUs, soakPlan } from "./soak-record.ts";

const HOUR_US = 3600e6;
const THRESHOLDS = `version: 1
profiles:
  recall:
    - recall.p95 <= 1200ms in any 1h
    - recall.error_rate <= 2%
    - recall.good >= 99% over 30d
    - recall.p95.drift <= 10% per 1h
    - recall.error_rate.drift <= 0.1% per 1h
    - target.rss.growth <= 20MB per 1h
    - target.rss <= 2GB
    - target.outbox_pending <= 1000
`;

/**
 * A judged soak of 24 h that was cut short after 9 h and resumed 9 minutes later, of a service that leaks 25 MB/h beneath a
 * sawtooth, slows down by 15 % of 18 ms an hour, and answers 503 to a fifth of the requests for 18 minutes after 20 h.
 */
export function soak(): Report {
  const plan = soakPlan(24, 2);
  const lines = resumedBytes(
    {
      plan,
      thresholds: THRESHOLDS,
      header: {
        run_id: "20260101-220000-soak-1x-1a2b",
        signals: [
          { name: "rss", unit: "bytes", source: "process 4711" },
          { name: "outbox_pending", unit: "count", source: "outbox_pending from /metrics of the target" },
        ],
      },
      answer: ({ intendedUs }, random) => {
        const hour = intendedUs / HOUR_US;
        if (hour > 20 && hour < 20.3 && random.next() < 0.2) return { bad: "503", afterUs: 4_000 };
        if (random.next() < 0.0002) return "timeout";
        return Math.round(18_000 * (1 + 0.15 * hour) + random.exponential(10_000));
      },
    },
    [{ killedAtUs: 9 * HOUR_US, resumedAtUs: 9.15 * HOUR_US }],
  );
  const record = readRecord(withSignals(Buffer.from(lines).toString("utf8")));
  const objectives = parseThresholds(THRESHOLDS, "thresholds.yaml", {
    profile: "recall",
    operations: ["recall"],
    probes: [],
    flows: [],
    workload: "open",
  });
  const verdict = judge(record, objectives);
  return { record, verdict, summary: summaryOf(record, verdict) };
}

/** The text of a record with a line of signals for each interval outside its gap; none of them between 15 h and 15.5 h. */
function withSignals(text: string): Uint8Array {
  const plan = soakPlan(24, 2);
  const levelUs = levelStartUs(plan);
  const signals = intervalsOf(plan).map(({ index, startUs }): RecordLine => {
    const hour = (startUs - levelUs) / HOUR_US;
    const { next } = seededRandom(1, "signals", index);
    const outbox = hour > 20 && hour < 20.3 ? 1500 : 20;
    return {
      kind: "target",
      interval: index,
      signals: {
        ...(hour > 15 && hour < 15.5
          ? {}
          : { rss: 300e6 + 25e6 * hour + 240e6 * (hour % 0.5) + 10e6 * next() }),
        outbox_pending: Math.round(outbox * next()),
      },
    };
  });
  const [before = "", gap = "", after = ""] = text.split(/^(\{"kind":"gap".*\n)/m);
  const { from_us, to_us } = JSON.parse(gap) as { from_us: number; to_us: number };
  const between = (fromUs: number, untilUs: number): string =>
    intervalsOf(plan)
      .flatMap(({ index, startUs }) => (startUs >= fromUs && startUs < untilUs ? (signals[index] ?? []) : []))
      .map(encodeLine)
      .join("");
  const end = plan.phases.at(-1)?.startUs ?? 0;
  const footer = after.lastIndexOf('{"kind":"footer"');
  return Buffer.from(
    before + between(0, from_us) + gap + after.slice(0, footer) + between(to_us, end) + after.slice(footer),
  );
}
