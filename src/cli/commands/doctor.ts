import { availableParallelism, loadavg } from "node:os";
import { findK6, k6Engine } from "../../engine/index.ts";
import { connectionLimits, hostFacts } from "../../run/index.ts";
import { EXIT, SloError } from "../../shared/index.ts";
import type { Command } from "../commands.ts";
import { printJson } from "../output.ts";
import { table } from "../table.ts";

/** One fact about this machine. `fine` is null where there is nothing to judge. */
interface Fact {
  readonly what: string;
  readonly found: string;
  readonly fine: boolean | null;
  readonly advice: string;
}

/** What this machine offers a load generator; exit 0 always, since `slo run` itself refuses what cannot work. */
export const command: Command = async ({ options }) => {
  const facts = await gather();
  if (options.json === true) {
    printJson({ schema: "slo/doctor/v1", facts });
  } else {
    const rows = facts.map(({ what, found, fine, advice }) => [
      fine === false ? "!" : fine ? "ok" : "-",
      what,
      found,
      fine === false ? advice : "",
    ]);
    process.stdout.write(`${table(["", "what", "found", "advice"], rows)}\n`);
  }
  return EXIT.pass;
};

async function gather(): Promise<readonly Fact[]> {
  const host = hostFacts();
  const limits = await connectionLimits();
  const cores = availableParallelism();
  const load = loadavg()[0] ?? 0;
  const sleep = sleepLatenessMs();
  const k6 = await k6Fact();
  return [
    {
      what: "Node",
      found: host.node,
      fine: atLeast(process.versions.node, 20, 19),
      advice: "install Node 20.19 or newer",
    },
    {
      what: "cores",
      found: `${cores} (${host.cpu_model})`,
      fine: cores >= 2,
      advice: "give the generator a core of its own",
    },
    {
      what: "load average",
      found: process.platform === "win32" ? "not available" : load.toFixed(2),
      fine: load < cores,
      advice: "other work competes with the generator",
    },
    {
      what: "memory",
      found: `${(host.memory_bytes / 2 ** 30).toFixed(1)} GiB`,
      fine: host.memory_bytes >= 2 ** 30,
      advice: "1 GiB is little",
    },
    {
      what: "open files",
      found: limits.descriptors === null ? "not available" : String(limits.descriptors),
      fine: limits.descriptors === null ? null : limits.descriptors >= 4_096,
      advice: "raise it: ulimit -n 65536 (bounds the requests in flight)",
    },
    {
      what: "ephemeral ports",
      found: limits.ports === null ? "not available" : String(limits.ports),
      fine: limits.ports === null ? null : limits.ports >= 10_000,
      advice: "widen net.ipv4.ip_local_port_range",
    },
    {
      what: "clock",
      found: `monotonic, a 1 ms sleep wakes ${sleep.toFixed(2)} ms late (median of 50)`,
      fine: sleep < 1,
      advice: "timers are coarse here: response times gain this much",
    },
    k6,
  ];
}

function atLeast(version: string, major: number, minor: number): boolean {
  const [a = 0, b = 0] = version.split(".").map(Number);
  return a > major || (a === major && b >= minor);
}

/** Median lateness of a 1 ms sleep, in ms, on the primitive that paces arrivals. */
function sleepLatenessMs(): number {
  const cell = new Int32Array(new SharedArrayBuffer(4));
  const late = Array.from({ length: 50 }, () => {
    const from = performance.now();
    Atomics.wait(cell, 0, 0, 1);
    return performance.now() - from - 1;
  });
  return late.sort((a, b) => a - b)[25] ?? 0;
}

/** Only runs with --engine k6 need it: its absence is nothing to worry about, a wrong SLO_K6 is. */
async function k6Fact(): Promise<Fact> {
  const what = "k6 engine";
  try {
    return { what, found: `${k6Engine.version} at ${await findK6(process.env)}`, fine: true, advice: "" };
  } catch (error) {
    if (!(error instanceof SloError)) throw error;
    const given = Boolean(process.env.SLO_K6);
    const found = given ? error.message : "not built (slo k6 build makes it)";
    return { what, found, fine: given ? false : null, advice: "unset SLO_K6, or run: slo k6 build" };
  }
}
