import { expect, test } from "vitest";
import { escapeText, markup } from "../../../src/report/html/markup.ts";
import { plainLine, plainText, shorten } from "../../../src/report/plain-text.ts";

test("controls become pictures, so that a terminal is not steered", () => {
  expect(plainText("a\u001b[2Jb\u0000c\u007fd\u009be")).toBe("a\u241b[2Jb\u2400c\u2421d\ufffde");
  expect(plainText("a\r\nb\tc\rd")).toBe("a\nb\tc\u240dd");
});

test("marks that reorder or hide text are replaced, halves of characters too", () => {
  expect(plainText("a\u202eb\u200bc\u2066d\ud800e")).toBe("a\ufffdb\ufffdc\ufffdd\ufffde");
  expect(plainText("caf\u00e9 \u{1f600}")).toBe("caf\u00e9 \u{1f600}");
});

test("a line has no line breaks", () => {
  expect(plainLine(" a\n\n b\tc ")).toBe("a b c");
});

test("a text is cut at characters, and the cut shows", () => {
  expect(shorten("\u{1f600}\u{1f600}\u{1f600}", 2)).toBe("\u{1f600}\u2026");
  expect(shorten("abc", 3)).toBe("abc");
});

test("a template escapes every value that is not markup itself", () => {
  expect(escapeText(`<b a="1" c='2'>&`)).toBe("&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;");
  const inner = markup`<i>${"<x>"}</i>`;
  expect(markup`<p title="${'"'}">${[inner, "&"]}${3}</p>`.text).toBe(
    '<p title="&quot;"><i>&lt;x&gt;</i>&amp;3</p>',
  );
});
