import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { CronJob } from "kubernetes-models/batch/v1/CronJob";
import { PersistentVolumeClaim } from "kubernetes-models/v1/PersistentVolumeClaim";
import { ROOT } from "./slo.ts";

/** An object as a manifest holds it. */
export interface Manifest {
  readonly kind: string;
}

const MODELS = {
  CronJob: { model: CronJob, type: "ICronJob", from: "kubernetes-models/batch/v1/CronJob" },
  PersistentVolumeClaim: {
    model: PersistentVolumeClaim,
    type: "IPersistentVolumeClaim",
    from: "kubernetes-models/v1/PersistentVolumeClaim",
  },
} as const;

/**
 * What the Kubernetes API would refuse in these objects; nothing when it would take them. Values and what must be there are
 * checked by the validators, and names that the API does not know by the types, both generated from its OpenAPI schema.
 */
export async function refusedByKubernetes(manifests: readonly Manifest[]): Promise<string> {
  const found: string[] = [];
  const typed: string[] = [];
  for (const [index, manifest] of manifests.entries()) {
    const known = MODELS[manifest.kind as keyof typeof MODELS];
    if (known === undefined) {
      found.push(`no kind ${manifest.kind} is expected here`);
      continue;
    }
    try {
      new known.model(manifest as never).validate();
    } catch (error) {
      found.push(String(error));
    }
    const { type, from } = known;
    typed.push(`export const m${index}: import("${from}").${type} = ${JSON.stringify(manifest)};`);
  }
  return [...found, await typeErrors(typed.join("\n"))].filter((text) => text !== "").join("\n");
}

/** What the type checker has against a module, which lies where packages of this repository resolve. */
async function typeErrors(module: string): Promise<string> {
  const cache = join(ROOT, "node_modules/.cache");
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "kubernetes-"));
  try {
    const file = join(folder, "manifests.ts");
    writeFileSync(file, module);
    const options = ["--noEmit", "--strict", "--skipLibCheck", "--ignoreConfig", "--types", ""];
    const resolution = ["--module", "esnext", "--moduleResolution", "bundler"];
    const tsc = join(ROOT, "node_modules/.bin/tsc");
    return await promisify(execFile)(tsc, [...options, ...resolution, file]).then(
      ({ stdout }) => stdout,
      ({ stdout, message }: { stdout?: string; message: string }) => stdout || message,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
