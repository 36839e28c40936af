import type { Histogram, Options } from "autocannon";

/**
 * autocannon's own histograms take 2 MB a client, miss every timeout, and with a rate hold values made up by a correction that takes
 * milliseconds for seconds. Nothing reads them: our recorder has every sample. No rate is ever given, so the correction has no place.
 */
const unread: Histogram = {
  __custom: true,
  recordValue() {},
  recordValueWithExpectedInterval() {
    throw new Error("autocannon corrected a time, and no rate was given");
  },
  destroy() {},
};

export const UNREAD: Options["histograms"] = { latencies: unread, requests: unread, throughput: unread };
