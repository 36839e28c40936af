import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Ms } from "../../shared/index.ts";

/** Where connections lead. */
export interface Endpoint {
  readonly protocol: "http:" | "https:";
  readonly hostname: string;
  readonly port: number;
  /** True: certificates are not verified. */
  readonly insecure: boolean;
}

export function endpointOf(target: { readonly url: string; readonly insecure: boolean }): Endpoint {
  const { protocol, hostname, port } = new URL(target.url);
  if (protocol !== "http:" && protocol !== "https:")
    throw new TypeError(`${target.url} is neither http nor https`);
  return {
    protocol,
    hostname: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
    insecure: target.insecure,
  };
}

/** Node gives each address of a name 250 ms by default, less than a far or busy target may need for a handshake. */
const PER_ADDRESS_MS: Ms = 5_000;

/** Opens connections; the latest TLS session is resumed by the next, as browsers and service clients do. */
export type OpenSocket = (
  opened: (error: Error | null, socket: Socket) => void,
  servername?: string,
) => Socket;

export function socketOpener({ protocol, hostname, port, insecure }: Endpoint): OpenSocket {
  let session: Buffer | undefined;
  const address = { host: hostname, port, noDelay: true, autoSelectFamilyAttemptTimeout: PER_ADDRESS_MS };

  return (opened, servername = isIP(hostname) === 0 ? hostname : undefined) => {
    const secure = protocol === "https:";
    const socket = secure
      ? connectTls({
          ...address,
          rejectUnauthorized: !insecure,
          ALPNProtocols: ["http/1.1"],
          ...(servername === undefined ? {} : { servername }),
          ...(session === undefined ? {} : { session }),
        }).on("session", (fresh) => {
          session = fresh;
        })
      : connectTcp(address);
    let settled = false;
    const settle = (error: Error | null): void => {
      if (settled) return;
      settled = true;
      opened(error, socket);
    };
    return socket
      .once(secure ? "secureConnect" : "connect", () => settle(null))
      .on("error", settle)
      .once("close", () => settle(new Error("the connection was closed while it was being opened")));
  };
}
