import { z } from "zod";
import { claim, isNumber, oneOf, shape, text } from "./claims.ts";
import { readSeries } from "./series.ts";

const path = claim<string>(
  'a path beginning with "/"',
  (value) => typeof value === "string" && /^\/(?![/\\])[\x21\x22\x24-\x7e]*$/.test(value),
);
const flag = claim<boolean>("true or false", (value) => typeof value === "boolean");

/** An origin: what a metrics server is reached at, without a path or credentials. */
function isOrigin(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(value);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === "" && pathname === "/";
}

/** A signal; text alone stands for its series. */
export const signalSchema = z.preprocess(
  (value) => (typeof value === "string" ? { series: value } : value),
  shape('the name of a series, or a signal: { series: "jobs", path: "/metrics" }', {
    series: claim<string>(
      'a series such as "outbox_pending" or \'jobs{state="waiting"}\'',
      (value) => typeof value === "string" && readSeries(value) !== null,
    ),
    path: path.optional(),
    port: claim<number>(
      "a port from 1 to 65535",
      (value) => isNumber(value) && Number.isInteger(value) && value >= 1 && value <= 65_535,
    ).optional(),
    url: claim<string>(
      'the address of a metrics server without path or password, such as "http://127.0.0.1:9187"',
      isOrigin,
    ).optional(),
    rate: flag.optional(),
    over: oneOf("sum", "max").optional(),
    headers: flag.optional(),
    optional: flag.optional(),
  }),
);

/** Where the target names its build. */
export const buildSchema = shape(
  '{ path: "/health", field: "version" } or { path: "/", header: "x-build" }',
  {
    path,
    field: text('the name of a field, such as "version" or "git.commit"').optional(),
    header: text("the name of a response header").optional(),
    headers: flag.optional(),
    optional: flag.optional(),
  },
);
