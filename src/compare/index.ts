export { type Agreement, type AgreementState, MORE_WOULD_DECIDE } from "./agreement.ts";
export { type ComparedOperation, PERCENTILES } from "./compare-operation.ts";
export { type ComparedLevel, type Crosscheck, type CrosscheckState, crosscheck } from "./crosscheck.ts";
export { type ComparedRun, unsoundness } from "./runs.ts";
export { type Basis, pooled, slicesOf, timesIn } from "./slices.ts";
export { DEFAULT_TOLERANCE, RATIO_TOLERANCE, type Tolerance } from "./tolerance.ts";
