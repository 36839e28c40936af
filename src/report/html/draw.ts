import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Chart, Size, Spec } from "./chart.ts";
import { cleanSvg } from "./clean-svg.ts";
import { BOTTOM_PX, plotWidth, RIGHT_PX, TOP_PX } from "./frame.ts";
import { type Markup, markup } from "./markup.ts";
import { paintOf } from "./palette.ts";

/** Draws one chart in one size as inline SVG, by Vega-Lite and Vega, without a browser. */
export async function drawChart(chart: Chart, size: Size): Promise<Markup> {
  const { layer, x, y } = chart.draw(size);
  const spec: Spec = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    width: plotWidth(size),
    height: chart.heightPx,
    autosize: "none",
    padding: { left: size.axisPx, right: RIGHT_PX, top: TOP_PX, bottom: BOTTOM_PX },
    encoding: { x, y },
    layer,
    config: configOf(size),
  };
  const { spec: compiled } = compile(spec as unknown as TopLevelSpec);
  const view = new View(parse(compiled), { renderer: "none" });
  try {
    const height = chart.heightPx + TOP_PX + BOTTOM_PX;
    const body = cleanSvg(await view.toSVG(), `${chart.id}-${size.name}`);
    return markup`<svg class="${size.name}" viewBox="0 0 ${size.widthPx} ${height}" width="${size.widthPx}" height="${height}" role="img" aria-label="${chart.label}">${body}</svg>`;
  } finally {
    view.finalize();
  }
}

function configOf({ fontPx }: Size): Spec {
  const muted = paintOf("muted");
  return {
    background: null,
    view: { stroke: null },
    mark: { aria: false, invalid: "break-paths-show-path-domains" },
    text: { fontSize: fontPx, color: paintOf("ink") },
    axis: {
      aria: false,
      labelFontSize: fontPx,
      titleFontSize: fontPx,
      titleFontWeight: "normal",
      labelColor: muted,
      titleColor: muted,
      gridColor: paintOf("grid"),
      domainColor: paintOf("line"),
      ticks: false,
      labelPadding: 6,
      titlePadding: 8,
    },
  };
}
