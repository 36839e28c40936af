import { seededRandom } from "../shared/index.ts";
import { autocorrelation } from "./series.ts";
import { student95 } from "./student.ts";
import { type Line, type Point, slopesOver, theilSen } from "./theil-sen.ts";

/** Resamples: enough for a standard error to within 5 %. */
const RESAMPLES = 200;
/** Its random numbers: sfc32, as shared/random.ts seeds it from (seed, this stream, 0). */
const STREAM = "slope-bootstrap";
/** Residuals count as alike until their correlation falls to this. */
const ALIKE = 0.1;
/** A block is so many times as long as residuals stay alike: of a sawtooth, whose correlation falls within a quarter of its period, most of a period. */
const BLOCK_TIMES = 3;
/** Fewer blocks than this in a series tell nothing of each other. */
const FEWEST_BLOCKS = 3;

/** A line through a series, and how sure its slope is. */
export interface FittedLine extends Line {
  /** Of the slope, one-sided 95 % each. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * Theil and Sen's line, and bounds of its slope by a block bootstrap of what the line leaves over. Blocks of residuals,
 * drawn from anywhere (circularly: Politis and Romano, 1992), are laid end to end on the line's times, and their slope is
 * what chance alone makes of such residuals; its standard deviation over all resamples is the slope's standard error.
 *
 * Residuals of a soak have memory: garbage collection saws, a cache wanders. Short blocks would take each tooth for many
 * independent values and see a trend in every unfinished one, so blocks grow with the residuals' own autocorrelation.
 * The error is then known from the few blocks that fit into the series: Student's distribution for so many, and the
 * usual sqrt(n / (n-2)) and sqrt(blocks / (blocks-1)) for what the fit and the mean took away, widen it. Nothing but
 * the residuals enters, so a leak added to a series moves slope and bounds by the leak, exactly.
 */
export function fitLine(points: readonly Point[], seed: number): FittedLine {
  const line = theilSen(points);
  const n = points.length;
  if (n < 3) return { ...line, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  const left = points.map(({ x, y }) => y - line.intercept - line.slope * x);
  const mean = left.reduce((sum, one) => sum + one, 0) / n;
  const residuals = Float64Array.from(left, (one) => one - mean);
  const block = blockLength(left);
  const slopeOf = slopesOver(Float64Array.from(points, ({ x }) => x));
  const random = seededRandom(seed, STREAM, 0);
  const drawn = new Float64Array(n);
  let sum = 0;
  let squares = 0;
  for (let resample = 0; resample < RESAMPLES; resample++) {
    for (let at = 0; at < n; ) {
      let from = random.int(n);
      for (let i = 0; i < block && at < n; i++, at++) {
        drawn[at] = residuals[from] ?? 0;
        from = from + 1 === n ? 0 : from + 1;
      }
    }
    const slope = slopeOf(drawn);
    sum += slope;
    squares += slope * slope;
  }
  const variance = Math.max(0, (squares - (sum * sum) / RESAMPLES) / (RESAMPLES - 1));
  const blocks = n / block;
  const widened = Math.sqrt((n / (n - 2)) * (blocks / (blocks - 1)));
  const reach = student95(Math.floor(blocks) - 1) * widened * Math.sqrt(variance);
  return { ...line, lower: line.slope - reach, upper: line.slope + reach };
}

/** At least the cube root of the series, at most a third of it. */
function blockLength(residuals: readonly number[]): number {
  const n = residuals.length;
  const longest = Math.floor(n / FEWEST_BLOCKS);
  let alike = 1;
  while (alike * BLOCK_TIMES < longest && autocorrelation(residuals, alike) > ALIKE) alike += 1;
  return Math.max(1, Math.min(longest, Math.max(Math.round(Math.cbrt(n)), alike * BLOCK_TIMES)));
}
