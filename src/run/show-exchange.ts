import { redact } from "../shared/index.ts";
import type { Attempt, Exchange } from "./attempt.ts";

const MOST_BODY_CHARS = 2_000;

/** Control characters of a target's answer must not steer a terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\u00b7");
}

function body(text: string): string {
  const clean = printable(text);
  return clean.length <= MOST_BODY_CHARS
    ? clean
    : `${clean.slice(0, MOST_BODY_CHARS)}\n... ${clean.length - MOST_BODY_CHARS} more characters`;
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${printable(value)}\n`)
    .join("");
}

/** A request and its answer as plain text, secrets redacted. */
export function showExchange(exchange: Exchange, secrets: Iterable<string>): string {
  const { request, reply } = exchange;
  const sent = `> ${request.method} ${request.path}\n${headerLines(request.headers)}${request.body === null ? "" : `\n${body(request.body)}\n`}`;
  const came =
    reply.kind === "failure"
      ? `< no response: ${printable(reply.message)}\n`
      : `< ${reply.view.status}\n${headerLines(reply.view.headers)}\n${body(reply.body)}\n`;
  return redact(`${sent}\n${came}`, secrets);
}

/** Why an attempt was not good, with the last exchange. */
export function showRefusal(tried: Attempt, secrets: Iterable<string>): string {
  const last = tried.exchanges.at(-1);
  return last === undefined ? "no request was made" : showExchange(last, secrets);
}
