import type { Agreement } from "../../compare/index.ts";
import { type Markup, markup, NOTHING } from "../html/markup.ts";
import { paintOf, type Token } from "../html/palette.ts";

const WIDTH_PX = 132;
const EDGE_PX = 4;
const MIDDLE_PX = 11;
/** So many tolerances lie between the middle and each edge at most; what is beyond ends at the edge. */
const MOST_TOLERANCES = 4;

const INK: Readonly<Record<Agreement["state"], Token>> = {
  agree: "pass",
  disagree: "fail",
  undecided: "inconclusive",
};

/** The difference (dot) and its bounds (bar) against the tolerance (band) around 0 (upright line). */
export function differenceBar({ difference, bounds, tolerance, state }: Agreement): Markup {
  if (Number.isNaN(difference)) return NOTHING;
  const [lower, upper] = [bounds?.lower ?? difference, bounds?.upper ?? difference];
  const farthest = Math.max(...[difference, lower, upper].map(Math.abs), tolerance);
  const reach = (Math.min(farthest, MOST_TOLERANCES * tolerance) || 1) * 1.12;
  const px = (value: number): number => {
    const share = Math.min(1, Math.max(0, (value + reach) / (2 * reach)));
    return Number((EDGE_PX + share * (WIDTH_PX - 2 * EDGE_PX)).toFixed(1));
  };
  const ink = paintOf(INK[state]);
  const width = (from: number, to: number, least: number): string =>
    Math.max(least, px(to) - px(from)).toFixed(1);
  return markup`<svg class="bar" viewBox="0 0 ${WIDTH_PX} 22" width="${WIDTH_PX}" height="22" preserveAspectRatio="xMinYMid" aria-hidden="true"><rect x="${px(-tolerance)}" y="3" width="${width(-tolerance, tolerance, 1)}" height="16" fill="${paintOf("line")}" fill-opacity=".55"/><path d="M${EDGE_PX},${MIDDLE_PX}H${WIDTH_PX - EDGE_PX}" stroke="${paintOf("line")}" stroke-width="2"/><path d="M${px(0)},2V20" stroke="${paintOf("ink")}" stroke-width="1.5"/><rect x="${px(lower)}" y="${MIDDLE_PX - 3}" width="${width(lower, upper, 1)}" height="6" rx="3" fill="${ink}" fill-opacity=".45"/><circle cx="${px(difference)}" cy="${MIDDLE_PX}" r="4" fill="${ink}"/></svg>`;
}
