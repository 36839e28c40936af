import { errors } from "undici";
import { expect, test } from "vitest";
import { blameOf, describeError } from "../../../src/engine/native/failure-code.ts";

const coded = (code: string, message = "boom"): Error => Object.assign(new Error(message), { code });

test.each([
  ["ECONNREFUSED", "refused"],
  ["EHOSTUNREACH", "refused"],
  ["ECONNRESET", "reset"],
  ["EPIPE", "reset"],
  ["HPE_INVALID_EOF_STATE", "reset"],
  ["ENOTFOUND", "dns"],
  ["EAI_AGAIN", "dns"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "tls"],
  ["CERT_HAS_EXPIRED", "tls"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "tls"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "tls"],
  ["HPE_INVALID_CONSTANT", "protocol"],
  ["EMFILE", "own_fault"],
  ["EADDRNOTAVAIL", "own_fault"],
])("%s is %s", (code, blame) => {
  expect(blameOf(coded(code))).toBe(blame);
});

test("undici's errors are told apart by what they mean", () => {
  expect(blameOf(new errors.SocketError("other side closed"))).toBe("reset");
  expect(blameOf(new errors.SocketError("bad response"))).toBe("protocol");
  expect(blameOf(new errors.SocketError("bad upgrade"))).toBe("protocol");
  expect(blameOf(new errors.ResponseContentLengthMismatchError())).toBe("reset");
  expect(blameOf(new errors.HeadersOverflowError())).toBe("protocol");
  expect(blameOf(new errors.ResponseExceededMaxSizeError("too large"))).toBe("protocol");
  expect(blameOf(new errors.InvalidArgumentError("invalid x header"))).toBe("unsendable");
});

test("a handshake that the target cuts off is tls, not reset", () => {
  const message = "Client network socket disconnected before secure TLS connection was established";
  expect(blameOf(coded("ECONNRESET", message))).toBe("tls");
});

test("a failure over several addresses is judged by the first and described by all", () => {
  const several = new AggregateError([
    coded("ECONNREFUSED", "::1 refused"),
    coded("ETIMEDOUT", "127.0.0.1 late"),
  ]);
  expect(blameOf(several)).toBe("refused");
  expect(describeError(several)).toBe("::1 refused; 127.0.0.1 late");
});
