import { type Random, seededRandom } from "../../src/shared/index.ts";

/** Seeded interval values of one soak of a service that does not leak: 8 h, a value every 30 s, in MB. */
export interface SoakModel {
  readonly name: string;
  readonly about: string;
  draw(random: Random): readonly number[];
}

export const SOAK_HOURS = 8;
export const VALUES_PER_HOUR = 120;
const VALUES = SOAK_HOURS * VALUES_PER_HOUR;
const LEVEL_MB = 600;

export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** An autoregression around 0 with this deviation, whose correlation falls by e within `memoryH`. */
function wandering(random: Random, deviation: number, memoryH: number): (at: number) => number {
  const kept = Math.exp(-1 / (memoryH * VALUES_PER_HOUR));
  let value = normal(random);
  return () => {
    value = kept * value + Math.sqrt(1 - kept * kept) * normal(random);
    return deviation * value;
  };
}

/** Teeth that rise by `heightMb` within `periodH`, each period up to `spread` longer or shorter, beginning anywhere in one. */
function sawtooth(random: Random, heightMb: number, periodH: number, spread: number) {
  const next = (): number => periodH * (1 + spread * (2 * random.next() - 1)) * VALUES_PER_HOUR;
  let length = next();
  let since = random.next() * length;
  return (): number => {
    since += 1;
    if (since >= length) {
      since -= length;
      length = next();
    }
    return (heightMb * since) / (periodH * VALUES_PER_HOUR);
  };
}

const model = (
  name: string,
  about: string,
  ...parts: readonly ((random: Random) => (at: number) => number)[]
): SoakModel => ({
  name,
  about,
  draw: (random) => {
    const draws = parts.map((part) => part(random));
    return Array.from({ length: VALUES }, (_, at) => draws.reduce((sum, draw) => sum + draw(at), LEVEL_MB));
  },
});

const noise = (random: Random) => wandering(random, 10, 1 / 12);

export const SOAKS: readonly SoakModel[] = [
  model("flat", "600 MB, each value off by 10 MB (normal), by itself", (random) => () => 10 * normal(random)),
  model("wandering", "600 MB that wander by 15 MB, with a memory of 10 min", (random) =>
    wandering(random, 15, 1 / 6),
  ),
  model(
    "garbage collection",
    "a sawtooth of 120 MB every 20 min, teeth up to 20 % longer or shorter, and 10 MB that wander",
    (random) => sawtooth(random, 120, 1 / 3, 0.2),
    noise,
  ),
  model(
    "compaction",
    "a sawtooth of 60 MB every 90 min, teeth up to 20 % longer or shorter, and 10 MB that wander",
    (random) => sawtooth(random, 60, 1.5, 0.2),
    noise,
  ),
  model(
    "tides",
    "a wave of 20 MB up and down every 3 h, and 10 MB that wander",
    (random) => {
      const begins = random.next();
      return (at) => 20 * Math.sin(2 * Math.PI * (at / VALUES_PER_HOUR / 3 + begins));
    },
    noise,
  ),
  model(
    "cold start",
    "a cache of 200 MB that fills within the first hour (e in 12 min), and 10 MB that wander",
    () => (at) => -200 * Math.exp(-at / VALUES_PER_HOUR / 0.2),
    noise,
  ),
  model(
    "steps",
    "a step of 30 MB, up or down, at three random moments, and 10 MB that wander",
    (random) => {
      const steps = Array.from({ length: 3 }, () => ({ at: random.int(VALUES), up: random.next() < 0.5 }));
      return (at) => steps.reduce((sum, step) => sum + (at < step.at ? 0 : step.up ? 30 : -30), 0);
    },
    noise,
  ),
];

export function soakRandom(name: string, replication: number): Random {
  return seededRandom(20_260_601, `soak ${name}`, replication);
}
