import type { Scenario } from "../../scenario/index.ts";
import type { WantedSignal } from "./metrics-source.ts";

/** Signals that one page holds. */
export interface SignalPage {
  readonly url: string;
  /** Whether the scenario's headers go with the request. */
  readonly headers: boolean;
  readonly wanted: readonly WantedSignal[];
}

/** The scenario's signals by the page that each is read from, so that a page is asked for once. */
export function pagesOf(
  signals: Scenario["signals"],
  target: string,
  without: readonly string[],
): readonly SignalPage[] {
  const pages = new Map<string, { url: string; headers: boolean; wanted: WantedSignal[] }>();
  for (const [name, given] of Object.entries(signals ?? {})) {
    if (without.includes(name)) continue;
    const signal = typeof given === "string" ? { series: given } : given;
    const { path = "/metrics", headers = false } = signal;
    const url = `${originOf(signal.url ?? target, signal.port)}${path}`;
    const key = `${headers} ${url}`;
    const page = pages.get(key) ?? { url, headers, wanted: [] };
    page.wanted.push({ name, signal });
    pages.set(key, page);
  }
  return [...pages.values()];
}

function originOf(base: string, port: number | undefined): string {
  const url = new URL(base);
  if (port !== undefined) url.port = String(port);
  return url.origin;
}
