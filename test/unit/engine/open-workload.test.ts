import { expect, test } from "vitest";
import { offerOpen } from "../../../src/engine/native/open-workload.ts";
import type { Paced, Pacer } from "../../../src/engine/native/pacer.ts";
import { createRecorder, type IntervalLine } from "../../../src/measure/index.ts";
import type { Arrival } from "../../../src/plan/index.ts";

const arrivals = (count: number): Iterator<Arrival> =>
  Array.from({ length: count }, (_, seq) => ({
    index: seq,
    stream: "load",
    seq,
    operation: "get",
    intendedUs: seq * 1_000,
    phase: 0,
  })).values();

/** A pacer that releases when the test says so, having taken two ahead. */
function handPacer() {
  let paced: Paced<Arrival> | null = null;
  const ahead: Arrival[] = [];
  const take = (): void => {
    while (paced !== null && ahead.length < 2) {
      const next = paced.items.next();
      if (next.done === true) return;
      ahead.push(next.value);
    }
  };
  const pacer: Pacer<Arrival> = {
    start(walk) {
      paced = walk;
      take();
    },
    halt: () => ahead.splice(0),
    close: async () => {},
  };
  const giveUp = (): void => paced?.ranOut();
  const release = (): void => {
    const next = ahead.shift();
    if (next !== undefined) paced?.release(next);
    take();
    if (ahead.length === 0) paced?.ranOut();
  };
  return { pacer, release, giveUp };
}

function stage(count: number, room: () => boolean = () => true) {
  const recorder = createRecorder([{ index: 0, phase: 0, startUs: 0, endUs: 1e9 }], {
    serviceOnly: () => false,
  });
  const { pacer, release, giveUp } = handPacer();
  const begun: number[] = [];
  const full: number[] = [];
  const offering = offerOpen({
    arrivals: arrivals(count),
    pacer,
    recorder,
    dueUs: ({ intendedUs }) => intendedUs,
    begin: ({ seq }) => begun.push(seq),
    room,
    full: ({ seq }) => full.push(seq),
  });
  offering.start();
  const line = (): IntervalLine | undefined => recorder.flush()[0];
  return { offering, release, giveUp, begun, full, line };
}

test("each arrival is planned and begun when it is due", async () => {
  const { offering, release, begun, line } = stage(3);
  for (let i = 0; i < 3; i++) release();
  await offering.exhausted;
  expect(begun).toEqual([0, 1, 2]);
  expect(line()?.counts).toEqual({ planned: 3 });
});

test("a pacer that ends before the plan does is found out, whether it took the rest ahead or not", async () => {
  const { offering, release, giveUp } = stage(4);
  release();
  giveUp();
  await expect(offering.exhausted).rejects.toThrow("the pacer ended after 1 arrivals, and the plan goes on");
  const another = stage(2);
  // Both are taken, one is released.
  another.release();
  another.giveUp();
  await expect(another.offering.exhausted).rejects.toThrow("ended after 1 arrivals");
});

test("without room an arrival is shed, and told of", () => {
  const { release, begun, full, line } = stage(2, () => false);
  release();
  release();
  expect(begun).toEqual([]);
  expect(full).toEqual([0, 1]);
  expect(line()).toMatchObject({ counts: { planned: 2, shed: 2 }, by: { shed: { in_flight_cap: 2 } } });
});

test("a stop sheds all that is left, also what the pacer had taken ahead", async () => {
  const { offering, release, begun, line } = stage(10_000);
  release();
  await offering.end("shed");
  await offering.exhausted;
  expect(begun).toEqual([0]);
  expect(line()).toMatchObject({
    counts: { planned: 10_000, shed: 9_999 },
    by: { shed: { stopped: 9_999 } },
  });
});

test("an interrupt leaves all that is left unplanned", async () => {
  const { offering, release, line } = stage(100);
  release();
  await offering.end("unplanned");
  await offering.exhausted;
  expect(line()?.counts).toEqual({ planned: 1 });
});
