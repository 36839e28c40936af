import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startLeak } from "../../../src/target/leak.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test.each([
  // In pieces of 65,536 bytes: 915 of them are 59,965,440 bytes of the 60 MB due after 6 s at 10 MB/s.
  [10_000_000, 6, 915],
  // A slow one retains nothing until a piece is due, and then that piece: 70,000 bytes after 70 s at 1 kB/s.
  [1_000, 60, 0],
  [1_000, 70, 1],
])(
  "%d bytes a second for %d s are %d whole pieces, written, and none once it is stopped",
  (rate, s, pieces) => {
    const allocated = vi.spyOn(Buffer, "alloc");
    const startMs = Date.now();
    const leak = startLeak(rate, () => Date.now() - startMs);
    vi.advanceTimersByTime(s * 1_000);
    expect(allocated.mock.calls.length).toBe(pieces);
    for (const call of allocated.mock.calls) expect(call).toEqual([65_536, 1]);
    leak.stop();
    vi.advanceTimersByTime(s * 1_000);
    expect(allocated.mock.calls.length).toBe(pieces);
  },
);
