/** Replaces each secret, also in its URL-encoded and base64 forms, wherever it stands in a text. */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret === "") continue;
    const base64 = Buffer.from(secret, "utf8").toString("base64");
    for (const form of [secret, encodeURIComponent(secret), base64, base64.replace(/=+$/, "")]) {
      clean = clean.split(form).join("[redacted]");
    }
  }
  return clean;
}
