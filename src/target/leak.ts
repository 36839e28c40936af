import type { Bytes, Ms } from "../shared/index.ts";

/** Often enough to look like a slope, not like steps. */
const STEP_MS: Ms = 100;

/** Retains memory at a steady rate until stopped; the bytes are written, so that they count as resident. */
export function startLeak(bytesPerSec: Bytes, nowMs: () => Ms): { stop(): void } {
  const retained: Buffer[] = [];
  const startMs = nowMs();
  let bytes: Bytes = 0;
  const timer = setInterval(() => {
    const more = Math.floor(((nowMs() - startMs) / 1000) * bytesPerSec) - bytes;
    retained.push(Buffer.alloc(more, 1));
    bytes += more;
  }, STEP_MS);
  return {
    stop: () => {
      clearInterval(timer);
      retained.length = 0;
    },
  };
}
