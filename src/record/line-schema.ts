import { z } from "zod";

const whole = z.int().min(0);
const split = z.record(z.string(), whole);
const text = z.string();

/** Later versions of the tool may add fields anywhere: they are kept and not looked at. */
const open = z.looseObject;

const intervalSchema = open({
  kind: z.literal("interval"),
  interval: whole,
  operation: text.min(1),
  counts: z.record(text, whole),
  by: open({ bad: split.optional(), failed: split.optional(), shed: split.optional() }).optional(),
  series: z.record(text, text).optional(),
});

const number = z.number().min(0).optional();
const generatorSchema = open({
  kind: z.literal("generator"),
  interval: whole,
  worker: whole,
  late: split.optional(),
  own_unreleased: whole.optional(),
  overflow: whole.optional(),
  loop_utilisation: number,
  longest_pause_us: number,
  cpu_cores: number,
  throttled: z.number().min(0).nullable().optional(),
  rss_bytes: number,
  max_in_flight: number,
  connects: number,
  reconnects: number,
});

const targetSchema = open({
  kind: z.literal("target"),
  interval: whole,
  signals: z.record(text, z.number()),
});

const noticeSchema = open({
  kind: z.literal("notice"),
  at_us: z.number(),
  notice: z.discriminatedUnion("kind", [
    open({ kind: z.literal("example"), operation: text, what: text, excerpt: text }),
    open({ kind: z.literal("changed"), what: z.enum(["scenario", "target"]), detail: text }),
    open({ kind: z.literal("text"), text }),
  ]),
});

const originSchema = open({ kind: z.literal("origin"), at_us: z.number(), wall_at: z.iso.datetime() });

const gapSchema = open({
  kind: z.literal("gap"),
  from_us: whole,
  to_us: whole,
  restarted_at: z.iso.datetime(),
  left_out: z.record(text, open({ planned: whole, open: whole, ended: whole, good: whole })),
});

const footerSchema = open({
  kind: z.literal("footer"),
  at_us: z.number(),
  ended: z.discriminatedUnion("kind", [
    open({ kind: z.literal("complete") }),
    open({ kind: z.literal("stopped"), rule: text }),
    open({ kind: z.literal("interrupted"), signal: z.enum(["SIGINT", "SIGTERM"]) }),
    open({ kind: z.literal("scenario_error"), message: text, where: text }),
    open({ kind: z.literal("engine_failed"), message: text }),
  ]),
});

/** The shape of every line behind the header (run-record.ts says what each field means). */
export const lineSchema = z.discriminatedUnion("kind", [
  intervalSchema,
  generatorSchema,
  targetSchema,
  noticeSchema,
  originSchema,
  gapSchema,
  footerSchema,
]);

export const LINE_KINDS: readonly string[] = [
  "interval",
  "generator",
  "target",
  "notice",
  "origin",
  "gap",
  "footer",
];
