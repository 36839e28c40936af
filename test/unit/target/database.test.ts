import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runTarget } from "../../../src/target/index.ts";
import { memory, serving } from "./service.ts";

const folder = mkdtempSync(join(tmpdir(), "slo-target-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("memories in a file are there again, and embeddings still due are computed by the next service", async () => {
  const db = join(folder, "memories.db");
  const first = await serving({ db });
  await first.write(memory("m1", "barometers telescopes"));
  await first.target.close();
  expect(readdirSync(folder)).toEqual(["memories.db"]);

  const second = await serving({ db });
  await second.embedded();
  const { json } = await second.recall({ scope: "s", query_text: "barometers telescope" });
  expect(json.ranked).toMatchObject([{ client_id: "m1", found_by: ["text", "vector"] }]);
});

test("a database in a folder that does not exist is a clear failure of the target", async () => {
  const db = join(folder, "nowhere", "memories.db");
  await expect(runTarget({ db })).rejects.toMatchObject({
    code: "target_failed",
    message: expect.stringContaining(db),
    hint: expect.stringContaining("--db"),
  });
});
