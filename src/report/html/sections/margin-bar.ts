import type { Figure } from "../../amounts.ts";
import type { SummaryObjective } from "../../summary-schema.ts";
import { type Markup, markup, NOTHING } from "../markup.ts";
import { paintOf, type Token } from "../palette.ts";

const WIDTH_PX = 132;
const EDGE_PX = 4;
const MIDDLE_PX = 11;

/**
 * Observed value (dot) and bounds (bar) against the limit (upright line), on a linear scale from 0; of promises with `>=`
 * on a ratio, from twice the allowance below 1. What is beyond the scale ends in an arrow at its edge.
 */
export function marginBar(objective: SummaryObjective): Markup {
  const { observed, limit, bounds, comparison, unit, state } = objective;
  if (observed === "none") return NOTHING;
  const seen = finite(observed);
  const known = [limit, seen, finite(bounds?.[0]), finite(bounds?.[1])].filter((v) => v !== null);
  const most = Math.max(...known);
  const upward = comparison === ">=" || comparison === ">";
  const zoomed = upward && unit === "ratio";
  const from = zoomed ? Math.min(...known, limit - (1 - limit)) : 0;
  const to = zoomed ? 1 : Math.max(Math.min(most, limit * 4), limit) * 1.12;
  if (!(to > from)) return NOTHING;

  const px = (value: number): number => {
    const share = Math.min(1, Math.max(0, (value - from) / (to - from)));
    return Number((EDGE_PX + share * (WIDTH_PX - 2 * EDGE_PX)).toFixed(1));
  };
  const off = seen === null || seen > to;
  const token: Token = state === "held" ? "pass" : state === "broken" ? "fail" : "inconclusive";
  const ink = paintOf(token);
  const low = finite(bounds?.[0]);
  const high = bounds === null ? null : (finite(bounds[1]) ?? to);
  const bar =
    low === null || high === null
      ? NOTHING
      : markup`<rect x="${px(low)}" y="${MIDDLE_PX - 3}" width="${Math.max(1, px(high) - px(low)).toFixed(1)}" height="6" rx="3" fill="${ink}" fill-opacity=".35"/>`;
  const edge = WIDTH_PX - EDGE_PX;
  const dot = off
    ? markup`<path d="M${edge - 7},${MIDDLE_PX - 5}L${edge},${MIDDLE_PX}L${edge - 7},${MIDDLE_PX + 5}Z" fill="${ink}"/>`
    : markup`<circle cx="${px(seen)}" cy="${MIDDLE_PX}" r="4" fill="${ink}"/>`;
  return markup`<svg class="bar" viewBox="0 0 ${WIDTH_PX} 22" width="${WIDTH_PX}" height="22" preserveAspectRatio="xMinYMid" aria-hidden="true"><path d="M${EDGE_PX},${MIDDLE_PX}H${edge}" stroke="${paintOf("line")}" stroke-width="2"/>${bar}<path d="M${px(limit)},2V20" stroke="${paintOf("ink")}" stroke-width="1.5"/>${dot}</svg>`;
}

function finite(figure: Figure | undefined): number | null {
  return typeof figure === "number" ? figure : null;
}
