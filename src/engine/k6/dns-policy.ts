import { connect } from "node:net";
import type { Ms } from "../../shared/index.ts";

const PATIENCE_MS: Ms = 5_000;

/**
 * Which addresses of the target's name k6 is to take. It asks one, IPv4 by default, where Node (which reached the target before) tries each
 * until one answers: at a "localhost" that listens on ::1 alone, every request of k6 would be refused.
 */
export function dnsPolicyOf(url: string): Promise<"preferIPv4" | "preferIPv6"> {
  const { hostname, port, protocol } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port || (protocol === "https:" ? 443 : 80)),
      autoSelectFamily: true,
      timeout: PATIENCE_MS,
    });
    const settle = (): void => {
      resolve(socket.remoteFamily === "IPv6" ? "preferIPv6" : "preferIPv4");
      socket.destroy();
    };
    socket.once("connect", settle).once("timeout", settle).once("error", settle);
  });
}
