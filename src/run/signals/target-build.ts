import type { BuildSource } from "../../scenario/index.ts";
import type { Ms } from "../../shared/index.ts";
import type { CappedClient } from "./capped-get.ts";

const TIMEOUT_MS: Ms = 5_000;
const MOST_CHARACTERS = 200;

/** The build that a target says it is, or why it cannot be told. */
export type Build =
  | { readonly kind: "build"; readonly id: string }
  | { readonly kind: "unknown"; readonly why: string };

/** Asks the target for its build once. */
export async function readBuild(
  { path, field, header }: BuildSource,
  target: string,
  client: CappedClient,
  headers: Readonly<Record<string, string>>,
): Promise<Build> {
  const got = await client.get(`${target}${path}`, { accept: "*/*", ...headers }, TIMEOUT_MS);
  if (got.kind === "failed") return unknown(`${target}${path}: ${got.why}`);
  if (got.status < 200 || got.status >= 300) return unknown(`${target}${path} answered ${got.status}`);
  if (header !== undefined) {
    const value = got.headers[header.toLowerCase()];
    return spelt(value, `${target}${path} has no header ${header}`);
  }
  try {
    const value = (field ?? "")
      .split(".")
      .reduce<unknown>(
        (inner, key) => (inner as Record<string, unknown> | null)?.[key],
        JSON.parse(got.body),
      );
    return spelt(value, `the answer of ${target}${path} has no text or number ${field}`);
  } catch {
    return unknown(`the answer of ${target}${path} is not JSON`);
  }
}

function spelt(value: unknown, otherwise: string): Build {
  const text = typeof value === "number" ? String(value) : typeof value === "string" ? value.trim() : "";
  return text === "" ? unknown(otherwise) : { kind: "build", id: text.slice(0, MOST_CHARACTERS) };
}

function unknown(why: string): Build {
  return { kind: "unknown", why };
}
