import { SloError } from "../shared/index.ts";
import type { Context } from "./scenario.ts";

/** -e values and the process environment, kept apart because the second are secrets. */
export interface Variables {
  readonly given: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string | undefined>>;
}

export type VariableSource = "-e" | "environment" | "default";

/**
 * The scenario's `env`: a -e value, else one of the process environment, else the fallback; none is an SloError
 * `bad_usage`. `onRead` hears of each (name, source) once, at the first read, and must not let a secret's value out.
 */
export function environment(
  { given, secrets }: Variables,
  onRead?: (name: string, from: VariableSource, value: string) => void,
): Context["env"] {
  const heard = new Set<string>();
  const tell = (name: string, from: VariableSource, value: string): string => {
    const key = `${from} ${name}`;
    if (onRead !== undefined && !heard.has(key)) {
      heard.add(key);
      onRead(name, from, value);
    }
    return value;
  };
  return (name, fallback) => {
    const set = own(given, name);
    if (set !== null) return tell(name, "-e", set);
    const secret = own(secrets, name);
    if (secret !== null) return tell(name, "environment", secret);
    if (fallback !== undefined) return tell(name, "default", fallback);
    throw new SloError("bad_usage", `the scenario reads the variable ${name}, which is not set`, {
      hint: `give it with -e ${name}=VALUE (recorded with the run), or, for a secret, set ${name} in the environment (its value is never written down)`,
    });
  };
}

function own(variables: Readonly<Record<string, string | undefined>>, name: string): string | null {
  return Object.hasOwn(variables, name) ? (variables[name] ?? null) : null;
}
