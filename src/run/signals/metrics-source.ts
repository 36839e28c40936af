import { readSeries, type Series } from "../../bundle/index.ts";
import type { SignalFact } from "../../record/index.ts";
import type { Signal } from "../../scenario/index.ts";
import type { Ms } from "../../shared/index.ts";
import type { CappedClient } from "./capped-get.ts";
import { namesIn, type Sampled, sampleOf } from "./exposition.ts";
import { createRates } from "./rates.ts";
import type { SignalSource } from "./signal-source.ts";
import { unitOf } from "./signal-unit.ts";

/** Longer than a busy service takes for its metrics; a page that takes more is unmeasured in that interval. */
export const SCRAPE_TIMEOUT_MS: Ms = 5_000;
/** By convention the exporter's own start: another value means another process. */
const STARTED: Series = { name: "process_start_time_seconds", labels: new Map() };
/** Start times kept: beyond them nothing new is learned. */
const MOST_STARTS = 16;

export interface WantedSignal {
  readonly name: string;
  readonly signal: Signal;
}

/** What the last reading saw, for an error before the load: the page's status and beginning, or its metrics' names. */
export interface Page {
  readonly status: number | null;
  readonly body: string;
  names(): readonly string[];
}

export interface MetricsSource extends SignalSource {
  lastPage(): Page | null;
}

/** The signals of one exposition. `headers` is called for each reading. */
export function metricsSource(
  url: string,
  wanted: readonly WantedSignal[],
  client: CappedClient,
  headers: () => Readonly<Record<string, string>>,
): MetricsSource {
  const signals = wanted.map(({ name, signal }): SignalFact => {
    const how = [
      signal.over === undefined ? "" : `${signal.over} of `,
      signal.series,
      signal.rate ? " per second" : "",
    ];
    return { name, unit: unitOf(name, signal) ?? "count", source: `${how.join("")} from ${url}` };
  });
  const rates = createRates();
  const starts: number[] = [];
  let page: Page | null = null;

  /** Told once: a restart, or several processes behind one address. */
  const watchStart = (text: string): readonly string[] => {
    const started = sampleOf(text, STARTED);
    if (started.kind !== "value" || started.value === starts.at(-1) || starts.length > MOST_STARTS) return [];
    const returns = starts.includes(started.value);
    starts.push(started.value);
    if (returns) {
      starts.length = MOST_STARTS + 1;
      return [`several processes answer at ${url} in turn: its signals are now of one, now of another`];
    }
    return starts.length === 1 ? [] : [`the process behind ${url} was started anew during the run`];
  };

  return {
    signals,
    where: url,
    lastPage: () => page,
    async read(nowUs) {
      const got = await client.get(url, headers(), SCRAPE_TIMEOUT_MS);
      const ok = got.kind === "answer" && got.status >= 200 && got.status < 300;
      page =
        got.kind === "answer"
          ? { status: got.status, body: got.body, names: () => (ok ? namesIn(got.body, 2_000) : []) }
          : { status: null, body: "", names: () => [] };
      const why = got.kind === "failed" ? got.why : `it answered ${got.status}`;
      const sampled = (signal: Signal): Sampled => {
        const series = readSeries(signal.series);
        if (!ok || series === null) return { kind: "unmeasured", why };
        return sampleOf(got.body, series, signal.over);
      };
      const values: Record<string, number> = {};
      const missing: Record<string, string> = {};
      for (const { name, signal } of wanted) {
        const found = sampled(signal);
        if (found.kind === "unmeasured") missing[name] = found.why;
        else if (signal.rate !== true) values[name] = found.value;
        else {
          const rate = rates.next(name, found.value, nowUs);
          if (rate !== null) values[name] = rate;
        }
      }
      return { values, missing, notices: ok ? watchStart(got.body) : [] };
    },
  };
}
