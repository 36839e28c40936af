import type { Tolerance } from "../compare/index.ts";
import type { Shard } from "../plan/index.ts";
import { parseDuration, readDuration, SloError } from "../shared/index.ts";

/** One option of the command line: its commander flags, what it is for, and how its text is read. */
export interface OptionSpec {
  readonly flags: string;
  readonly description: string;
  readonly read?: (text: string, previous: unknown) => unknown;
  readonly initial?: unknown;
}

function bad(flag: string, text: string, wanted: string): never {
  throw new SloError("bad_usage", `${flag} "${text}" is not ${wanted}`);
}

function positive(flag: string, wanted = "a number above 0") {
  return (text: string): number => {
    const value = Number(text);
    return text.trim() !== "" && Number.isFinite(value) && value > 0 ? value : bad(flag, text, wanted);
  };
}

function wholeNumber(flag: string, least: number, most = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    const fits = /^\d+$/.test(text.trim()) && value >= least && value <= most;
    return fits
      ? value
      : bad(flag, text, `a whole number from ${least}${most < Number.MAX_SAFE_INTEGER ? ` to ${most}` : ""}`);
  };
}

function pairs(flag: string) {
  return (text: string, previous: unknown): Record<string, string> => {
    const at = text.indexOf("=");
    if (at < 1) bad(flag, text, "of the form NAME=VALUE");
    return { ...(previous as Record<string, string>), [text.slice(0, at)]: text.slice(at + 1) };
  };
}

const repeat = (text: string, previous: unknown): string[] => [...(previous as string[]), text];
const duration = (flag: string) => (text: string) => {
  const us = parseDuration(text, flag);
  return us > 0 ? us : bad(flag, text, "a duration above 0");
};

function multipliers(text: string): number[] {
  const list = text
    .split(",")
    .map((part) => (/^\s*\d+(\.\d+)?x?\s*$/.test(part) ? Number.parseFloat(part) : Number.NaN));
  if (list.some((x) => !(x > 0))) bad("--x", text, "a list of multipliers above 0, such as 2 or 1,2,5");
  if (new Set(list).size < list.length) bad("--x", text, "a list in which each level stands once");
  return list;
}

function choice<const Choices extends readonly string[]>(flag: string, ...choices: Choices) {
  return (text: string): Choices[number] =>
    choices.includes(text) ? text : bad(flag, text, `one of ${choices.join(", ")}`);
}

function enginePair(text: string): readonly [string, string] {
  const [first, second, ...more] = text.split(",").map((part) => part.trim());
  return first && second && more.length === 0
    ? [first, second]
    : bad("--engines", text, "two engines, such as native,k6");
}

/** `1ms`, `5%` or `1ms,5%`; the part that is left out is 0. */
function tolerance(text: string): Tolerance {
  const parts = text.split(",").map((part) => part.trim());
  let us = 0;
  let share = 0;
  for (const part of parts) {
    const percent = /^(\d+(?:\.\d+)?)\s*%$/.exec(part)?.[1];
    if (percent === undefined) us = readDuration(part) ?? bad("--tolerance", text, "of the form 1ms,5%");
    else share = Number(percent) / 100;
  }
  return parts.length <= 2 && us + share > 0 ? { us, share } : bad("--tolerance", text, "of the form 1ms,5%");
}

/** `2/3`: people count segments from 1, the plan from 0. */
function segment(text: string): Shard {
  const [, part = "", of = ""] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? [];
  const shard = { worker: Number(part) - 1, workers: Number(of) };
  if (part === "" || shard.worker < 0 || shard.worker >= shard.workers) {
    bad("--segment", text, "of the form 1/3: a part and how many there are");
  }
  return shard;
}

/** A moment with its offset from UTC, in ms since the epoch. */
function moment(text: string): number {
  const ms = /T\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? bad("--start-at", text, "a time such as 2026-11-21T09:00:00Z") : ms;
}

/** All options of all commands, each once. */
export const OPTIONS = {
  profile: {
    flags: "-p, --profile <name>",
    description:
      "scenarios/<name>.ts with its promises, or a path to a scenario file (default: the only file in scenarios/)",
  },
  x: {
    flags: "-x, --x <list>",
    description: "multiplier of the expected load, or a ladder: 2 or 1,2,5 (default: 1)",
    read: multipliers,
    initial: [1],
  },
  target: {
    flags: "-t, --target <url>",
    description: "the service to test (default: the embedded memory service)",
  },
  targetBuild: {
    flags: "--target-build <id>",
    description: "the tested build: version, image digest or commit",
  },
  targetPid: {
    flags: "--target-pid <number>",
    description: "the target's process on this machine: its memory, CPU, descriptors and threads are sampled",
    read: wholeNumber("--target-pid", 1, 2 ** 22),
  },
  allowHost: {
    flags: "--allow-host <name>",
    description: "permit a target that is not loopback; repeatable",
    read: repeat,
    initial: [],
  },
  insecure: { flags: "--insecure", description: "do not verify TLS certificates (recorded in the result)" },
  populate: { flags: "--populate", description: "let the scenario populate a --target before the run" },
  fault: {
    flags: "--fault <fault>",
    description: "script a fault of the embedded service, see `slo target --help`; repeatable",
    read: repeat,
    initial: [],
  },
  duration: {
    flags: "-d, --duration <time>",
    description: "steady time of each level (default: the scenario's, else as long as the promises need)",
    read: duration("--duration"),
  },
  warmUp: {
    flags: "--warm-up <time>",
    description: "time at 1x before the first level (default: 10s)",
    read: duration("--warm-up"),
  },
  rate: {
    flags: "--rate <per second>",
    description: "arrivals per second at 1x, in place of the scenario's",
    read: positive("--rate"),
  },
  users: {
    flags: "--users <count>",
    description: "users at 1x (closed workload), in place of the scenario's",
    read: wholeNumber("--users", 1),
  },
  workload: {
    flags: "--workload <kind>",
    description: "open (arrivals) or closed (users), in place of the scenario's",
    read: choice("--workload", "open", "closed"),
  },
  seed: {
    flags: "--seed <number>",
    description: "seed of arrivals and payloads (default: 1)",
    read: wholeNumber("--seed", 0),
    initial: 1,
  },
  env: {
    flags: "-e, --env <NAME=VALUE>",
    description: "a variable for the scenario, recorded in the result; repeatable",
    read: pairs("-e"),
    initial: {},
  },
  label: {
    flags: "--label <key=value>",
    description: "a label for the result, such as a CI link; repeatable",
    read: pairs("--label"),
    initial: {},
  },
  engine: {
    flags: "--engine <name>",
    description: "load engine: native (default), k6 or autocannon",
    initial: "native",
  },
  workers: {
    flags: "--workers <count>",
    description: "worker threads of the engine (default: 1)",
    read: wholeNumber("--workers", 1, 64),
    initial: 1,
  },
  engines: {
    flags: "--engines <two>",
    description: "the two engines to compare; one of them twice compares it with itself (default: native,k6)",
    read: enginePair,
    initial: ["native", "k6"],
  },
  rounds: {
    flags: "--rounds <count>",
    description: "runs of each engine, in turn; from 2 on it is seen how whole runs differ (default: 4)",
    read: wholeNumber("--rounds", 1, 100),
    initial: 4,
  },
  tolerance: {
    flags: "--tolerance <time,percent>",
    description: "a percentile may differ by this, whichever is larger (default: 1ms,5%)",
    read: tolerance,
    initial: { us: 1_000, share: 0.05 },
  },
  segment: {
    flags: "--segment <part/of>",
    description:
      "offer only this part of the load, such as 2/3, beside other machines; join with `slo merge`",
    read: segment,
  },
  parallelism: {
    flags: "--parallelism <count>",
    description: "pods that share the load (default: 1)",
    read: wholeNumber("--parallelism", 1, 1_000),
    initial: 1,
  },
  image: {
    flags: "--image <name>",
    description: "name under which the pods' image is pushed (default: slo-k6:latest)",
    initial: "slo-k6:latest",
  },
  startAt: {
    flags: "--start-at <time>",
    description: "begin the load at this moment (2026-11-21T09:00:00Z), so that segments begin together",
    read: moment,
  },
  thresholds: {
    flags: "--thresholds <file>",
    description: "promises (run, plan: thresholds.yaml without it; judge, report: the record's own)",
  },
  out: { flags: "-o, --out <dir>", description: "folder that takes the run's own folder (default: reports)" },
  resume: {
    flags: "--resume <run>",
    description:
      "go on with a run that was killed or interrupted (its folder or name): the rest of its plan, in the same record, behind a gap",
  },
  json: { flags: "--json", description: "print one JSON document to stdout and nothing else" },
  quiet: { flags: "-q, --quiet", description: "no progress on stderr" },
  port: {
    flags: "--port <number>",
    description: "port to listen on (default: a free one)",
    read: wholeNumber("--port", 0, 65_535),
    initial: 0,
  },
  keyEnv: {
    flags: "--key-env <NAME>",
    description: "require the API key that this environment variable holds",
  },
  db: { flags: "--db <file>", description: "keep memories in this SQLite file (default: in memory)" },
  log: { flags: "--log", description: "keep a log of what arrived at /oracle, read at /oracle/log" },
  nightly: {
    flags: "--nightly",
    description:
      "write what nightly soaks need: a GitHub workflow, systemd units, a crontab, a Kubernetes CronJob (of --profile, default: soak)",
  },
  force: {
    flags: "--force",
    description: "overwrite files that exist (--nightly: never scenarios or promises)",
  },
} as const satisfies Record<string, OptionSpec>;

export type OptionName = keyof typeof OPTIONS;

/** What an option's text becomes: what its `read` returns, else the text, or true for a flag without one. */
type ValueOf<Spec> = Spec extends { readonly read: (...args: never[]) => infer Value }
  ? Value
  : Spec extends { readonly flags: `${string}<${string}` }
    ? string
    : boolean;
type Table = typeof OPTIONS;
type WithInitial = {
  [Name in OptionName]: Table[Name] extends { readonly initial: unknown } ? Name : never;
}[OptionName];

/** The options of a call by name; those of the command with an initial value are always there. */
export type OptionValues = { readonly [Name in WithInitial]: ValueOf<Table[Name]> } & {
  readonly [Name in Exclude<OptionName, WithInitial>]?: ValueOf<Table[Name]>;
};
