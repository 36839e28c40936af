import { execFileSync } from "node:child_process";

/** Separate network stacks of one machine, each a "machine" of its own: one for a target, one for each generator. */
export interface Namespaces {
  /** Where the generators reach the target's machine. */
  readonly targetAddress: string;
  /** Command and arguments that go before a command to run it on the target's or a generator's machine. */
  readonly target: readonly string[];
  readonly generators: readonly (readonly string[])[];
  /** Takes the namespaces away, and the links in them with them. */
  remove(): void;
}

const ip = (...args: readonly string[]): void => {
  execFileSync("ip", args, { stdio: ["ignore", "ignore", "pipe"] });
};

/**
 * Makes a namespace for a target and `count` for generators, each linked to the target's by a pair of virtual interfaces.
 * Null where this machine does not allow it (Linux, root and `ip` are needed).
 */
export function makeNamespaces(count: number): Namespaces | null {
  const name = (machine: string): string => `slo-${process.pid}-${machine}`;
  const machines = ["t", ...Array.from({ length: count }, (_, i) => String(i + 1))];
  // 192.0.2.0/24 is set aside for documentation; 198.18.0.0/15 for benchmarks of network devices (RFC 2544), which this is.
  const targetAddress = "198.18.255.1";
  const remove = (): void => {
    for (const machine of machines) {
      try {
        ip("netns", "del", name(machine));
      } catch {
        // It was not made.
      }
    }
  };
  try {
    for (const machine of machines) {
      ip("netns", "add", name(machine));
      ip("-n", name(machine), "link", "set", "lo", "up");
    }
    ip("-n", name("t"), "address", "add", `${targetAddress}/32`, "dev", "lo");
    for (const [i, machine] of machines.slice(1).entries()) {
      const [here, there] = [`198.18.${i}.1`, `198.18.${i}.2`];
      // An interface's name has at most 15 characters.
      ip(
        "-n",
        name("t"),
        "link",
        "add",
        `g${machine}`,
        "type",
        "veth",
        "peer",
        "name",
        "t0",
        "netns",
        name(machine),
      );
      ip("-n", name("t"), "address", "add", `${here}/30`, "dev", `g${machine}`);
      ip("-n", name("t"), "link", "set", `g${machine}`, "up");
      ip("-n", name(machine), "address", "add", `${there}/30`, "dev", "t0");
      ip("-n", name(machine), "link", "set", "t0", "up");
      ip("-n", name(machine), "route", "add", targetAddress, "via", here);
    }
  } catch {
    remove();
    return null;
  }
  const within = (machine: string): readonly string[] => ["ip", "netns", "exec", name(machine)];
  return { targetAddress, target: within("t"), generators: machines.slice(1).map(within), remove };
}
