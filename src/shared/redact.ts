/** Replaces each secret, also in its URL-encoded, JSON-escaped and base64 forms, wherever it stands in a text. */
export function redact(text: string, secrets: Iterable<string>): string {
  const forms = new Set([...secrets].filter((secret) => secret !== "").flatMap(formsOf));
  // Longest first: a secret may begin with another.
  const ordered = [...forms].sort((a, b) => b.length - a.length);
  return ordered.reduce((clean, form) => clean.split(form).join("[redacted]"), text);
}

function formsOf(secret: string): readonly string[] {
  const base64 = Buffer.from(secret, "utf8").toString("base64");
  return [
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    base64,
    base64.replace(/=+$/, ""),
  ];
}
