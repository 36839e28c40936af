import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";

// A room imports only rooms before it in this list; the exceptions of the design stand beside it.
const ORDER =
  "shared statistics scenario bundle plan measure record objective verdict compare report evidence engine target run cli".split(
    " ",
  );
const MAY: Record<string, readonly string[]> = { engine: ORDER.slice(0, 7), target: ["shared"], shared: [] };
const src = new URL("../../src", import.meta.url).pathname;

const files = readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
  (file) => file.endsWith(".ts") && file.includes("/"),
);
const crossings = files.flatMap((file) => {
  const room = file.split("/")[0] ?? "";
  const text = readFileSync(join(src, file), "utf8");
  const specifiers = [...text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)].map((match) => match[1] ?? "");
  return specifiers
    .map((specifier) => relative(src, join(src, dirname(file), specifier)))
    .filter((to) => to.split("/")[0] !== room)
    .map((to) => ({ file, room, to }));
});

test("a room imports only the rooms above it", () => {
  const wrong = crossings.filter(({ room, to }) => {
    const allowed = MAY[room] ?? ORDER.slice(0, ORDER.indexOf(room));
    return !allowed.includes(to.split("/")[0] ?? "");
  });
  expect(wrong).toEqual([]);
});

test("a room is entered only by its door, index.ts", () => {
  expect(crossings.filter(({ to }) => to.split("/").slice(1).join("/") !== "index.ts")).toEqual([]);
});

test("every folder of src is a room of the design", () => {
  expect(
    [...new Set(files.map((file) => file.split("/")[0]))].filter((room) => !ORDER.includes(room ?? "")),
  ).toEqual([]);
});
