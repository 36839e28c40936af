import type { FailureCode } from "../../measure/index.ts";

/** Whose failure an error of a socket or of the HTTP parser is: the target's (or the network's), by code; our own machine's; or the request's. */
export type Blame = FailureCode | "own_fault" | "unsendable";

const BY_CODE: Readonly<Record<string, Blame>> = {
  ECONNREFUSED: "refused",
  // Nothing there answers: the address or the way to it is down.
  EHOSTUNREACH: "refused",
  ENETUNREACH: "refused",
  EHOSTDOWN: "refused",
  ENETDOWN: "refused",
  EACCES: "refused",
  EPERM: "refused",
  // The kernel's or the connector's patience ran out before ours.
  ETIMEDOUT: "refused",
  ECONNRESET: "reset",
  ECONNABORTED: "reset",
  EPIPE: "reset",
  ERR_STREAM_DESTROYED: "reset",
  ERR_STREAM_WRITE_AFTER_END: "reset",
  UND_ERR_SOCKET: "reset",
  // The stream ended before the length that its head announced.
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: "reset",
  HPE_INVALID_EOF_STATE: "reset",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  EAI_FAIL: "dns",
  EAI_NODATA: "dns",
  EAI_NONAME: "dns",
  EAI_ADDRFAMILY: "dns",
  EPROTO: "tls",
  UND_ERR_HEADERS_OVERFLOW: "protocol",
  UND_ERR_RES_EXCEEDED_MAX_SIZE: "protocol",
  EMFILE: "own_fault",
  ENFILE: "own_fault",
  EADDRNOTAVAIL: "own_fault",
  EADDRINUSE: "own_fault",
  ENOBUFS: "own_fault",
  ENOMEM: "own_fault",
  EAI_MEMORY: "own_fault",
  UND_ERR_INVALID_ARG: "unsendable",
  UND_ERR_NOT_SUPPORTED: "unsendable",
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: "unsendable",
  ERR_INVALID_CHAR: "unsendable",
};

const BY_PREFIX: readonly (readonly [string, Blame])[] = [
  ["ERR_TLS_", "tls"],
  ["ERR_SSL_", "tls"],
  ["ERR_OSSL_", "tls"],
  ["CERT_", "tls"],
  ["CRL_", "tls"],
  ["HPE_", "protocol"],
];

/** OpenSSL's verification results that Node reports as bare codes. */
const TLS_CODES = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_CRL",
  "UNABLE_TO_DECRYPT_CERT_SIGNATURE",
  "UNABLE_TO_DECRYPT_CRL_SIGNATURE",
  "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
  "ERROR_IN_CERT_NOT_BEFORE_FIELD",
  "ERROR_IN_CERT_NOT_AFTER_FIELD",
  "INVALID_CA",
  "INVALID_PURPOSE",
  "PATH_LENGTH_EXCEEDED",
  "HOSTNAME_MISMATCH",
]);

/** undici reports a response out of turn, a 100 or an unasked upgrade under its code for lost sockets: told apart by message. */
const BAD_ANSWER = /^bad (response|upgrade)$/;

export function blameOf(error: unknown): Blame {
  const code = codeOf(error);
  if (code === "UND_ERR_SOCKET" && error instanceof Error && BAD_ANSWER.test(error.message))
    return "protocol";
  // A TLS handshake cut off by the other side: Node gives it the code of a reset socket and says when in the message.
  if (code === "ECONNRESET" && error instanceof Error && /before secure TLS connection/.test(error.message))
    return "tls";
  const known = BY_CODE[code];
  if (known !== undefined) return known;
  if (TLS_CODES.has(code)) return "tls";
  return BY_PREFIX.find(([prefix]) => code.startsWith(prefix))?.[1] ?? "protocol";
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** One line for a person: the message, with the parts of a failure over several addresses. */
export function describeError(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(describeError).join("; ");
  return error instanceof Error ? error.message || error.name : String(error);
}
