import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { SloError } from "../shared/index.ts";

const CONNECT_TIMEOUT_MS = 5_000;

/** Where a target answers. */
export interface Reached {
  readonly addresses: readonly string[];
  readonly sameMachine: boolean;
}

/** The parsed URL of a target: http or https, no path of its own, no credentials. SloError `bad_usage` otherwise. */
export function readTargetUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:")) {
    throw new SloError("bad_usage", `--target "${text}" is not an http or https URL`, {
      hint: "for example --target http://127.0.0.1:3001",
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new SloError(
      "bad_usage",
      "--target must not hold a user name or password (it is written into the record)",
      {
        hint: "read them in the scenario with env() and send them as a header",
      },
    );
  }
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    throw new SloError(
      "bad_usage",
      `--target "${text}" has a path; paths belong to the scenario's requests`,
      { hint: `--target ${url.origin}` },
    );
  }
  return url;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** SloError `host_not_allowed` unless the host is loopback or named by --allow-host or allow_hosts. */
export function checkAllowed(url: URL, allowed: readonly string[], use = "put under load"): void {
  if (LOOPBACK.test(url.hostname)) return;
  if (allowed.some((name) => name.toLowerCase() === url.hostname.toLowerCase())) return;
  throw new SloError(
    "host_not_allowed",
    `${url.hostname} is not this machine, and nobody said it may be ${use}`,
    {
      hint: `if it is yours: --allow-host ${url.hostname}, or allow_hosts: [${url.hostname}] in the thresholds file`,
    },
  );
}

/** Resolves and connects once. SloError `unreachable` with what failed. */
export async function reach(url: URL): Promise<Reached> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  const addresses = await lookup(host, { all: true }).catch((error: Error) => {
    throw new SloError("unreachable", `cannot resolve ${host} (${codeOf(error)})`, {
      hint: "check the host name in --target",
      cause: error,
    });
  });
  await new Promise<void>((resolve, reject) => {
    const socket = connect({
      host,
      port,
      timeout: CONNECT_TIMEOUT_MS,
      autoSelectFamilyAttemptTimeout: 2_000,
    });
    const fail = (why: string) => {
      socket.destroy();
      reject(
        new SloError("unreachable", `cannot connect to ${url.host} (${why})`, {
          hint: "is the service running, and is --target right?",
        }),
      );
    };
    socket.once("connect", () => socket.end(resolve));
    socket.once("timeout", () => fail(`no connection within ${CONNECT_TIMEOUT_MS / 1_000} s`));
    socket.once("error", (error) => fail(codeOf(error)));
  });
  const own = new Set(
    Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address)),
  );
  const found = addresses.map(({ address }) => address);
  return {
    addresses: found,
    sameMachine: found.some((address) => own.has(address) || LOOPBACK.test(address) || address === "::1"),
  };
}

function codeOf(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return codeOf(error.errors[0]);
  return "code" in error ? String(error.code) : error.message;
}
