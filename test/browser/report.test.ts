import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Report, renderHtml } from "../../src/report/index.ts";
import { CHROMIUM_ARGS, chromiumPath } from "../support/chromium.ts";
import { closed, empty, failing, killed, passing } from "../support/report-fixtures.ts";
import { soak } from "../support/soak-report.ts";

const executablePath = chromiumPath();
if (executablePath === null)
  console.warn(
    "browser tests skipped: no Chromium; `node test/chromium.mjs` installs it or names the command",
  );

const REPORTS: Readonly<Record<string, () => Report>> = { passing, failing, killed, closed, empty, soak };
const VIEWPORTS = [
  { width: 1280, height: 900 },
  { width: 768, height: 1024 },
  { width: 360, height: 740 },
];

/** One figure, as DRAWN finds it. */
interface Drawn {
  readonly id: string;
  readonly shown: readonly string[];
  readonly marks: number;
  readonly leastPx: number;
}

/** A page with all that it asked for and complained of. */
interface Watched {
  readonly page: Page;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

describe.skipIf(executablePath === null)("report.html in Chromium", () => {
  let browser: Browser;
  const folder = mkdtempSync(join(tmpdir(), "slo-report-"));
  const urls = new Map<string, string>();

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: CHROMIUM_ARGS });
    for (const [name, make] of Object.entries(REPORTS)) {
      const { record, verdict, summary } = make();
      const file = join(folder, `${name}.html`);
      writeFileSync(file, await renderHtml(record, verdict, summary));
      urls.set(name, pathToFileURL(file).href);
    }
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name: string, options: BrowserContextOptions): Promise<Watched> {
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(urls.get(name) ?? "", { waitUntil: "load" });
    return { page, requests, complaints };
  }

  for (const name of Object.keys(REPORTS)) {
    test(`${name}: asks for nothing but itself and complains of nothing`, async () => {
      const { page, requests, complaints } = await open(name, {});
      expect(requests).toEqual([urls.get(name)]);
      expect(complaints).toEqual([]);
      await page.context().close();
    });

    test(`${name}: never scrolls sideways, in light and in dark, on a desk and on a phone`, async () => {
      for (const viewport of VIEWPORTS) {
        for (const colorScheme of ["light", "dark"] as const) {
          const { page } = await open(name, { viewport, colorScheme });
          const wide = await page.evaluate("document.documentElement.scrollWidth");
          expect(wide, `${viewport.width} px, ${colorScheme}`).toBeLessThanOrEqual(viewport.width);
          await page.context().close();
        }
      }
    });
  }

  for (const name of ["passing", "failing", "killed", "closed", "soak"]) {
    test(`${name}: every chart is drawn in the one size that fits, with marks that take room`, async () => {
      for (const viewport of VIEWPORTS) {
        const { page } = await open(name, { viewport });
        const charts = (await page.evaluate(DRAWN)) as Drawn[];
        expect(charts.length).toBeGreaterThanOrEqual(4);
        for (const chart of charts) {
          expect(chart.shown, chart.id).toEqual([viewport.width >= 900 ? "wide" : "narrow"]);
          expect(chart.marks, chart.id).toBeGreaterThan(0);
          expect(chart.leastPx, chart.id).toBeGreaterThanOrEqual(11);
        }
        await page.context().close();
      }
    });
  }

  test("soak: no text of a chart is cut off at the page's edge, and gap, signals and slopes are there", async () => {
    for (const viewport of VIEWPORTS) {
      const { page } = await open("soak", { viewport });
      expect(await page.evaluate(CUT_OFF), `${viewport.width} px`).toEqual([]);
      const titles = await page.locator(".charts figure h3").allTextContents();
      for (const title of ["target.rss", "target.rss.growth <= 20MB per 1h at 1x"])
        expect(titles.join("\n")).toContain(title);
      expect(await page.locator("figure svg:visible text", { hasText: /^gap$/ }).count()).toBeGreaterThan(5);
      await page.context().close();
    }
  });

  test("charts, texts and ground take the theme's colours", async () => {
    const colours: string[][] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await open("passing", { colorScheme });
      colours.push((await page.evaluate(COLOURS)) as string[]);
      await page.context().close();
    }
    // From the palette: ground, ink, p95's line.
    expect(colours).toEqual([
      ["rgb(255, 255, 255)", "rgb(27, 33, 40)", "rgb(28, 95, 181)"],
      ["rgb(15, 19, 24)", "rgb(230, 234, 239)", "rgb(116, 174, 245)"],
    ]);
  });

  test("text reaches a contrast of 4.5 to 1 in both themes", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await open("failing", { colorScheme });
      expect(await page.evaluate(POOR_CONTRAST), colorScheme).toEqual([]);
      await page.context().close();
    }
  });

  test("paper is white whatever the screen's theme", async () => {
    const { page } = await open("passing", { colorScheme: "dark" });
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(((await page.evaluate(COLOURS)) as string[])[0]).toBe("rgb(255, 255, 255)");
    await page.context().close();
  });

  test("checks of the generator that hold are folded on screens and open on paper, broken ones always in sight", async () => {
    const { page } = await open("failing", {});
    const held = page.locator("#validity ~ details tr", { hasText: "ledger closes" });
    const broken = page.locator("#validity ~ table tr", { hasText: "longest pause" });
    expect([await held.isVisible(), await broken.isVisible()]).toEqual([false, true]);
    await page.emulateMedia({ media: "print" });
    expect([await held.isVisible(), await broken.isVisible()]).toEqual([true, true]);
    await page.context().close();
  });

  test("it reads the same with scripts turned off", async () => {
    const { page, complaints } = await open("failing", { javaScriptEnabled: false });
    expect(await page.locator("h1").textContent()).toMatch(/Fail$/);
    expect(await page.locator("figure svg:visible").count()).toBeGreaterThanOrEqual(8);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test("hostile text from the target is text: nothing runs, loads or links", async () => {
    const { page, requests, complaints } = await open("failing", {});
    expect(await page.evaluate(ACTIVE)).toEqual([]);
    expect(requests).toHaveLength(1);
    expect(complaints).toEqual([]);
    // It is still there to read.
    expect(await page.locator("pre", { hasText: "<script>alert(1)</script>" }).count()).toBeGreaterThan(0);
    await page.context().close();
  });

  test("a mark tells its figures when the pointer rests on it", async () => {
    const { page } = await open("passing", { viewport: { width: 1280, height: 900 } });
    const tips = await page.locator("#chart-time-0 svg.wide .tip title").allTextContents();
    // 10 s warm-up, 3 s ramp, 30 s steady, 10 s recovery: 53 intervals of 1 s
    expect(tips).toHaveLength(53);
    expect(tips[13]).toMatch(/^13 to 14 s: p50 [\d.]+ ms, p95 [\d.]+ ms, p99 [\d.]+ ms over \d+ samples$/);
    await page.context().close();
  });
});

// Run inside the page, so given as text.

const DRAWN = `[...document.querySelectorAll(".charts figure")].map((figure) => {
  const shown = [...figure.querySelectorAll(":scope > svg")].filter((svg) => svg.getBoundingClientRect().width > 0);
  const drawn = /--(p50|p95|p99|level[1-4]|recovery|good|bad|failed|timeout|shed|unfinished),/;
  const boxes = shown.flatMap((svg) => [...svg.querySelectorAll("path, rect")])
    .filter((mark) => drawn.test((mark.getAttribute("stroke") ?? "") + (mark.getAttribute("fill") ?? "")))
    .map((mark) => mark.getBoundingClientRect());
  const scale = shown[0] ? shown[0].getBoundingClientRect().width / shown[0].viewBox.baseVal.width : 0;
  const texts = shown.flatMap((svg) => [...svg.querySelectorAll("text")]);
  return {
    id: figure.id,
    shown: shown.map((svg) => svg.getAttribute("class")),
    marks: boxes.filter(({ width, height }) => width > 3 || height > 3).length,
    leastPx: Math.min(...texts.map((text) => parseFloat(getComputedStyle(text).fontSize) * scale)),
  };
})`;

const CUT_OFF = `[...document.querySelectorAll(".charts figure > svg text")].filter((text) => {
  const { left, right, width } = text.getBoundingClientRect();
  return width > 0 && (left < 0 || right > document.documentElement.clientWidth);
}).map((text) => text.textContent)`;

const COLOURS = `[
  getComputedStyle(document.body).backgroundColor,
  getComputedStyle(document.body).color,
  getComputedStyle([...document.querySelectorAll("#chart-time-0 svg path")].find((p) => (p.getAttribute("stroke") ?? "").includes("--p95"))).stroke,
]`;

const ACTIVE = `[...document.querySelectorAll("*")].flatMap((element) => {
  const tag = element.tagName.toLowerCase();
  const bad = ["script", "iframe", "object", "embed", "img", "image", "link", "base", "form", "use", "foreignobject", "animate"].includes(tag) ? [tag] : [];
  for (const { name, value } of element.attributes) {
    if (name.startsWith("on") || /^\\s*(javascript|data):/i.test(value)) bad.push(tag + " " + name + "=" + value);
    if (["href", "xlink:href", "src"].includes(name) && !/^https?:/.test(value)) bad.push(tag + " " + name + "=" + value);
  }
  return bad;
})`;

/** WCAG 2.2's contrast of every text against the nearest painted ground behind it. */
const POOR_CONTRAST = `(() => {
  const rgb = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = rgb(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
    if (!own || element.tagName === "title" || element.getBoundingClientRect().width === 0) continue;
    const style = getComputedStyle(element);
    const ink = rgb(element.namespaceURI.endsWith("svg") ? style.fill : style.color);
    const [a, b] = [luminance(ink), luminance(ground(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) poor.push(element.tagName + " " + element.textContent.slice(0, 30) + " " + ink);
  }
  return poor;
})()`;
