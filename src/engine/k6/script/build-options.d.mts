import type { BuildOptions } from "esbuild";

export const k6Runtime: BuildOptions;
