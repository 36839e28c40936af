import { type Agreement, type ComparedLevel, MORE_WOULD_DECIDE } from "../../compare/index.ts";
import type { Us } from "../../shared/index.ts";
import { bareText, figureText, shortNumber } from "../amounts.ts";
import { type Markup, markup, when } from "../html/markup.ts";
import { plainLine } from "../plain-text.ts";
import { differenceBar } from "./difference-bar.ts";
import { figuresOf, groupsOf, rangeText, timeoutsOf } from "./figures.ts";
import type { CrosscheckReport } from "./report.ts";

const CLASSES = ["planned", "released", "good", "bad", "failed", "timeout", "shed", "unfinished"] as const;
/** The page's classes for the colours of a state. */
const TONE = { agree: "held", disagree: "broken", undecided: "undecided" } as const;
const SYMBOL = { agree: "\u2713", disagree: "\u2717", undecided: "?" } as const;

/** One level: every figure of both engines, then every arrival of both. */
export function agreementTables(level: ComparedLevel, report: CrosscheckReport): Markup {
  const labels = report.result.engines.map(({ label }) => plainLine(label));
  const timeouts = timeoutsOf(report);
  const name = `${level.x}x`;
  const head = (text: string, right = false): Markup =>
    markup`<th role="columnheader" scope="col"${when(right, () => markup` class="n"`)}>${text}</th>`;
  return markup`<h3>${name}</h3>
<p class="lead">Achieved ${level.achievedPerSec.map((rate, i) => `${shortNumber(rate)}/s by ${labels[i] ?? ""}`).join(", ")}</p>
<table class="stack" role="table"><caption>${name}: figures</caption>
<thead role="rowgroup"><tr role="row">${head("Figure")}${labels.map((label) => head(label, true))}${head("Difference", true)}${head("95 % bounds", true)}${head("Tolerance", true)}${head("State")}${head("Against the tolerance")}</tr></thead>
<tbody role="rowgroup">${level.operations.flatMap((operation) =>
    groupsOf(operation).flatMap(({ name: of, agreements }) =>
      agreements.map((agreement) => row(of, agreement, labels, timeouts.get(operation.name) ?? 0)),
    ),
  )}</tbody></table>
<div class="scroll" tabindex="0" role="region" aria-label="Outcomes at ${name}"><table class="stack figures" role="table"><caption>${name}: outcomes over all rounds</caption>
<thead role="rowgroup"><tr role="row">${head("Operation")}${head("Engine")}${CLASSES.map((text) => head(text, true))}</tr></thead>
<tbody role="rowgroup">${level.operations.flatMap((operation) =>
    operation.counts.map(
      (counts, i) =>
        markup`<tr role="row"><th role="rowheader" scope="row">${plainLine(operation.name)}</th><td role="cell" data-head="Engine">${labels[i] ?? ""}</td>${CLASSES.map((key) => markup`<td role="cell" data-head="${key}" class="n${counts[key] === 0 ? " zero" : ""}">${counts[key]}</td>`)}</tr>`,
    ),
  )}</tbody></table></div>
`;
}

function row(of: string, agreement: Agreement, labels: readonly string[], timeoutUs: Us): Markup {
  const { unit, first, second, difference, bounds, tolerance } = figuresOf(agreement, timeoutUs);
  const { state, what, note, samples } = agreement;
  const cell = (head: string, text: string): Markup =>
    markup`<td role="cell" data-head="${head}" class="n">${text}</td>`;
  return markup`<tr role="row"><th role="rowheader" scope="row">${plainLine(`${of}, ${what}`)}<span class="sub">${samples[0]} and ${samples[1]} ${unit === "ms" ? "samples" : "arrivals"}</span>${when(note !== "" && note !== MORE_WOULD_DECIDE, () => markup`<span class="sub">${note}</span>`)}</th>${cell(labels[0] ?? "", figureText(first, unit))}${cell(labels[1] ?? "", figureText(second, unit))}${cell("Difference", typeof difference === "string" ? difference : bareText(difference, unit))}${cell("95 % bounds", rangeText(bounds, unit))}${cell("Tolerance", bareText(tolerance, unit))}<td role="cell" data-head="State" class="state ${TONE[state]}"><span aria-hidden="true">${SYMBOL[state]}</span> ${state}</td><td role="cell" class="row">${differenceBar(agreement)}</td></tr>`;
}
