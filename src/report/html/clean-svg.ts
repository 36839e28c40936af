import { Markup } from "./markup.ts";

const ELEMENTS = new Set(["svg", "g", "path", "line", "rect", "text", "defs", "clipPath"]);
const ATTRIBUTES = new Set(
  "d transform fill stroke stroke-width stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity fill-opacity opacity font-size font-weight text-anchor x y x2 y2 width height".split(
    " ",
  ),
);
const GEOMETRY = new Set(["d", "transform", "x", "y", "x2", "y2", "width", "height"]);
const TAG = /<(\/?)([a-zA-Z]+)((?:\s+[\w:-]+="[^"]*")*)\s*(\/?)>/g;
const ATTRIBUTE = /([\w:-]+)="([^"]*)"/g;

/**
 * Vega's SVG made fit to stand in a page: only drawing elements and drawing attributes stay (so no link, no script, no
 * style), coordinates have two decimals, ids are the chart's own and the same in every run, hidden labels are gone, and a
 * mark's description becomes a `<title>`, which browsers show as a tooltip.
 */
export function cleanSvg(svg: string, id: string): Markup {
  const visible = svg
    .replace(/<text\b[^>]*\sopacity="0"[^>]*>[^<]*<\/text>/g, "")
    .replace(/<text\b[^>]*\/>/g, "")
    .replace(/<path\b[^>]*\sdisplay="none"[^>]*\/>/g, "")
    .replace(/<path class="background"[^>]*\/>/g, "");
  const ids = new Map<string, string>();
  const stable = (name: string): string => {
    if (!ids.has(name)) ids.set(name, `${id}-${ids.size}`);
    return ids.get(name) ?? id;
  };
  const text = visible.replace(
    TAG,
    (_all, close: string, name: string, attributes: string, empty: string) => {
      if (!ELEMENTS.has(name) || name === "svg") return "";
      if (close === "/") return `</${name}>`;
      let kept = "";
      let title = "";
      for (const [, attribute = "", value = ""] of attributes.matchAll(ATTRIBUTE)) {
        if (attribute === "id") kept += ` id="${stable(value)}"`;
        else if (attribute === "clip-path") kept += ` clip-path="url(#${stable(value.slice(5, -1))})"`;
        else if (attribute === "aria-label") title = value;
        else if (ATTRIBUTES.has(attribute))
          kept += ` ${attribute}="${GEOMETRY.has(attribute) ? round(value) : value}"`;
      }
      if (title !== "" && empty === "/")
        return `<${name} class="tip"${kept}><title>${title}</title></${name}>`;
      return `<${name}${kept}${empty}>`;
    },
  );
  return new Markup(text.replace(/<g>(?:<g>)*<\/g>/g, "").replace(/<g><\/g>/g, ""));
}

function round(numbers: string): string {
  return numbers.replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2))));
}
