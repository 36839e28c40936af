import type { Format } from "./format.ts";

/** summary.json: the summary itself, two spaces deep, a line feed at the end. */
export const json: Format = {
  name: "json",
  file: "summary.json",
  render: async ({ summary }) => `${JSON.stringify(summary, null, 2)}\n`,
};
