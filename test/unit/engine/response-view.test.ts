import { expect, test } from "vitest";
import { ReplyView } from "../../../src/engine/native/response-view.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test("a body is decoded as one, wherever it was split", () => {
  const whole = bytes('{"name":"Zoë"}');
  // "ë" is two bytes, 11 and 12: the split falls between them.
  const view = new ReplyView({ status: 200, headers: {}, body: [whole.subarray(0, 12), whole.subarray(12)] });
  expect(view.text()).toBe('{"name":"Zoë"}');
  expect(view.json()).toEqual({ name: "Zoë" });
});

test("JSON is parsed once", () => {
  const view = new ReplyView({ status: 200, headers: {}, body: [bytes("[1]")] });
  expect(view.json()).toBe(view.json());
});

test("what is not JSON throws when it is read as JSON", () => {
  const view = new ReplyView({ status: 200, headers: {}, body: [bytes("<html>")] });
  expect(() => view.json()).toThrow(SyntaxError);
});

test("repeated header fields are joined", () => {
  const headers = { "set-cookie": ["a=1", "b=2"], server: "x", gone: undefined };
  expect(new ReplyView({ status: 200, headers, body: [] }).headers).toEqual({
    "set-cookie": "a=1, b=2",
    server: "x",
  });
});
