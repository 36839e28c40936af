import { plainText } from "../report/index.ts";
import { redact } from "../shared/index.ts";
import type { Attempt, Exchange } from "./attempt.ts";

const MOST_BODY_CHARS = 2_000;

function body(text: string, secrets: readonly string[]): string {
  const clean = plainText(redact(text, secrets));
  return clean.length <= MOST_BODY_CHARS
    ? clean
    : `${clean.slice(0, MOST_BODY_CHARS)}\n... ${clean.length - MOST_BODY_CHARS} more characters`;
}

/** These carry credentials, also those that did not come from a variable (a token that setup fetched). */
const CREDENTIALS = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key)$/i;

function headerLines(headers: Readonly<Record<string, string>>, secrets: readonly string[]): string {
  const shown = (name: string, value: string): string =>
    CREDENTIALS.test(name) ? "[redacted]" : plainText(redact(value, secrets));
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${shown(name, value)}\n`)
    .join("");
}

/** A request and its answer as plain text, secrets redacted. */
export function showExchange({ request, reply }: Exchange, secrets: readonly string[]): string {
  const path = redact(request.path, secrets);
  const sentBody = request.body === null ? "" : `\n${body(request.body, secrets)}\n`;
  const sent = `> ${request.method} ${path}\n${headerLines(request.headers, secrets)}${sentBody}`;
  const came =
    reply.kind === "failure"
      ? `< no response: ${plainText(redact(reply.message, secrets))}\n`
      : `< ${reply.view.status}\n${headerLines(reply.view.headers, secrets)}\n${body(reply.body, secrets)}\n`;
  return `${sent}\n${came}`;
}

/** Why an attempt was not good, with the last exchange. */
export function showRefusal(tried: Attempt, secrets: readonly string[]): string {
  const last = tried.exchanges.at(-1);
  return last === undefined ? "no request was made" : showExchange(last, secrets);
}
