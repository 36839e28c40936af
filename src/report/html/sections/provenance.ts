import type { Report } from "../../format.ts";
import { plainLine } from "../../plain-text.ts";
import { type Child, type Markup, markup } from "../markup.ts";

/** What was run, on what, and how to derive all of this again from the record. */
export function provenanceSection({ record, summary }: Report): Markup {
  const { header } = record;
  const { target, host, in_flight_cap: cap } = header;
  const git =
    header.git === null
      ? "not a git repository"
      : `${header.git.commit}${header.git.dirty ? ", with uncommitted changes" : ""}`;
  const where = [
    target.embedded ? "embedded memory service" : "",
    target.same_machine ? "on the generator's machine" : "",
    target.insecure ? "TLS certificates not verified" : "",
    target.addresses.join(", "),
  ].filter((part) => part !== "");
  const rows: readonly (readonly [string, Child])[] = [
    ["Run", header.run_id],
    ["Target", `${target.url}${where.length === 0 ? "" : ` (${where.join("; ")})`}`],
    ["Tested build", target.build],
    ...Object.entries(header.labels).map(([key, value]) => [`Label ${key}`, link(value)] as const),
    ["Scenario", `${header.scenario.name}, ${header.scenario.file}`],
    ["Promises", header.thresholds.file],
    [
      "Load",
      `${summary.workload} workload, ${summary.arrivals} arrivals, seed ${summary.seed}, in-flight cap ${cap.granted}${cap.limited_by === null ? "" : ` (wanted ${cap.wanted}, limited by ${cap.limited_by})`}`,
    ],
    [
      "Populated",
      header.populated === null
        ? "nothing"
        : `${header.populated.count} by ${header.populated.operation}${header.populated.left_behind ? ", left behind" : ""}`,
    ],
    ["Variables", variablesText(header.env)],
    [
      "Generator",
      `${header.engine.name} ${header.engine.version}, ${header.engine.workers} ${header.engine.workers === 1 ? "worker" : "workers"}, ${header.tool.name} ${header.tool.version}`,
    ],
    [
      "Host",
      `${host.hostname}, ${host.cpus} x ${host.cpu_model}, ${Math.round(host.memory_bytes / 2 ** 30)} GiB, ${host.platform} ${host.arch}, Node ${host.node}`,
    ],
    ["Git", git],
    ...Object.entries(summary.digests).map(
      ([name, value]) => [`Digest of ${name}`, markup`<code>${String(value)}</code>`] as const,
    ),
  ];
  return markup`<section aria-labelledby="provenance"><h2 id="provenance">What was run, on what</h2>
<table class="facts-table"><caption>The run and its surroundings</caption><tbody>${rows.map(([name, value]) => markup`<tr><th scope="row">${plainLine(name)}</th><td>${typeof value === "string" ? plainLine(value) : value}</td></tr>`)}</tbody></table>
<h3>Derive it again</h3>
<p class="lead">Verdict and report are functions of the stored record; the same record gives the same bytes.</p>
<pre>slo judge &lt;this folder&gt;
slo report &lt;this folder&gt;</pre></section>`;
}

function variablesText(env: Report["record"]["header"]["env"]): string {
  const texts = Object.entries(env).map(([name, { from, value }]) =>
    value === null ? `${name} (secret, from the ${from})` : `${name}=${value} (${from})`,
  );
  return texts.length === 0 ? "none" : texts.join(", ");
}

/** A label's web address becomes a link; any other scheme stays text. */
function link(value: string): Child {
  const text = plainLine(value);
  return /^https?:\/\/[^\s]+$/i.test(value) && URL.canParse(value)
    ? markup`<a href="${new URL(value).href}" rel="noreferrer noopener">${text}</a>`
    : text;
}
