import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { everyEngine, GET } from "../../support/engine-contract.ts";
import { serveHttp } from "../../support/odd-servers.ts";

// Put together here, so that no transformed copy of this file holds it.
const SECRET = ["s3cr3t", "value", process.pid].join("-");
const MOST_BYTES = 20_000_000;

/** Files below the folder for temporary ones that changed since then and hold the secret. */
function filesWith(secret: string, sinceMs: number): readonly string[] {
  const root = tmpdir();
  return readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => {
    try {
      const { mtimeMs, size, isFile } = ((stat) => ({ ...stat, isFile: stat.isFile() }))(
        statSync(join(root, name)),
      );
      return (
        isFile && mtimeMs >= sinceMs && size < MOST_BYTES && readFileSync(join(root, name)).includes(secret)
      );
    } catch {
      // It was removed meanwhile, or is another user's.
      return false;
    }
  });
}

everyEngine("a secret", ({ open, drive, served }) => {
  test("reaches the target, and neither the record nor a file nor a process list", async () => {
    const beganMs = Date.now() - 1_000;
    const keys: (string | undefined)[] = [];
    const found: { files: readonly string[]; processes: boolean }[] = [];
    const { url } = await served(
      serveHttp((request, response) => {
        keys.push(request.headers["x-api-key"] as string | undefined);
        request.resume();
        if (keys.length === 3)
          found.push({
            files: filesWith(SECRET, beganMs),
            processes: execFileSync("ps", ["-A", "-ww", "-o", "args="], { encoding: "utf8" }).includes(
              SECRET,
            ),
          });
        response.statusCode = 401;
        response.end(`no such key: ${request.headers["x-api-key"]}`);
      }),
    );
    const result = await drive({
      url,
      ratePerSec: 10,
      users: 1,
      timeout: "10s",
      scenario: `headers: ({ env }) => ({ "x-api-key": env("KEY"), "x-plain": env("PLAIN") }), ${GET}`,
      run: { env: { given: { PLAIN: "open" }, secrets: { KEY: SECRET } } },
    });
    expect(new Set(keys)).toEqual(new Set([SECRET]));
    if (open) expect(keys).toHaveLength(10);
    expect(found).toEqual([{ files: [], processes: false }]);
    expect(filesWith(SECRET, beganMs)).toEqual([]);
    expect(result.notices).toMatchObject([{ what: "401", excerpt: "HTTP 401: no such key: [redacted]" }]);
    expect(JSON.stringify(result.lines)).not.toContain(SECRET);
  });
});
