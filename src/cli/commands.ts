import type { OptionName, OptionValues } from "./options.ts";

/** A command of `slo`: its words, options and example, and the module that carries it out (loaded only when called). */
export interface CommandSpec {
  readonly name: string;
  readonly argument?: { readonly name: string; readonly description: string };
  readonly summary: string;
  readonly options: readonly OptionName[];
  readonly example: string;
  /** More for its help, loaded only when help is asked for. */
  readonly more?: () => Promise<string>;
  readonly load: () => Promise<{ readonly command: Command }>;
}

/** Carries a command out with its parsed options; resolves to the exit code. */
export type Command = (call: CommandCall) => Promise<number>;

export interface CommandCall {
  readonly argument: string;
  /** By the table's names, read as the table says; absent when not given. */
  readonly options: OptionValues;
}

const SHAPE: readonly OptionName[] = [
  "profile",
  "x",
  "duration",
  "warmUp",
  "rate",
  "users",
  "workload",
  "seed",
  "thresholds",
  "env",
];
const TARGET: readonly OptionName[] = ["target", "allowHost", "insecure", "populate", "fault"];

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "run",
    summary: "drive the load, judge the promises, write the result",
    options: [...SHAPE, ...TARGET, "targetBuild", "label", "engine", "workers", "out", "json", "quiet"],
    example: "slo run --profile recall --x 1,2,5 --target http://127.0.0.1:3001 --populate",
    load: () => import("./commands/run.ts"),
  },
  {
    name: "plan",
    summary: "print the plan and what each promise needs; send nothing",
    options: [...SHAPE, "json"],
    example: "slo plan --profile recall --x 1,2,5",
    load: () => import("./commands/plan.ts"),
  },
  {
    name: "try",
    summary:
      "send one request of each operation and show the answer, secrets redacted; exits 5 when one is not good",
    options: ["profile", "seed", "env", ...TARGET],
    example: "slo try --profile mixed --target http://127.0.0.1:3001 --populate",
    load: () => import("./commands/try.ts"),
  },
  {
    name: "judge",
    argument: { name: "run", description: "folder of a run, or its record.ndjson" },
    summary: "judge a stored record again; exits as the run did",
    options: ["thresholds", "json"],
    example: "slo judge reports/20261121-090000-recall-2x-1a2b --thresholds stricter.yaml",
    load: () => import("./commands/judge.ts"),
  },
  {
    name: "report",
    argument: { name: "run", description: "folder of a run, or its record.ndjson" },
    summary: "write summary.json and report.html of a stored record anew; exits 0 whatever the verdict",
    options: ["thresholds", "json"],
    example: "slo report reports/20261121-090000-recall-2x-1a2b",
    load: () => import("./commands/report.ts"),
  },
  {
    name: "target",
    summary: "run the embedded memory service alone, with scripted faults",
    options: ["port", "fault", "keyEnv", "db", "log"],
    example: "slo target --port 3001 --fault stall=1s/10s",
    more: async () => (await import("./fault-help.ts")).faultHelp(),
    load: () => import("./commands/target.ts"),
  },
  {
    name: "doctor",
    summary: "say what this machine offers a load generator",
    options: ["json"],
    example: "slo doctor",
    load: () => import("./commands/doctor.ts"),
  },
  {
    name: "init",
    summary: "write a first scenario, thresholds, tsconfig and CI snippet here",
    options: ["force"],
    example: "slo init && slo run",
    load: () => import("./commands/init.ts"),
  },
];
