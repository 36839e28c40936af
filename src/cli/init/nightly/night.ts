/** What the templates of a nightly soak are made from. Paths and names hold nothing that a shell, a unit file or a crontab reads in its own way. */
export interface Night {
  /** What `--profile` gets: `soak`, or a path to a scenario file. */
  readonly profile: string;
  /** The scenario's name, which is in the name of each run's folder. */
  readonly scenario: string;
  /** The scenario has something to populate. */
  readonly populates: boolean;
  readonly machine: Machine;
}

/** Where `slo init` runs, which is taken for where the soak will: absolute paths, and the user. */
export interface Machine {
  readonly repository: string;
  readonly user: string;
  /** The folder that holds `node`. */
  readonly nodeFolder: string;
}

/** Steady hours of a night's soak, on a machine of one's own. */
export const NIGHT_HOURS = 8;

/** The search path of what a timer starts: node's folder, then the usual ones. */
export function pathOf({ nodeFolder }: Machine): string {
  return [...new Set([nodeFolder, "/usr/local/bin", "/usr/bin", "/bin"])].join(":");
}

/** The command line of a soak, without the word `slo`. The target's URL is written as the place asks for it. */
export function soakArguments(
  { profile, populates }: Night,
  { hours, target }: { readonly hours: string; readonly target: string },
): readonly string[] {
  return [
    ...["run", "--profile", profile, "--duration", hours, "--target", target],
    ...(populates ? ["--populate"] : []),
  ];
}
