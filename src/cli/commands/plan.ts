import { countArrivals, planDigest } from "../../plan/index.ts";
import { type Prepared, plannedSignals, prepare } from "../../run/index.ts";
import { EXIT, formatDuration, US_PER_S } from "../../shared/index.ts";
import type { Command } from "../commands.ts";
import { printJson } from "../output.ts";
import { table } from "../table.ts";
import { realWorld } from "../world.ts";

/** Prints the plan and what each promise needs; sends nothing. */
export const command: Command = async ({ options }) => {
  const prepared = await prepare(options, realWorld());
  if (options.json === true) printJson(asJson(prepared));
  else process.stdout.write(asText(prepared));
  return EXIT.pass;
};

function asJson({ plan, needs, notices, scenario }: Prepared): unknown {
  return {
    schema: "slo/plan-needs/v1",
    plan,
    digest: planDigest(plan),
    needs: needs.map(({ objective, operation, x, needed, ample, planned, decidable, note }) => ({
      that: objective.that,
      operation,
      at: x === null ? null : `${x}x`,
      needed,
      ample,
      planned,
      decidable,
      note,
    })),
    signals: plannedSignals(scenario),
    notices,
  };
}

function asText({ plan, needs, notices, bundle, scenario }: Prepared): string {
  const unit = plan.workload === "open" ? "/s" : " users";
  const counts = countArrivals(plan);
  const base = plan.workload === "open" ? `${plan.expected.rate}/s` : `${plan.expected.users} users`;
  const drain = plan.phases.at(-1);
  const endUs = drain?.startUs ?? 0;
  const drainUs = (drain?.endUs ?? 0) - endUs;
  const phases = plan.phases.map(({ index, kind, x, startUs, endUs, from, to }) => [
    kind,
    kind === "drain" ? "" : `${x}x`,
    formatDuration(endUs - startUs),
    kind === "drain"
      ? "at most"
      : from === to
        ? `${shown(from)}${unit}`
        : `${shown(from)} to ${shown(to)}${unit}`,
    [...(counts[index] ?? [])].map(([name, count]) => `${name} ${count}`).join(", "),
  ]);
  const promises = needs.map(({ objective, operation, x, needed, ample, planned, decidable, note }) => [
    objective.operation === "all" ? `${objective.that} (${operation})` : objective.that,
    x === null ? "" : `${x}x`,
    needed === null ? "-" : String(needed),
    ample === null ? "-" : String(ample),
    planned === null ? "unknown" : String(planned),
    decidable ? "yes" : "no",
    note,
  ]);
  return [
    `${plan.profile} (${bundle.file}): ${plan.workload} workload, 1x = ${base} (${plan.expected.source}), ${plan.arrivals} arrivals, seed ${plan.seed}`,
    `${Number((endUs / US_PER_S).toFixed(1))} s of load and at most ${formatDuration(drainUs)} of drain, ${planDigest(plan)}`,
    "",
    table(["phase", "level", "time", "offered", "arrivals"], phases),
    "",
    table(["promise", "at", "samples needed", "with room", "planned", "decidable", ""], promises),
    "",
    table(
      ["signal", "one value an interval"],
      plannedSignals(scenario).map(({ name, source, optional }) => [
        `target.${name}`,
        `${source}${optional ? " (optional)" : ""}`,
      ]),
    ),
    "",
    ...notices.map((notice) => `note: ${notice}\n`),
    "Nothing was sent.",
    "",
  ].join("\n");
}

function shown(value: number): string {
  return String(Number(value.toFixed(2)));
}
