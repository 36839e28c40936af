export type { Clock } from "./clock.ts";
export { canonicalJson, digest } from "./digest.ts";
export { EXIT, EXIT_MEANINGS, exitCodeOf } from "./exit-codes.ts";
export { frozen } from "./frozen.ts";
export type { Json } from "./json.ts";
export { didYouMean, nearest } from "./nearest.ts";
export { firstDraws, type Random, seededRandom } from "./random.ts";
export { redact } from "./redact.ts";
export { type Issue, SloError, type SloErrorCode, type SloErrorDetail } from "./slo-error.ts";
export {
  type Bytes,
  formatDuration,
  type Ms,
  type PerSec,
  parseDuration,
  type Ratio,
  readDuration,
  type Seconds,
  US_PER_MS,
  US_PER_S,
  type Us,
} from "./units.ts";
