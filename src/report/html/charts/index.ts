import type { Report } from "../../format.ts";
import type { Chart } from "../chart.ts";
import { driftOverTime } from "./drift-over-time.ts";
import { outcomes } from "./outcomes.ts";
import { rates } from "./rates.ts";
import { responseOverTime } from "./response-over-time.ts";
import { signalsOverTime } from "./signals-over-time.ts";
import { spectra } from "./spectrum.ts";
import { startLag } from "./start-lag.ts";

/** The page's charts in order. A chart with nothing to show is left out. */
export const CHARTS: readonly ((report: Report) => readonly Chart[])[] = [
  responseOverTime,
  signalsOverTime,
  driftOverTime,
  spectra,
  rates,
  startLag,
  outcomes,
];
