import type { OptionName, OptionValues } from "./options.ts";

/** A command of `slo`: its words, options and example, and the module that carries it out (loaded only when called). */
export interface CommandSpec {
  /** One word, or a group's and its own. */
  readonly name: string;
  readonly argument?: {
    readonly name: string;
    readonly description: string;
    /** One or more of them. */
    readonly many?: boolean;
  };
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
  /** All that were given, where the command takes many. */
  readonly all: readonly string[];
  /** By the table's names, read as the table says; absent when not given. */
  readonly options: OptionValues;
  /** Those that stand on the command line: an initial value is not given. */
  readonly given: ReadonlySet<OptionName>;
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
const TARGET: readonly OptionName[] = ["target", "targetPid", "allowHost", "insecure", "populate", "fault"];

/** What the commands of a group are about. */
export const GROUPS: Readonly<Record<string, string>> = {
  k6: "the k6 engine: build it, or write a run for a cluster",
};

export const COMMANDS: readonly CommandSpec[] = [
  {
    name: "run",
    summary: "drive the load, judge the promises, write the result",
    options: [
      ...SHAPE,
      ...TARGET,
      "targetBuild",
      "label",
      "engine",
      "workers",
      "segment",
      "startAt",
      "out",
      "resume",
      "json",
      "quiet",
    ],
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
    name: "watch",
    argument: { name: "run", description: "folder of a run, its record.ndjson, or its name" },
    summary: "follow a run from another terminal, promises judged so far; ends and exits as the run does",
    options: ["out", "json", "quiet"],
    example: "slo watch 20261121-220000-soak-1x-1a2b",
    load: () => import("./commands/watch.ts"),
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
    name: "crosscheck",
    summary: "run two engines in turn on one plan and say whether they agree",
    options: [
      "engines",
      "rounds",
      "tolerance",
      ...SHAPE,
      ...TARGET,
      "targetBuild",
      "label",
      "workers",
      "out",
      "json",
      "quiet",
    ],
    example: "slo crosscheck --profile recall --engines native,k6",
    more: async () => (await import("./crosscheck-help.ts")).CROSSCHECK_HELP,
    load: () => import("./commands/crosscheck.ts"),
  },
  {
    name: "merge",
    argument: {
      name: "records",
      description: "folders of runs made with --segment, or their record.ndjson",
      many: true,
    },
    summary: "join the records of segments into one, judge it and write its reports; exits as a run does",
    options: ["out", "json"],
    example: "slo merge pods/1 pods/2 pods/3",
    load: () => import("./commands/merge.ts"),
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
    name: "k6 build",
    summary: "build k6 with slo's extension into the cache; needs Go",
    options: ["quiet"],
    example: "slo k6 build && slo run --engine k6",
    load: () => import("./commands/k6-build.ts"),
  },
  {
    name: "k6 bundle",
    summary: "write a run for Grafana's k6-operator: ConfigMap, TestRun and the image's Dockerfile",
    options: [
      ...SHAPE,
      "target",
      "allowHost",
      "insecure",
      "targetBuild",
      "label",
      "parallelism",
      "image",
      "out",
    ],
    example: "slo k6 bundle --profile recall --target http://memory:3001 --parallelism 8 --out pods",
    load: () => import("./commands/k6-bundle.ts"),
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
    summary: "write a first scenario, thresholds, tsconfig and CI snippet here, or what nightly soaks need",
    options: ["nightly", "profile", "force"],
    example: "slo init && slo run, then slo init --nightly",
    load: () => import("./commands/init.ts"),
  },
];
