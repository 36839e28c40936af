import { PROCESS_SIGNALS } from "../../objective/index.ts";
import type { SignalFact } from "../../record/index.ts";
import { plainLine } from "../../report/index.ts";
import type { Scenario } from "../../scenario/index.ts";
import { type Clock, didYouMean, type Issue, redact, SloError } from "../../shared/index.ts";
import { checkAllowed } from "../reach.ts";
import { type CappedClient, openCappedClient } from "./capped-get.ts";
import { pagesOf, type SignalPage } from "./group-signals.ts";
import { type MetricsSource, metricsSource } from "./metrics-source.ts";
import { openProcess } from "./process-source.ts";
import type { Reading, SignalSource } from "./signal-source.ts";

export interface SignalParts {
  readonly scenario: Pick<Scenario, "signals">;
  /** The target's origin. */
  readonly url: string;
  /** The target's process, where it is known. */
  readonly pid: number | null;
  readonly insecure: boolean;
  /** The scenario's headers, for pages that ask for them. */
  readonly headers: () => Readonly<Record<string, string>>;
  readonly secrets: () => readonly string[];
  readonly clock: Clock;
}

/** Signals that were read once and can be sampled. */
export interface OpenedSignals {
  readonly sources: readonly SignalSource[];
  /** What they are now, for those that want to see them; rates have no value yet. */
  readonly values: Readonly<Record<string, number>>;
  readonly notices: readonly string[];
  close(): Promise<void>;
}

/** Pages of other servers than the target need the same permission. SloError `host_not_allowed`; sends nothing. */
export function checkSignalHosts({ signals }: Pick<Scenario, "signals">, allowed: readonly string[]): void {
  for (const signal of Object.values(signals ?? {})) {
    if (typeof signal === "string" || signal.url === undefined) continue;
    checkAllowed(new URL(signal.url), allowed, "asked for signals");
  }
}

/**
 * Opens the process and the pages, and reads each once. What the process itself tells takes the place of a declared series of
 * the same name. SloError `preflight_refused` with what was seen, when a signal that is not optional cannot be read.
 */
export async function openSignals(parts: SignalParts): Promise<OpenedSignals> {
  const { scenario, url, pid, insecure, clock } = parts;
  const ofProcess = await openProcessSource(pid);
  const taken = ofProcess.sources.flatMap(({ signals }) => signals.map(({ name }) => name));
  const client = openCappedClient({ insecure });
  try {
    const opened = await Promise.all(
      pagesOf(scenario.signals, url, taken).map((page) => openPage(page, client, parts)),
    );
    const issues = opened.flatMap((page) => page.issues);
    if (issues.length > 0) {
      throw new SloError(
        "preflight_refused",
        "signals that the scenario names cannot be read; no load was sent",
        {
          issues,
          hint: "correct them in the scenario, or say optional: true where a target may lack them",
        },
      );
    }
    const first = await Promise.all(ofProcess.sources.map((source) => source.read(clock.monotonicUs())));
    const readings = [...first, ...opened.map(({ reading }) => reading)];
    return {
      sources: [...ofProcess.sources, ...opened.flatMap(({ source }) => source ?? [])],
      values: Object.assign({}, ...readings.map(({ values }) => values)),
      notices: [...ofProcess.notices, ...opened.flatMap(({ notices }) => notices)],
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** "rss, cpu, fds, threads of process 4711; outbox_pending from http://127.0.0.1:3001/metrics"; empty without signals. */
export function signalsLine(sources: readonly SignalSource[]): string {
  return sources
    .map(({ signals, where }) => {
      const names = signals.map(({ name }: SignalFact) => name).join(", ");
      return `${names} ${where.startsWith("process") ? "of" : "from"} ${where}`;
    })
    .join("; ");
}

async function openProcessSource(
  pid: number | null,
): Promise<{ readonly sources: readonly SignalSource[]; readonly notices: readonly string[] }> {
  if (pid === null) return { sources: [], notices: [] };
  const names = Object.keys(PROCESS_SIGNALS).join(", ");
  if (process.platform !== "linux") {
    return {
      sources: [],
      notices: [`${names} of process ${pid}: not available (${process.platform} has no /proc)`],
    };
  }
  const opened = await openProcess(pid);
  if (opened.kind === "gone") {
    throw new SloError("preflight_refused", `there is no process ${pid} on this machine; no load was sent`, {
      hint: "--target-pid takes the number of the process that serves the target",
    });
  }
  const { source, unreadable } = opened;
  const notices = unreadable.map(
    (name) => `target.${name} is unmeasured: process ${pid} belongs to another user`,
  );
  return { sources: [source], notices };
}

interface OpenedPage {
  readonly source: MetricsSource | null;
  readonly reading: Reading;
  readonly issues: readonly Issue[];
  readonly notices: readonly string[];
}

/** Reads a page once. One that does not answer, with optional signals only, is not asked again. */
async function openPage(page: SignalPage, client: CappedClient, parts: SignalParts): Promise<OpenedPage> {
  const headers = page.headers ? parts.headers : () => ({});
  const source = metricsSource(page.url, page.wanted, client, headers);
  const reading = await source.read(parts.clock.monotonicUs());
  const lost = Object.entries(reading.missing).map(([name, why]) => ({
    name,
    why: `${why}${seen(source, name, page, parts.secrets())}`,
    optional: page.wanted.find((wanted) => wanted.name === name)?.signal.optional === true,
  }));
  const status = source.lastPage()?.status ?? null;
  const answers = status !== null && status >= 200 && status < 300;
  return {
    source: answers ? source : null,
    reading,
    issues: lost
      .filter(({ optional }) => !optional)
      .map(({ name, why }) => ({ where: `signals.${name}`, message: `${page.url}: ${why}` })),
    notices: lost
      .filter(({ optional }) => optional)
      .map(({ name, why }) => `target.${name} (optional) cannot be read from ${page.url}: ${why}`),
  };
}

/** What helps to correct a signal: the metric that may have been meant, or the beginning of a page that is none. */
function seen(
  source: MetricsSource,
  name: string,
  { wanted }: SignalPage,
  secrets: readonly string[],
): string {
  const page = source.lastPage();
  if (page === null || page.status === null) return "";
  const series = wanted.find((one) => one.name === name)?.signal.series ?? "";
  const metric = series.split("{")[0]?.trim() ?? "";
  const names = page.names();
  if (names.length > 0)
    return names.includes(metric) ? "" : ` among its ${names.length} metrics${didYouMean(metric, names)}`;
  const body = plainLine(redact(page.body.slice(0, 300), secrets));
  return body === "" ? ", with an empty body" : `: ${body}`;
}
