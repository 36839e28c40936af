import type { Bytes, Ms } from "../shared/index.ts";

/** Often enough to look like a slope, not like steps. */
const STEP_MS: Ms = 100;
/**
 * Pieces of one size: small enough that the C library takes them from its heap (it maps those from 128 KiB on one by one,
 * rounded up to pages), large enough that what surrounds each (a Buffer, its store's header) does not count.
 */
const PIECE: Bytes = 65_536;

/** Retains memory at a steady rate until stopped; the bytes are written, so that they count as resident. */
export function startLeak(bytesPerSec: Bytes, nowMs: () => Ms): { stop(): void } {
  const retained: Buffer[] = [];
  const startMs = nowMs();
  const timer = setInterval(() => {
    const due: Bytes = ((nowMs() - startMs) / 1000) * bytesPerSec;
    while ((retained.length + 1) * PIECE <= due) retained.push(Buffer.alloc(PIECE, 1));
  }, STEP_MS);
  return {
    stop: () => {
      clearInterval(timer);
      retained.length = 0;
    },
  };
}
