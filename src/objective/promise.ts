import { isMap, isScalar } from "yaml";
import { didYouMean } from "../shared/index.ts";
import { kindOf } from "./kinds.ts";
import type { Objective, Severity } from "./objective.ts";
import { readSentence, type Scope } from "./sentence.ts";
import type { Placed, YamlSource } from "./yaml-source.ts";

/** A promise, and where it is written. */
export interface Written {
  readonly objective: Objective;
  readonly node: Placed;
}

const KEYS = ["that", "at", "severity", "source"];
const SEVERITIES: readonly Severity[] = ["error", "warning"];
const LEVEL = /^(\d+(?:\.\d+)?)x$/;

/** One item of a profile, a sentence or {that, at, severity, source}; null when a problem was found in it. */
export function readPromise(source: YamlSource, node: Placed, scope: Scope | null): Written | null {
  const before = source.issues.length;
  const long = isMap(node);
  if (!long && !(isScalar(node) && typeof node.value === "string")) {
    source.problem(
      node,
      "a promise is a sentence, such as recall.p95 <= 1200ms, or {that, at, severity, source}",
    );
    return null;
  }
  const entries = long ? source.entries(node, "a promise", KEYS) : [];
  const entryOf = (key: string): Placed | undefined => {
    const entry = entries.find((one) => one.key === key);
    return entry === undefined ? undefined : (entry.value ?? entry.keyNode);
  };
  const that = long ? entryOf("that") : node;
  if (that === undefined)
    source.problem(node, `a promise without "that": write {that: recall.p95 <= 1200ms}`);
  const text = that === undefined ? null : source.text(that, "that");
  const { sentence, problems } = text === null ? { sentence: null, problems: [] } : readSentence(text, scope);
  for (const problem of problems) source.problem(that ?? node, problem);

  const at = readLevels(source, entryOf("at"));
  const severity = readSeverity(source, entryOf("severity"));
  const sourceNode = entryOf("source");
  const from = sourceNode === undefined ? null : source.text(sourceNode, "source");
  if (sentence !== null && at !== null && kindOf(sentence.measure).phase === "recovery") {
    source.problem(
      entryOf("at") ?? node,
      `"${sentence.that}" is judged after the last level: leave "at" out`,
    );
  }
  if (sentence === null || source.issues.length > before) return null;
  return { objective: { ...sentence, at, severity, source: from }, node };
}

function readLevels(source: YamlSource, node: Placed | undefined): readonly number[] | null {
  if (node === undefined) return null;
  const items = source.items(node, "at (such as [5x])");
  const levels = items.flatMap((item) => {
    const level = isScalar(item) ? Number(LEVEL.exec(String(item.value))?.[1]) : Number.NaN;
    if (level > 0) return [level];
    const shown = isScalar(item) ? `"${String(item.value)}"` : "this";
    source.problem(item ?? node, `${shown} is not a level: write a multiplier above 0, such as 5x`);
    return [];
  });
  if (new Set(levels).size < levels.length) source.problem(node, "at names the same level twice");
  if (items.length === 0) source.problem(node, "at names no level: leave it out to bind at every one");
  return levels;
}

function readSeverity(source: YamlSource, node: Placed | undefined): Severity {
  if (node === undefined) return "error";
  const text = source.text(node, "severity");
  const known = SEVERITIES.find((severity) => severity === text);
  if (known === undefined && text !== null) {
    source.problem(node, `severity is "error" or "warning", not "${text}"${didYouMean(text, SEVERITIES)}`);
  }
  return known ?? "error";
}
