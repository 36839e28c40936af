import { z } from "zod";

const us = z.int().min(0);
const name = z.string().min(1);

/** Later versions of the tool may add fields anywhere: they are kept and not looked at. */
const open = z.looseObject;

const phaseSchema = open({
  index: z.int().min(0),
  kind: z.enum(["warm-up", "ramp", "steady", "recovery", "drain"]),
  x: z.number(),
  startUs: us,
  endUs: us,
  from: z.number().min(0),
  to: z.number().min(0),
  intervalUs: us.positive().optional(),
});

const planSchema = open({
  schema: z.literal("slo/plan/v1"),
  profile: name,
  workload: z.enum(["open", "closed"]),
  arrivals: z.enum(["uniform", "poisson"]),
  seed: z.int(),
  expected: open({ rate: z.number().nullable(), users: z.number().nullable(), source: z.string() }),
  phases: z
    .array(phaseSchema)
    .min(2)
    .refine(contiguous, "the phases are not numbered from 0 and laid end to end from 0 us"),
  operations: z
    .array(
      open({
        name,
        kind: z.enum(["request", "flow"]),
        weight: z.number().positive(),
        timeoutUs: us.positive(),
      }),
    )
    .min(1),
  probes: z.array(open({ name, ratePerSec: z.number().positive(), timeoutUs: us.positive() })),
});

const segmentSchema = open({ worker: z.int().min(0), workers: z.int().min(1) }).refine(
  ({ worker, workers }) => worker < workers,
  "there is no such worker among so many",
);

function contiguous(phases: readonly { index: number; startUs: number; endUs: number }[]): boolean {
  return phases.every(
    ({ index, startUs, endUs }, i) =>
      index === i && startUs === (phases[i - 1]?.endUs ?? 0) && startUs < endUs,
  );
}

/** The shape of a record's first line (run-record.ts says what each field means). */
export const headerSchema = open({
  kind: z.literal("header"),
  schema: z.literal("slo/record/v1"),
  run_id: name,
  started_at: z.iso.datetime(),
  segment: segmentSchema.nullish(),
  merged: open({
    workers: z.int().min(1),
    segments: z.array(
      open({
        worker: us,
        run_id: name,
        started_at: z.iso.datetime(),
        hostname: z.string(),
        digest: name,
        ended: name,
      }),
    ),
  }).nullish(),
  tool: open({ name: z.literal("slo-harness"), version: z.string() }),
  engine: open({ name, version: z.string(), workers: z.int().min(1) }),
  plan: planSchema,
  arrivals: z.array(z.record(z.string(), z.int().min(0))).optional(),
  scenario: open({ name, file: z.string(), digest: z.string() }),
  thresholds: open({ file: z.string(), text: z.string(), digest: z.string() }),
  target: open({
    url: z.string(),
    embedded: z.boolean(),
    build: z.string(),
    same_machine: z.boolean(),
    addresses: z.array(z.string()),
    insecure: z.boolean(),
    faults: z.array(z.string()).optional(),
  }),
  in_flight_cap: open({ wanted: z.number(), granted: z.number(), limited_by: z.string().nullable() }),
  labels: z.record(z.string(), z.string()),
  env: z.record(
    z.string(),
    open({ from: z.enum(["-e", "environment", "default"]), value: z.string().nullable() }),
  ),
  populated: open({ operation: name, count: z.number(), left_behind: z.boolean() }).nullable(),
  git: open({ commit: z.string(), dirty: z.boolean() }).nullable(),
  host: open({
    hostname: z.string(),
    platform: z.string(),
    arch: z.string(),
    cpus: z.number(),
    cpu_model: z.string(),
    memory_bytes: z.number(),
    node: z.string(),
  }),
  signals: z
    .array(open({ name, unit: z.enum(["bytes", "ratio", "s", "per_s", "count"]), source: z.string() }))
    .optional(),
  notices: z.array(z.string()),
});
