import fc from "fast-check";
import { expect, test } from "vitest";
import { splitLines } from "../../../src/record/split-lines.ts";

test("lines are the same in whatever pieces the bytes come, the last one with or without its line feed", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.string({ unit: "binary" }).map((text) => text.replaceAll("\n", "")),
        { minLength: 1 },
      ),
      fc.boolean(),
      fc.integer({ min: 1, max: 7 }),
      (lines, closed, pieceBytes) => {
        const bytes = Buffer.from(lines.join("\n") + (closed ? "\n" : ""), "utf8");
        const pieces: Uint8Array[] = [];
        for (let at = 0; at < bytes.length; at += pieceBytes)
          pieces.push(bytes.subarray(at, at + pieceBytes));
        const whole = bytes.toString("utf8").split("\n");
        // Nothing stands behind a last line feed.
        if (whole.at(-1) === "") whole.pop();
        expect([...splitLines(pieces)]).toEqual(whole);
      },
    ),
  );
});

test("a piece's memory may be used again for the next one", () => {
  function* pieces(): Generator<Uint8Array> {
    const shared = Buffer.alloc(4);
    for (const text of ["ab\nc", "d\ne", "f"]) {
      shared.fill(0);
      shared.write(text);
      yield shared.subarray(0, text.length);
    }
  }
  expect([...splitLines(pieces())]).toEqual(["ab", "cd", "ef"]);
});
