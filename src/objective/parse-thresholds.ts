import { isScalar } from "yaml";
import { didYouMean, type Ratio, SloError } from "../shared/index.ts";
import { promisedAt1x } from "./binding.ts";
import type { Decide, Objective, Objectives } from "./objective.ts";
import { readPromise, type Written } from "./promise.ts";
import { checkSameKeys } from "./same-key.ts";
import type { Scope } from "./sentence.ts";
import { type Entry, YamlSource } from "./yaml-source.ts";

/** What a profile's promises are read against. */
export interface ThresholdsScope extends Scope {
  /** The scenario's name. */
  readonly profile: string;
}

const VERSION = 1;
const KEYS = ["version", "profiles", "allow_hosts", "decide", "max_gap"];
/** A night that misses more than five of its eight hours' minutes was not a night. */
const MAX_GAP_RATIO: Ratio = 0.01;
const DECIDE: readonly Decide[] = ["bounds", "point"];

/**
 * The promises of one profile. Every profile of the text is read, but only the asked one's operations are known, so only
 * they are checked. SloError `bad_thresholds` lists all problems at once, each at `file:line:column`.
 */
export function parseThresholds(text: string, file: string, scope: ThresholdsScope): Objectives {
  const source = new YamlSource(text, file);
  // What cannot be parsed would bring a trail of problems that are none.
  if (source.unparsable) refuse(source, file, false);
  const entries = source.entries(source.root, file, KEYS);
  readVersion(source, entries);
  const decide = readDecide(source, entries);
  const allowHosts = readHosts(source, entries);
  const maxGapRatio = readMaxGap(source, entries);
  const { list, wrong } = readProfiles(source, entries, scope);
  refuse(source, file, wrong);
  return { profile: scope.profile, decide, allowHosts, maxGapRatio, list };
}

/** Throws when a problem was found; `inPromises` where one of them is of a promise. */
function refuse({ issues }: YamlSource, file: string, inPromises: boolean): void {
  if (issues.length === 0) return;
  const problems = issues.length === 1 ? "a problem" : `${issues.length} problems`;
  throw new SloError("bad_thresholds", `${file} has ${problems}`, {
    ...(inPromises ? { hint: "a promise reads like a sentence: recall.p95 <= 1200ms" } : {}),
    issues,
  });
}

function readVersion(source: YamlSource, entries: readonly Entry[]): void {
  const entry = entries.find(({ key }) => key === "version");
  if (entry === undefined) {
    source.problem(null, `version is missing: begin with "version: ${VERSION}"`);
  } else if (!isScalar(entry.value) || entry.value.value !== VERSION) {
    const found = isScalar(entry.value) ? ` "${String(entry.value.value)}"` : "";
    source.problem(
      entry.value ?? entry.keyNode,
      `version${found} is not known to this tool: write "version: ${VERSION}"`,
    );
  }
}

function readDecide(source: YamlSource, entries: readonly Entry[]): Decide {
  const entry = entries.find(({ key }) => key === "decide");
  if (entry === undefined) return "bounds";
  const text = source.text(entry.value ?? entry.keyNode, "decide");
  const known = DECIDE.find((decide) => decide === text);
  if (known === undefined && text !== null) {
    source.problem(entry.value, `decide is "bounds" or "point", not "${text}"${didYouMean(text, DECIDE)}`);
  }
  return known ?? "bounds";
}

function readHosts(source: YamlSource, entries: readonly Entry[]): readonly string[] {
  const entry = entries.find(({ key }) => key === "allow_hosts");
  if (entry === undefined) return [];
  return source
    .items(entry.value ?? entry.keyNode, "allow_hosts")
    .flatMap((node) => source.text(node ?? entry.keyNode, "a host") ?? []);
}

/** Share of the steady time that may lie in gaps; 1 % unless said. */
function readMaxGap(source: YamlSource, entries: readonly Entry[]): Ratio {
  const entry = entries.find(({ key }) => key === "max_gap");
  if (entry === undefined) return MAX_GAP_RATIO;
  const text = source.text(entry.value ?? entry.keyNode, "max_gap");
  if (text === null) return MAX_GAP_RATIO;
  const percent = /^\d+(\.\d+)?%$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (percent <= 100) return percent / 100;
  source.problem(entry.value, `max_gap is a share of the steady time, such as 1% or 0.5%, not "${text}"`);
  return MAX_GAP_RATIO;
}

function readProfiles(
  source: YamlSource,
  entries: readonly Entry[],
  scope: ThresholdsScope,
): { readonly list: readonly Objective[]; readonly wrong: boolean } {
  const entry = entries.find(({ key }) => key === "profiles");
  if (entry === undefined) {
    source.problem(null, "profiles is missing: the promises of each scenario, by its name");
    return { list: [], wrong: false };
  }
  const profiles = source.entries(entry.value ?? entry.keyNode, "profiles", null);
  const names = profiles.map(({ key }) => key);
  if (!names.includes(scope.profile)) {
    const known = names.length === 0 ? "none" : names.join(", ");
    source.problem(
      entry.keyNode,
      `no promises for profile "${scope.profile}"${didYouMean(scope.profile, names)}; profiles here: ${known}`,
    );
  }
  const before = source.issues.length;
  const lists = profiles.map((profile) => {
    const asked = profile.key === scope.profile;
    const written = readProfile(source, profile, asked ? scope : null);
    return asked ? written.map(({ objective }) => objective) : [];
  });
  return { list: lists.flat(), wrong: source.issues.length > before };
}

function readProfile(source: YamlSource, profile: Entry, scope: Scope | null): readonly Written[] {
  const items = source.items(profile.value ?? profile.keyNode, `profile "${profile.key}"`);
  if (items.length === 0) source.problem(profile.keyNode, `profile "${profile.key}" has no promises`);
  const written = items.flatMap((item) => readPromise(source, item ?? profile.keyNode, scope) ?? []);
  checkSameKeys(source, written);
  const list = written.map(({ objective }) => objective);
  for (const { objective, node } of written) {
    if (objective.measure.kind !== "recovery" || written.length < items.length) continue;
    const names = objective.operation === "all" ? (scope?.operations ?? ["all"]) : [objective.operation];
    if (!names.some((name) => promisedAt1x(list, name).length > 0)) {
      source.problem(node, `"${objective.that}": no promise of severity error binds it at 1x to return to`);
    }
  }
  return written;
}
