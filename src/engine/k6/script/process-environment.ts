import type { Json } from "../../../shared/index.ts";

/** Each secret travels as a variable of its own, its name behind this, so that none of them means something to k6 or Go. */
export const SECRET_PREFIX = "SLO_ENV_";
/** What `setup` returned, as JSON; a long text goes on in SLO_SETUP_1, SLO_SETUP_2 and so on. */
export const SETUP_NAME = "SLO_SETUP";

/** Linux takes 128 KiB a variable (MAX_ARG_STRLEN), its name included. */
const SETUP_PART_CHARS = 120_000;

type Environment = Readonly<Record<string, string | undefined>>;

/** The part of k6's environment that only the script reads. */
export function scriptEnvironment(secrets: Environment, setup: Json): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(secrets)) {
    if (value !== undefined) environment[SECRET_PREFIX + name] = value;
  }
  // Escaped to ASCII, so that no part ends within a character.
  const text = JSON.stringify(setup).replace(/[^\x20-\x7e]/g, escaped);
  for (let part = 0; part * SETUP_PART_CHARS < text.length; part++) {
    environment[setupName(part)] = text.slice(part * SETUP_PART_CHARS, (part + 1) * SETUP_PART_CHARS);
  }
  return environment;
}

/** The secrets of an environment that {@link scriptEnvironment} made. */
export function secretsFrom(environment: Environment): Record<string, string> {
  const secrets: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && name.startsWith(SECRET_PREFIX)) {
      secrets[name.slice(SECRET_PREFIX.length)] = value;
    }
  }
  return secrets;
}

/** Null where the environment holds no result of `setup`. */
export function setupFrom(environment: Environment): Json {
  let text = "";
  for (let part = 0; ; part++) {
    const more = environment[setupName(part)];
    if (more === undefined) return text === "" ? null : (JSON.parse(text) as Json);
    text += more;
  }
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function setupName(part: number): string {
  return part === 0 ? SETUP_NAME : `${SETUP_NAME}_${part}`;
}
