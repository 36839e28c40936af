import { describe, expect, test } from "vitest";
import { findScenario } from "../../../src/bundle/index.ts";
import { SloError } from "../../../src/shared/index.ts";
import { workspace } from "./workspace.ts";

const three = { "scenarios/recall.ts": "", "scenarios/write.ts": "", "scenarios/mixed.js": "" };
const refused = async (profile: string | null, files: Record<string, string>) => {
  const error = await findScenario(profile, await workspace(files)).catch((thrown: unknown) => thrown);
  if (!(error instanceof SloError)) throw new Error(`found ${String(error)}`);
  return `${error.code}: ${error.message.replace(/\S*\/slo-bundle-\w+/, "CWD")} | ${error.hint}`;
};

describe("a profile's scenario", () => {
  test("is scenarios/NAME with its extension", async () => {
    const cwd = await workspace(three);
    expect(await findScenario("recall", cwd)).toBe("scenarios/recall.ts");
    expect(await findScenario("mixed", cwd)).toBe("scenarios/mixed.js");
  });

  test("is a path as given", async () => {
    expect(await findScenario("path/to/my.ts", "/nowhere")).toBe("path/to/my.ts");
    expect(await findScenario("my.ts", "/nowhere")).toBe("my.ts");
  });

  test("is the only file there when none is named; declarations and sub-folders do not count", async () => {
    const cwd = await workspace({
      "scenarios/only.ts": "",
      "scenarios/data.d.ts": "",
      "scenarios/rows.csv": "",
      "scenarios/shared/memory.ts": "",
    });
    expect(await findScenario(null, cwd)).toBe("scenarios/only.ts");
  });

  test("must be chosen among several", async () => {
    expect(await refused(null, three)).toBe(
      "bad_usage: there are 3 scenarios: mixed, recall, write | choose one with --profile mixed",
    );
  });

  test("is suggested when misspelt, and listed", async () => {
    expect(await refused("recal", three)).toBe(
      'bad_usage: there is no scenario "recal" in scenarios/ | did you mean "recall"? There are: mixed, recall, write',
    );
    expect(await refused("checkout", { "scenarios/write.ts": "" })).toBe(
      'bad_usage: there is no scenario "checkout" in scenarios/ | There is: write',
    );
  });

  test("is not there in an empty folder, and the way to a first one is named", async () => {
    expect(await refused(null, {})).toBe(
      "bad_usage: there is no scenario in CWD/scenarios | write a first one with `slo init`, or name a file: --profile path/to/my.ts",
    );
  });
});
