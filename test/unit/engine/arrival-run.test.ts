import { describe, expect, test, vi } from "vitest";
import { type ArrivalParts, ArrivalRun, type Floor } from "../../../src/engine/native/arrival-run.ts";
import type { NoReply, Reply, ReplyListener, Transport } from "../../../src/engine/native/transport.ts";
import type { Outcome, Recorder, Sample } from "../../../src/measure/index.ts";
import type { DriveAction, Driven } from "../../../src/scenario/index.ts";

const REQUEST = { method: "GET", path: "/", headers: {}, body: null };
const SEND: DriveAction = { kind: "request", step: null, request: REQUEST };
const GOOD = { good: true } as const;
const ENDED: DriveAction = { kind: "ended", judged: GOOD };
const reply = (doneUs: number): Reply => ({ kind: "reply", status: 200, headers: {}, body: [], doneUs });

/** An arrival of "get", due at 1000 us with a timeout of 500 us, on a clock and a transport that the test moves by hand. */
function stage(parts: Partial<ArrivalParts> = {}) {
  const seen = { ended: [] as Sample[], planned: 0, released: [] as number[], unreleased: 0, aborted: 0 };
  const faults: unknown[] = [];
  const expiries: (() => void)[] = [];
  let nowUs = 1_010;
  let listener: ReplyListener | null = null;
  const transport: Transport = {
    warm: async () => {},
    send(_request, to) {
      listener = to;
      return { abort: () => seen.aborted++ };
    },
    counts: () => ({ connects: 0, reconnects: 0 }),
    close: () => {},
  };
  const recorder: Recorder = {
    planned: () => seen.planned++,
    released: (_operation, _intendedUs, releasedUs) => seen.released.push(releasedUs),
    ended: (sample) => seen.ended.push(sample),
    flush: () => [],
    overflow: () => 0,
  };
  const floor: Floor = {
    now: () => nowUs,
    endUs: 1_000_000,
    transport,
    recorder,
    timeouts: {
      expireAt: (_lane, _atUs, expire) => {
        expiries.push(expire);
        return { cancel: () => expiries.splice(0) };
      },
      sweep: () => {},
    },
    examples: { bad: () => {}, failed: () => {} },
    open: new Set(),
    closed: () => {},
    released: () => {},
    unreleased: () => seen.unreleased++,
    faulted: (fault) => faults.push(fault),
  };
  const driven: Driven = {
    start: () => SEND,
    answered: () => ({ judged: GOOD, next: ENDED }),
    paused: () => ENDED,
  };
  const run = new ArrivalRun(floor, {
    operation: "get",
    driven,
    timeoutUs: 500,
    intendedUs: 1_000,
    ...parts,
  });
  return {
    run,
    seen,
    faults,
    open: floor.open,
    connect: () => listener?.connected(),
    end: (end: Reply | NoReply) => listener?.ended(end),
    expire: () => {
      for (const expire of [...expiries]) expire();
    },
    setNow: (us: number) => {
      nowUs = us;
    },
  };
}

const outcomes = (samples: readonly Sample[]): readonly Outcome[] => samples.map(({ outcome }) => outcome);

describe("an arrival", () => {
  test("that is answered in time is good, with its three stamps", () => {
    const { run, seen, connect, end, open } = stage();
    run.begin();
    expect(open.size).toBe(1);
    connect();
    end(reply(1_400));
    expect(seen.released).toEqual([1_010]);
    expect(seen.ended).toEqual([
      {
        operation: "get",
        intendedUs: 1_000,
        releasedUs: 1_010,
        doneUs: 1_400,
        outcome: { kind: "good", status: 200 },
      },
    ]);
    expect(open.size).toBe(0);
  });

  test("is in time by its stamp, to the microsecond: 1500 is, 1501 is not", () => {
    for (const [doneUs, kind] of [
      [1_500, "good"],
      [1_501, "timeout"],
    ] as const) {
      const { run, seen, connect, end } = stage();
      run.begin();
      connect();
      end(reply(doneUs));
      expect(outcomes(seen.ended)).toMatchObject([{ kind }]);
      expect(seen.ended[0]?.doneUs).toBe(kind === "good" ? doneUs : null);
    }
  });

  test("that expires is aborted, and counts as released though its connection never stood", () => {
    const { run, seen, expire } = stage();
    run.begin();
    expire();
    expect(seen.aborted).toBe(1);
    expect(seen.released).toEqual([1_010]);
    expect(outcomes(seen.ended)).toEqual([{ kind: "timeout" }]);
  });

  test("that comes up after its timeout was over is not sent, by our own fault", () => {
    const { run, seen, setNow } = stage();
    setNow(1_500);
    run.begin();
    expect(seen).toMatchObject({ unreleased: 1, released: [] });
    expect(seen.ended).toMatchObject([{ releasedUs: null, outcome: { kind: "timeout" } }]);
  });

  test("that finds this machine out of descriptors was never released, and is shed by our own fault", () => {
    const { run, seen, end } = stage();
    run.begin();
    end({ kind: "own_fault", message: "EMFILE" });
    expect(seen).toMatchObject({ unreleased: 1, released: [] });
    expect(seen.ended).toMatchObject([
      { releasedUs: null, outcome: { kind: "shed", reason: "in_flight_cap" } },
    ]);
  });

  test("that the target refuses is failed, at the time it was refused", () => {
    const { run, seen, end } = stage();
    run.begin();
    end({ kind: "failed", code: "refused", message: "no", doneUs: 1_050 });
    expect(seen.released).toEqual([1_010]);
    expect(seen.ended).toMatchObject([{ doneUs: 1_050, outcome: { kind: "failed", code: "refused" } }]);
  });

  test("that is abandoned is unfinished", () => {
    const { run, seen } = stage();
    run.begin();
    run.abandon();
    expect(seen.aborted).toBe(1);
    expect(outcomes(seen.ended)).toEqual([{ kind: "unfinished" }]);
  });

  test("has one outcome, whatever comes after it", () => {
    const { run, seen, expire, end } = stage();
    run.begin();
    expire();
    expire();
    end(reply(1_400));
    run.abandon();
    expect(seen.ended).toHaveLength(1);
  });

  test("whose request builder throws stays open until it is abandoned", () => {
    const bug = new Error("a bug");
    const driven: Driven = {
      start: () => {
        throw bug;
      },
      answered: () => ({ judged: GOOD, next: ENDED }),
      paused: () => ENDED,
    };
    const { run, seen, faults, open } = stage({ driven });
    run.begin();
    expect(faults).toEqual([bug]);
    expect(open.size).toBe(1);
    run.abandon();
    expect(seen.ended).toMatchObject([
      { intendedUs: 1_000, releasedUs: null, outcome: { kind: "unfinished" } },
    ]);
  });

  test("of a closed workload is planned at its release, and not at all after the plan's end", () => {
    const { run, seen } = stage({ intendedUs: null });
    run.begin();
    expect(seen.planned).toBe(1);
    run.abandon();
    expect(seen.ended).toMatchObject([{ intendedUs: 1_010, releasedUs: 1_010 }]);

    let ended = 0;
    const late = stage({ intendedUs: null, ended: () => ended++ });
    late.setNow(1_000_000);
    late.run.begin();
    expect([late.seen.planned, late.seen.ended.length, ended]).toEqual([0, 0, 1]);
  });
});

describe("a flow", () => {
  const steps = (...actions: DriveAction[]): Driven => {
    const left = [...actions];
    const next = (): DriveAction => left.shift() ?? ENDED;
    return { start: next, answered: () => ({ judged: GOOD, next: next() }), paused: next };
  };
  const step = (name: string): DriveAction => ({ kind: "request", step: name, request: REQUEST });

  test("ends with its last step, and its steps are planned when they are sent", () => {
    const { run, seen, connect, end, setNow } = stage({ driven: steps(step("a"), step("b")) });
    run.begin();
    connect();
    setNow(1_200);
    end(reply(1_200));
    setNow(1_300);
    end(reply(1_300));
    expect(seen.ended).toMatchObject([
      { operation: "get.a", intendedUs: 1_010, releasedUs: 1_010, doneUs: 1_200 },
      { operation: "get.b", intendedUs: 1_200, releasedUs: 1_200, doneUs: 1_300 },
      { operation: "get", intendedUs: 1_000, releasedUs: 1_010, doneUs: 1_300 },
    ]);
    expect(seen.planned).toBe(2);
  });

  test("has one timeout for all its steps: a later one has what the earlier ones left", () => {
    // Due at 1000 us with 500 us: the second step begins at 1400 and its reply of 1501 is 101 us after that.
    for (const [doneUs, kind] of [
      [1_500, "good"],
      [1_501, "timeout"],
    ] as const) {
      const { run, seen, connect, end, setNow } = stage({ driven: steps(step("a"), step("b")) });
      run.begin();
      connect();
      setNow(1_400);
      end(reply(1_400));
      end(reply(doneUs));
      expect(outcomes(seen.ended)).toMatchObject([{ kind: "good" }, { kind }, { kind }]);
    }
  });

  test("does not go on after a pause longer than timers can wait until its timeout ends it", () => {
    vi.useFakeTimers();
    try {
      // 60 days; timers fire at once when told to wait 2^31 ms (24.9 days) or more.
      const pause: DriveAction = { kind: "pause", pauseUs: 60 * 86_400e6 };
      const { run, seen, expire } = stage({ driven: steps(pause, step("late")) });
      run.begin();
      vi.advanceTimersByTime(1_000);
      expect(seen.planned).toBe(0);
      expire();
      expect(seen.ended).toMatchObject([{ operation: "get", outcome: { kind: "timeout" } }]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("that expires in a step takes the step with it", () => {
    const { run, seen, expire } = stage({ driven: steps(step("a")) });
    run.begin();
    expire();
    expect(seen.ended).toMatchObject([
      { operation: "get.a", outcome: { kind: "timeout" } },
      { operation: "get", outcome: { kind: "timeout" } },
    ]);
  });
});
