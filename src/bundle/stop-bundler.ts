import { stop } from "esbuild";

/** Ends the bundler's own process (13 MB), which otherwise lives as long as ours. A later bundling starts it anew. */
export function stopBundler(): Promise<void> {
  return stop();
}
