import { z } from "zod";
import { HttpFailure } from "./answer.ts";

const name = z.string().min(1).max(200);

/** The body of `POST /v1/memory/write`. Keys that are not named here are ignored, as the service it stands for does. */
const writeBody = z.object({
  tenant_id: name.optional(),
  scope: name.optional(),
  input_text: z.string().max(100_000).optional(),
  auto_embed: z.boolean().default(true),
  memory_lane: z.enum(["shared", "private"]).default("shared"),
  nodes: z
    .array(
      z.object({
        client_id: name.optional(),
        type: name.default("event"),
        text_summary: z.string().max(20_000).optional(),
      }),
    )
    .min(1)
    .max(200),
});

/** The body of `POST /v1/memory/recall_text`. Giving `limit` pins the recall's knobs: it is never downgraded. */
const recallBody = z.object({
  tenant_id: name.optional(),
  scope: name.optional(),
  query_text: z.string().min(1).max(10_000),
  limit: z.int().min(1).max(200).optional(),
});

export type WriteRequest = z.infer<typeof writeBody>;
export type RecallRequest = z.infer<typeof recallBody>;

/** Whose memories: both names default to "default". The body's tenant goes before the header's. */
export interface Owner {
  readonly tenant: string;
  readonly scope: string;
}

export function ownerOf(
  body: { tenant_id?: string | undefined; scope?: string | undefined },
  tenantHeader: string | undefined,
): Owner {
  return { tenant: body.tenant_id ?? tenantHeader ?? "default", scope: body.scope ?? "default" };
}

export const readWrite = (body: string): WriteRequest => read(writeBody, body);
export const readRecall = (body: string): RecallRequest => read(recallBody, body);

/** Throws HttpFailure 400 with every problem of the body. */
function read<T>(shape: z.ZodType<T>, body: string): T {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new HttpFailure(400, "invalid_request", "the body is not JSON");
  }
  const parsed = shape.safeParse(json);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw new HttpFailure(400, "invalid_request", "the body does not fit this call", details);
}
