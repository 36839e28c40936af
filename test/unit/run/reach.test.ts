import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { checkAllowed, reach, readTargetUrl } from "../../../src/run/reach.ts";

test.each([
  ["localhost:3000", "not an http or https URL"],
  ["ftp://localhost", "not an http or https URL"],
  ["http://user:secret@localhost", "user name or password"],
  ["http://localhost/v1", "has a path"],
])("%s is refused as a target", (text, why) => {
  expect(() => readTargetUrl(text)).toThrow(why);
});

test.each([
  "http://localhost:1",
  "http://127.0.0.1",
  "http://127.8.9.1",
  "http://[::1]:80",
  "http://LOCALHOST",
])("%s is this machine and needs no permission", (text) => {
  expect(() => checkAllowed(new URL(text), [])).not.toThrow();
});

test.each([
  "http://10.0.0.1",
  "http://example.com",
  "http://127.0.0.1.example.com",
  "http://localhost.example.com",
  "http://[::2]",
])("%s is a stranger unless it is named", (text) => {
  const url = new URL(text);
  expect(() => checkAllowed(url, ["other.example"])).toThrow(/nobody said/);
  expect(() => checkAllowed(url, [url.hostname.toUpperCase()])).not.toThrow();
});

test("a port that listens is reached on this machine, one that does not is unreachable", async () => {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  expect(await reach(new URL(`http://127.0.0.1:${port}`))).toEqual({
    addresses: ["127.0.0.1"],
    sameMachine: true,
  });
  await new Promise((resolve) => server.close(resolve));
  await expect(reach(new URL(`http://127.0.0.1:${port}`))).rejects.toMatchObject({ code: "unreachable" });
});
