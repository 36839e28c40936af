import { didYouMean, type Issue } from "../shared/index.ts";
import { NAME } from "./claims.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Words that would be taken for something else: `all` and `target` in thresholds.yaml, `setup` in reports. */
const RESERVED_FOR_OPERATIONS: readonly string[] = ["all", "setup", "target"];
/** A probe's name names its stream of arrivals as well. */
const RESERVED_FOR_PROBES: readonly string[] = ["all", "setup", "load", "populate", "target"];

/**
 * What a scenario's fields demand of each other. It reads what is there and leaves a field of the wrong type to the
 * schema, so that all problems come at once.
 */
export function crossProblems(scenario: unknown): readonly Issue[] {
  const { operations, probes, populate, limits, expected, workload, signals, build } = fieldsOf(scenario);
  const issues: Issue[] = [];
  const add = (where: string, message: string): void => void issues.push({ where, message });

  const operationNames = Object.keys(fieldsOf(operations));
  checkNames("operations", operationNames, RESERVED_FOR_OPERATIONS, add);
  for (const [name, operation] of Object.entries(fieldsOf(operations))) {
    if (isFields(operation)) checkOperation(`operations.${name}`, operation, add);
  }
  const weights = Object.values(fieldsOf(operations)).map((operation) => fieldsOf(operation).weight ?? 1);
  if (isFields(operations) && weights.every((weight) => weight === 0)) {
    add("operations", "expected at least one operation with a weight above 0");
  }

  const probeNames = Object.keys(fieldsOf(probes));
  checkNames("probes", probeNames, RESERVED_FOR_PROBES, add);
  for (const name of probeNames.filter((probe) => operationNames.includes(probe))) {
    add(`probes.${name}`, "an operation has the same name; promises could not tell them apart");
  }

  const checkKnown = (where: string, name: unknown): void => {
    if (typeof name !== "string" || name.trim() === "" || operationNames.includes(name)) return;
    add(where, `there is no operation "${name}"${didYouMean(name, operationNames)}`);
  };
  checkKnown("populate.operation", fieldsOf(populate).operation);
  if (Array.isArray(limits)) {
    limits.forEach((limit, i) => {
      checkKnown(`limits.${i}.operation`, fieldsOf(limit).operation);
    });
  }

  if (isFields(expected)) {
    if (workload === "closed" && expected.users === undefined) {
      add("expected.users", "expected the number of users at 1x: the workload is closed");
    }
    if ((workload === undefined || workload === "open") && expected.rate === undefined) {
      add("expected.rate", "expected the arrivals per second at 1x: the workload is open");
    }
  }
  checkNames("signals", Object.keys(fieldsOf(signals)), [], add);
  for (const [name, signal] of Object.entries(fieldsOf(signals))) checkSignal(name, fieldsOf(signal), add);
  if (isFields(build) && (build.field === undefined) === (build.header === undefined)) {
    add("build", `expected a field or a header, got ${build.field === undefined ? "neither" : "both"}`);
  }
  return issues;
}

type Add = (where: string, message: string) => void;

function checkNames(where: string, names: readonly string[], reserved: readonly string[], add: Add): void {
  for (const name of names) {
    if (!NAME.test(name)) {
      add(`${where}.${name}`, 'expected a name of letters, digits, "_" and "-" that begins with a letter');
    } else if (reserved.includes(name)) {
      add(`${where}.${name}`, `"${name}" is a reserved name; choose another`);
    }
  }
}

function checkOperation(where: string, { request, flow, good, timeout }: Fields, add: Add): void {
  if (request === undefined && flow === undefined) add(where, "expected a request or a flow, got neither");
  if (request !== undefined && flow !== undefined) add(where, "expected a request or a flow, got both");
  if (flow !== undefined && good !== undefined) {
    add(`${where}.good`, "a flow has no check of its own: give its steps one each, or return false");
  }
  if (flow !== undefined && timeout === undefined) {
    add(`${where}.timeout`, "expected a timeout: a flow must set its own, as its pauses count");
  }
}

function checkSignal(name: string, { url, port, rate }: Fields, add: Add): void {
  if (url !== undefined && port !== undefined) {
    add(`signals.${name}`, "expected a port of the target's host or a url, got both");
  }
  // A rate of CPU seconds counts cores: 2 of 8 cores would read 200 %.
  if (name === "cpu" && rate === true) {
    add("signals.cpu", "cpu is a share of the cores, 0 to 1; give a rate of CPU seconds another name");
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}
