import type { Workload } from "../plan/index.ts";
import type { SignalUnit } from "../record/index.ts";
import { didYouMean, readDuration, type Us } from "../shared/index.ts";
import { KINDS, kindOf, readMeasure } from "./kinds.ts";
import { readLimit } from "./limit.ts";
import type { Comparison, Measure, Objective } from "./objective.ts";
import { misfit, unknownSignal } from "./signal-scope.ts";
import { TARGET } from "./signal-units.ts";
import { readSpan } from "./span.ts";
import { rareEventRatio } from "./window-floor.ts";

/** What a promise may speak of: the operations under load (weight above 0) and the probes beside them. */
export interface Scope {
  readonly operations: readonly string[];
  /** Those of the operations that are flows: their steps are known only when they have run, so any `flow.step` is taken. */
  readonly flows: readonly string[];
  readonly probes: readonly string[];
  /** Names the right measure in hints; a closed run takes response times too, and lists them as not in its plan. */
  readonly workload: Workload;
  /** The target's signals that the scenario declares, `unit` null where it is not known; absent: any name is taken, as of a stored record. */
  readonly signals?: readonly { readonly name: string; readonly unit: SignalUnit | null }[];
}

/** The parts of a promise that stand in its sentence. */
export type Sentence = Pick<
  Objective,
  "that" | "operation" | "measure" | "comparison" | "limit" | "unit" | "windowUs"
>;

export type ReadSentence =
  | { readonly sentence: Sentence; readonly problems: readonly [] }
  | { readonly sentence: null; readonly problems: readonly string[] };

const SENTENCE =
  /^([^\s<>=]+)\s*(<=|>=|<|>)\s*([^\s<>=]+(?:\s*(?:%|\/s|[A-Za-z]+))?)(?:\s+(per|over)\s+(\S+))?(?:\s+in\s+any\s+(\S+))?$/;
const OF_OPERATIONS = KINDS.filter(({ subjects }) => subjects.some((subject) => subject === "operation"));
const MEASURES = OF_OPERATIONS.map(({ spelling }) => spelling).join(", ");
const SPELLINGS = OF_OPERATIONS.flatMap(({ spellings }) => spellings);

/**
 * `operation.measure comparison limit [per duration | over duration] [in any duration]`, or `target.signal ...`, every
 * problem at once. Without a scope (another profile's promises) any operation and any signal is taken.
 */
export function readSentence(text: string, scope: Scope | null): ReadSentence {
  const match = SENTENCE.exec(text.trim());
  if (match === null) {
    return {
      sentence: null,
      problems: [
        `"${text}" is not a promise: write operation.measure <= limit, such as recall.p95 <= 1200ms`,
      ],
    };
  }
  const [, subject = "", comparison = "", limitText = "", word, spanText, windowText] = match;
  const { operation, measure, measureText } = splitSubject(subject, scope);
  const problems: string[] = [];
  if (operation === null) {
    const usual = scope?.workload === "closed" ? "service.p95" : "p95";
    problems.push(`"${subject}" names no measure: write operation.measure, such as ${subject}.${usual}`);
  } else {
    problems.push(...unknownOperation(operation, scope));
    if (measure === null) problems.push(unknownMeasure(operation, measureText));
    else problems.push(...unknownSignal(measure, scope));
  }
  if (operation === null || measure === null) return { sentence: null, problems };

  const kind = kindOf(measure);
  if (!kind.comparisons.includes(comparison as Comparison)) {
    problems.push(`${measureText} ${comparison} makes no sense: write ${kind.comparisons.join(" or ")}`);
  }
  const read = readLimit(limitText, kind.units?.(measure) ?? [kind.unit], measureText);
  if ("problem" in read) problems.push(read.problem);
  else problems.push(...misfit(measure, read.unit, limitText, scope));
  const span = readSpan(kind, measureText, word, spanText);
  if ("problem" in span) problems.push(span.problem);
  const windowUs = windowText === undefined ? null : readDuration(windowText);
  if (windowText !== undefined) problems.push(...windowProblems(windowText, windowUs, kind, measureText));
  if ("problem" in read || "problem" in span || problems.length > 0) return { sentence: null, problems };

  const written = { ...read, comparison: comparison as Comparison };
  const settled = kind.settle?.(measure, { ...written, spanUs: span.us }) ?? { ...written, measure };
  if ("problem" in settled) return { sentence: null, problems: [settled.problem] };
  const tail = `${word === undefined ? "" : ` ${word} ${spanText}`}${windowText === undefined ? "" : ` in any ${windowText}`}`;
  const sentence: Sentence = {
    that: `${subject} ${comparison} ${limitText.replace(/\s+/g, "")}${tail}`,
    operation,
    ...settled,
    windowUs,
  };
  const impossible = impossibleLimit(sentence);
  return impossible === null ? { sentence, problems: [] } : { sentence: null, problems: [impossible] };
}

/**
 * An operation may hold a dot (`flow.step`), and so may a measure (`service.p99.9`): the measure is the longest end of the
 * subject that reads as one. Where none does, the operation is the longest known beginning, else all before the first dot.
 */
function splitSubject(subject: string, scope: Scope | null) {
  if (subject.startsWith(`${TARGET}.`)) {
    const measureText = subject.slice(TARGET.length + 1);
    return { operation: TARGET, measure: readMeasure(measureText, "target"), measureText };
  }
  for (let dot = subject.indexOf("."); dot > 0; dot = subject.indexOf(".", dot + 1)) {
    const measureText = subject.slice(dot + 1);
    const measure: Measure | null = readMeasure(measureText, "operation");
    if (measure !== null) return { operation: subject.slice(0, dot), measure, measureText };
  }
  const known = namesOf(scope)
    .filter((name) => subject.startsWith(`${name}.`))
    .sort((a, b) => b.length - a.length)[0];
  const dot = known?.length ?? subject.indexOf(".");
  if (dot < 1) return { operation: null, measure: null, measureText: "" };
  return { operation: subject.slice(0, dot), measure: null, measureText: subject.slice(dot + 1) };
}

function namesOf(scope: Scope | null): readonly string[] {
  return scope === null ? [] : [...scope.operations, ...scope.probes];
}

function unknownOperation(operation: string, scope: Scope | null): readonly string[] {
  if (scope === null || operation === "all" || operation === TARGET) return [];
  const names = namesOf(scope);
  if (names.includes(operation)) return [];
  if (scope.flows.some((flow) => operation.startsWith(`${flow}.`))) return [];
  const owner = names.find((name) => operation.startsWith(`${name}.`));
  if (operation === `${owner}.service`) return [`"service." stands before percentiles, mean and max only`];
  if (owner !== undefined) return [`${owner} is no flow, so it has no step "${operation}"`];
  const known = names.length === 0 ? "none" : names.join(", ");
  return [
    `no operation or probe under load is called "${operation}"${didYouMean(operation, ["all", ...names])}; known: ${known}`,
  ];
}

function unknownMeasure(operation: string, text: string): string {
  if (operation === TARGET) {
    const wanted = `${TARGET}.NAME <= LIMIT, ${TARGET}.NAME.growth or ${TARGET}.NAME.drift <= LIMIT per 1h`;
    return `"${text}" is nothing that a signal can be promised: write ${wanted}`;
  }
  return `"${text}" is no measure${didYouMean(text, SPELLINGS)}; measures: ${MEASURES}`;
}

function windowProblems(
  text: string,
  windowUs: Us | null,
  kind: { readonly windows: boolean },
  measureText: string,
): readonly string[] {
  if (!kind.windows) return [`"in any ${text}" adds nothing to ${measureText}: leave it out`];
  if (windowUs === null || windowUs <= 0) {
    return [`"in any ${text}": "${text}" is not a duration with its unit, such as 5m`];
  }
  return [];
}

/** Limits that read well but that nothing can keep, or that no window can decide. */
function impossibleLimit(sentence: Sentence): string | null {
  const { comparison, limit, unit, windowUs, that } = sentence;
  if (comparison === "<" && limit === 0) return `"${that}": nothing lies below 0`;
  if (comparison === ">" && unit === "ratio" && limit === 1) return `"${that}": nothing lies above 100%`;
  if (windowUs !== null && rareEventRatio(sentence) === 0) {
    return `"${that}": a window of any length holds too few arrivals to decide on none at all`;
  }
  return null;
}
