/** Every colour of the page, light and dark. Text and marks reach WCAG AA on the page's ground (4.5 and 3 to 1). */
export const PALETTE = {
  ground: ["#ffffff", "#0f1318"],
  raised: ["#f6f8fa", "#171c23"],
  ink: ["#1b2128", "#e6eaef"],
  muted: ["#56606b", "#9ba6b2"],
  line: ["#d5dbe1", "#2e3640"],
  link: ["#0b5cad", "#7db8f7"],
  pass: ["#14692f", "#5fc97d"],
  fail: ["#b3182b", "#ff8a85"],
  inconclusive: ["#85510a", "#e6b450"],
  invalid: ["#6b3bb0", "#c3a0f5"],
  incomplete: ["#525c68", "#a7b2be"],
  grid: ["#e6eaee", "#242b33"],
  limit: ["#c2162e", "#ff7b7b"],
  p50: ["#0c857a", "#43c1b1"],
  p95: ["#1c5fb5", "#74aef5"],
  p99: ["#8a3db5", "#cb94f2"],
  good: ["#6f9cc4", "#4677a5"],
  bad: ["#b97a00", "#dba832"],
  failed: ["#c4372a", "#ee7468"],
  timeout: ["#7d3fa6", "#bb8be3"],
  shed: ["#6d7682", "#98a2ae"],
  unfinished: ["#23292f", "#dde3ea"],
  level1: ["#1c5fb5", "#74aef5"],
  level2: ["#b05a00", "#f0a04b"],
  level3: ["#0c857a", "#43c1b1"],
  level4: ["#8a3db5", "#cb94f2"],
  recovery: ["#66720a", "#bcc850"],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;

export type Token = keyof typeof PALETTE;

/** A paint for SVG: the theme's colour, with the light one for viewers without style sheets. */
export function paintOf(token: Token): string {
  return `var(--${token},${PALETTE[token][0]})`;
}

/** CSS custom properties of one theme. */
export function variables(theme: "light" | "dark"): string {
  return Object.entries(PALETTE)
    .map(([token, colors]) => `--${token}:${colors[theme === "light" ? 0 : 1]}`)
    .join(";");
}
