import { expect, test } from "vitest";
import { connectionLimits, gitFacts, grantCap } from "../../../src/run/host.ts";
import { runIdOf } from "../../../src/run/run-id.ts";

test("a cap that the machine can hold is granted", () => {
  expect(grantCap(240, { descriptors: 1_024, ports: 28_232 })).toEqual({
    wanted: 240,
    granted: 240,
    limited_by: null,
  });
});

test("a cap above open files or ports is lowered, and says by what", () => {
  // 1024 descriptors, 128 of them kept for other files
  expect(grantCap(6_000, { descriptors: 1_024, ports: 28_232 })).toEqual({
    wanted: 6_000,
    granted: 896,
    limited_by: "open files (1024)",
  });
  expect(grantCap(60_000, { descriptors: 1_048_576, ports: 28_232 })).toMatchObject({
    granted: 28_232,
    limited_by: "ephemeral ports (28232)",
  });
});

test("a cap is granted where the limits cannot be read", () => {
  expect(grantCap(6_000, { descriptors: null, ports: null }).granted).toBe(6_000);
});

test("the limits of this process are read", async () => {
  const { descriptors } = await connectionLimits();
  expect(descriptors).toBeGreaterThan(0);
});

test("a folder outside git has no git facts", async () => {
  expect(await gitFacts("/")).toBeNull();
});

test("a run id sorts by time and names profile and levels", () => {
  expect(runIdOf(Date.UTC(2026, 10, 21, 9, 5, 7), "recall", [1, 2, 5], "1a2b")).toBe(
    "20261121-090507-recall-1-2-5x-1a2b",
  );
});
