import type { Json } from "../shared/index.ts";

/** One HTTP answer, before it is written to a socket. A string body is sent as text/plain. */
export interface Answer {
  readonly status: number;
  readonly body: Json | string;
  readonly headers: Readonly<Record<string, string>>;
}

export function ok(body: Json | string): Answer {
  return { status: 200, body, headers: {} };
}

/** Every error has this body: {status, error, message, details}; `error` is a stable code. */
export function refusal(
  status: number,
  error: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
  details: Json = null,
): Answer {
  return { status, body: { status, error, message, details }, headers };
}

/** Thrown by a route whose request is at fault; answered as {@link refusal}. */
export class HttpFailure extends Error {
  readonly answer: Answer;

  constructor(status: number, error: string, message: string, details: Json = null) {
    super(message);
    this.answer = refusal(status, error, message, {}, details);
  }
}
