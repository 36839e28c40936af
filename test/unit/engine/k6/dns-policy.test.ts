import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { expect, test } from "vitest";
import { dnsPolicyOf } from "../../../../src/engine/k6/dns-policy.ts";
import { closedUrl } from "../../../support/odd-servers.ts";

const addresses = Object.values(networkInterfaces()).flatMap((list) =>
  (list ?? []).map((one) => one.address),
);

async function listening(host: string, named: string): Promise<string> {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const policy = await dnsPolicyOf(`http://${named}:${port}`);
  server.close();
  return policy;
}

test("a target that answers on IPv4 is asked there", async () => {
  expect(await listening("127.0.0.1", "localhost")).toBe("preferIPv4");
  expect(await listening("127.0.0.1", "127.0.0.1")).toBe("preferIPv4");
});

// A machine may have no IPv6 at all.
test.runIf(addresses.includes("::1"))("a target that answers on IPv6 alone is asked there", async () => {
  expect(await listening("::1", "[::1]")).toBe("preferIPv6");
});

test("one that does not answer is left to k6's default", async () => {
  expect(await dnsPolicyOf(await closedUrl())).toBe("preferIPv4");
});
