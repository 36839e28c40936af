import type { PlanInterval } from "../../plan/index.ts";
import type { NoticeLine, RecordLine, SignalFact } from "../../record/index.ts";
import type { Scenario } from "../../scenario/index.ts";
import { SloError, type Us } from "../../shared/index.ts";
import { type CappedClient, openCappedClient } from "./capped-get.ts";
import { openSignals, type SignalParts, signalsLine } from "./open-signals.ts";
import { sampleSignals } from "./sample-signals.ts";
import { type Build, readBuild } from "./target-build.ts";

export interface WatchParts extends SignalParts {
  readonly scenario: Pick<Scenario, "signals" | "build">;
  /** --target-build. */
  readonly givenBuild: string | null;
  /** The embedded service's build is known, and not asked for. */
  readonly embedded: boolean;
  /** The target is on this machine, as its process has to be. */
  readonly sameMachine: boolean;
}

/** The target itself beside the load: its signals, and whether it stays the build that it was. */
export interface TargetWatch {
  readonly signals: readonly SignalFact[];
  /** The signals as they were before the load; rates have no value yet. */
  readonly values: Readonly<Record<string, number>>;
  /** "rss, cpu, fds, threads of process 4711; ..."; empty without signals. */
  readonly line: string;
  readonly notices: readonly string[];
  /** As the target told before the load; null when it was not asked, or did not say. */
  readonly build: string | null;
  /** Samples from now on. */
  begin(sampling: {
    readonly intervals: readonly PlanInterval[];
    readonly nowUs: () => Us;
    readonly emit: (line: RecordLine) => void;
  }): void;
  /** Ends the sampling, and asks for the build again: another one is a `changed` notice. A second call does nothing. */
  end(): Promise<void>;
  close(): Promise<void>;
}

/** Opens signals and build, each read once. SloError `preflight_refused` for what the scenario names and the target lacks. */
export async function watchTarget(parts: WatchParts): Promise<TargetWatch> {
  const opened = await openSignals(parts);
  const client = openCappedClient(parts);
  const close = async (): Promise<void> => {
    await Promise.all([opened.close(), client.close()]);
  };
  try {
    const before = await askBuild(parts, client);
    const source = parts.scenario.build;
    if (before?.kind === "unknown" && source?.optional !== true) {
      throw new SloError(
        "preflight_refused",
        `the target's build cannot be read: ${before.why}; no load was sent`,
        {
          hint: "correct `build` in the scenario, or say optional: true there",
        },
      );
    }
    let ending: (() => Promise<void>) | null = null;
    return {
      signals: opened.sources.flatMap(({ signals }) => signals),
      values: opened.values,
      line: signalsLine(opened.sources),
      notices: [...opened.notices, ...strangerNotice(parts), ...buildNotices(before, parts.givenBuild)],
      build: before?.kind === "build" ? before.id : null,
      begin(sampling) {
        const { nowUs, emit } = sampling;
        const sampler = sampleSignals({ ...sampling, sources: opened.sources });
        ending = async () => {
          await sampler.stop();
          const notice = before?.kind === "build" ? changeOf(before.id, await askBuild(parts, client)) : null;
          if (notice !== null) emit({ kind: "notice", at_us: nowUs(), notice });
        };
      },
      async end() {
        const once = ending;
        ending = null;
        await once?.();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function strangerNotice({ pid, url, sameMachine }: WatchParts): readonly string[] {
  if (pid === null || sameMachine) return [];
  return [
    `process ${pid} is one of this machine, and ${url} answers at another's address: is it the target's?`,
  ];
}

/** Null when there is nothing to ask. */
async function askBuild(parts: WatchParts, client: CappedClient): Promise<Build | null> {
  const { build } = parts.scenario;
  if (build === undefined || parts.embedded) return null;
  return readBuild(build, parts.url, client, build.headers === true ? parts.headers() : {});
}

function buildNotices(build: Build | null, given: string | null): readonly string[] {
  if (build?.kind === "unknown") return [`the target's build (optional) cannot be read: ${build.why}`];
  if (build === null || given === null || build.id === given) return [];
  return [`the target calls its build ${build.id}; --target-build says ${given}`];
}

/** Null when the build is the same. One that cannot be read any more may still be the same. */
function changeOf(before: string, after: Build | null): NoticeLine["notice"] | null {
  if (after?.kind === "unknown")
    return { kind: "text", text: `the target's build could not be read again after the load: ${after.why}` };
  if (after === null || after.id === before) return null;
  return {
    kind: "changed",
    what: "target",
    detail: `its build was ${before} before the load and ${after.id} after it`,
  };
}
