import { z } from "zod";
import { didYouMean, readDuration } from "../shared/index.ts";

/** Names of scenarios, operations and probes: they become words of thresholds.yaml, keys and folder names. */
export const NAME = /^[a-z][a-z0-9_-]*$/i;

/** A value as a message shows it: short, and text in quotes. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

/** The message for what is wrong: what was expected, and what is there. */
export const expected =
  (what: string) =>
  ({ input }: { readonly input?: unknown }): string =>
    `expected ${what}, got ${show(input)}`;

/** A value that passes `holds`, described as `what` when it does not. */
export function claim<T>(what: string, holds: (value: unknown) => boolean) {
  return z.custom<T>(holds, { error: expected(what) });
}

/** An object with these keys only. Unknown ones are named with the nearest known (validate.ts takes the message apart). */
export function shape<S extends z.core.$ZodLooseShape>(what: string, fields: S) {
  return z.strictObject(fields, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => `unknown key "${key}"${didYouMean(key, Object.keys(fields))}`).join("\n")
        : expected(what)(issue),
  });
}

export const isNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);
export const above0 = claim<number>("a number above 0", (value) => isNumber(value) && value > 0);
export const whole = (what: string) =>
  claim<number>(what, (value) => isNumber(value) && Number.isInteger(value) && value > 0);
export const text = (what: string) =>
  claim<string>(what, (value) => typeof value === "string" && value.trim() !== "");
export const duration = claim<string>(
  'a duration above 0 with its unit ("500ms", "5s", "2m")',
  (value) => typeof value === "string" && (readDuration(value) ?? 0) > 0,
);
export const callable = <F>(what: string) => claim<F>(what, (value) => typeof value === "function");
export const oneOf = <T extends string>(...words: readonly T[]) =>
  claim<T>(words.map((word) => `"${word}"`).join(" or "), (value) => words.includes(value as T));
