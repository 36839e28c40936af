import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, parse, parseDocument, type YAMLMap } from "yaml";
import { SloError } from "../../shared/index.ts";

/** The name of the scenario, and of its promises, that a night runs when no other is named. */
export const SOAK = "soak";

/** `scenarios/soak.ts`: the load of a scenario beside it, by the name of its file. */
export function soakScenario(file: string): string {
  return `import { defineScenario } from "slo-harness";
import base from "./${file}";

// The nightly soak: the load of ${file} at 1x, for a day unless --duration says otherwise. It is a scenario of its own so
// that it has promises of its own (\`${SOAK}\` in thresholds.yaml): what creeps up over hours is not for a run of a minute.
export default defineScenario({
  ...base,
  name: "${SOAK}",
  duration: "24h",
  // A hopeless night ends early, and fails (and always when nothing was good for 30 s).
  abort: { error_rate: "50%", for: "5m" },
  // The service's own figures, sampled beside the load from its /metrics page (Prometheus text): promises on them read
  // target.NAME <= LIMIT. Optional: a run goes on without those that the page lacks.
  signals: {
    ...base.signals,
    rss: { series: "process_resident_memory_bytes", optional: true },
  },
});
`;
}

/** The soak's promises as lines of thresholds.yaml without indentation; users who wait have service times only. */
function soakPromises(workload: "open" | "closed"): readonly string[] {
  const p95 = workload === "closed" ? "all.service.p95" : "all.p95";
  return [
    "# Every night. Change these figures to what your service promises, and say where each comes from.",
    `- { that: ${p95} <= 1s in any 10m, source: "example" }`,
    '- { that: all.error_rate <= 2%, source: "example" }',
    '- { that: all.good >= 99% over 30d, source: "example" }',
    "# What may creep up over the night, by how much an hour. Less than 3 minutes of a soak cannot tell.",
    `- { that: ${p95}.drift <= 10% per 1h, source: "example" }`,
    '- { that: target.rss.growth <= 20MB per 1h, source: "example" }',
  ];
}

/**
 * The text of thresholds.yaml with the soak's promises behind its other profiles; as it is where it has some. Comments,
 * order and indentation of what is there stay. SloError `bad_thresholds` where the place for them cannot be found.
 */
export function withSoakPromises(text: string | null, workload: "open" | "closed"): string {
  if (text === null) return `version: 1\nprofiles:\n${block(workload, "  ")}`;
  const document = parseDocument(text);
  const profiles: unknown = document.errors.length === 0 ? document.get("profiles", true) : null;
  if (!isMap(profiles) || profiles.flow === true || profiles.range === undefined || profiles.range === null) {
    throw noPlace(workload);
  }
  if (profiles.has(SOAK)) return text;
  const end = profiles.range[1];
  const before = text.slice(0, end);
  const added = `${before.endsWith("\n") ? "" : "\n"}\n${block(workload, indentOf(text, profiles))}`;
  const changed = `${before.replace(/\n+$/, "\n")}${added}${text.slice(end)}`;
  if (!saysOneProfileMore(text, changed)) throw noPlace(workload);
  return changed;
}

function block(workload: "open" | "closed", indent: string): string {
  const lines = soakPromises(workload).map((line) => `${indent}${indent}${line}\n`);
  return `${indent}${SOAK}:\n${lines.join("")}`;
}

/** What stands before the first profile's name. */
function indentOf(text: string, { items }: YAMLMap): string {
  const key = items[0]?.key;
  const start = isScalar(key) ? (key.range?.[0] ?? 0) : 0;
  return text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
}

/** The added lines changed nothing else. */
function saysOneProfileMore(text: string, changed: string): boolean {
  const { profiles: were, ...rest } = parse(text);
  const { profiles: are, ...others } = parse(changed);
  const { [SOAK]: soak, ...kept } = are;
  return Array.isArray(soak) && isDeepStrictEqual([kept, others], [were, rest]);
}

function noPlace(workload: "open" | "closed"): SloError {
  return new SloError("bad_thresholds", "thresholds.yaml has no place that could take the soak's promises", {
    hint: `under "profiles:" add, and run slo init --nightly again:\n${block(workload, "  ")}`,
  });
}
