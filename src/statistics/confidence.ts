/** Every bound is one-sided: it is wrong in at most this share of samples. */
export const ERROR_SHARE = 0.05;
/** What a bound holds with. */
export const CONFIDENCE = 1 - ERROR_SHARE;
