import type { Context, RequestSpec, ResponseView } from "slo-harness";

/**
 * The memory service's requests, shared by the scenarios beside this folder: against the embedded service and a real
 * deployment alike. Variables: SLO_API_KEY or SLO_BEARER_TOKEN (secrets, from the environment), SLO_TENANT, and
 * SLO_SCOPE, a scope in which the memories lie already (without it each run has one of its own).
 */

/** Memories that a run populates and then asks for. */
export const MEMORIES = 500;

/** Advertised by the service's production profile; a plan above them is announced. */
export const LIMITS = {
  recall: { rate: 40, burst: 80, source: "rate limits of the service's production profile" },
  write: { rate: 20, burst: 40, source: "rate limits of the service's production profile" },
};

const PEOPLE =
  "Adaeze Bjarne Chiyo Dmitri Eleni Farouk Giulia Hamish Ingrid Joaquim Katarina Lorcan Mireille Nikhil Oluwaseun Paloma Quentin Rosalind Svetlana Thandiwe Umberto Vaughn Wilhelmina Xiomara Yusuf".split(
    " ",
  );
const CITIES =
  "Antwerp Bogota Cardiff Dresden Eindhoven Florence Gdansk Helsinki Istanbul Jakarta Kyoto Lisbon Montreal Nairobi Oslo Palermo Quito Rotterdam Seville Toulouse".split(
    " ",
  );
const COLOURS = "amber cobalt crimson emerald ivory lavender maroon ochre scarlet silver turquoise".split(
  " ",
);
const THINGS =
  "barometer compass gyroscope hourglass kettle lantern microscope overcoat piano quilt sextant telescope umbrella".split(
    " ",
  );

/** The id of memory `k`: it stands in the memory's text and in no question, so an answer that holds it found the memory. */
export function memoryId(k: number): string {
  return `memory-${String(k).padStart(6, "0")}`;
}

// 25 people times 20 cities: a pair is one of 500 memories; colour and thing (11 and 13 are prime to 500) make it vivid.
function subject(k: number): string {
  const person = PEOPLE[k % PEOPLE.length];
  const city = CITIES[Math.floor(k / PEOPLE.length) % CITIES.length];
  return `${person} from ${city} keep the ${COLOURS[k % COLOURS.length]} ${THINGS[k % THINGS.length]}`;
}

/** What memory `k` says; a function of `k` alone. */
export function memoryText(k: number): string {
  return `For the record, ${subject(k).replace(" keep ", " keeps ")} in the cabinet labelled ${memoryId(k)}.`;
}

/** A question that memory `k` answers. */
export function question(k: number): string {
  return `Where does ${subject(k)}?`;
}

export function headers({ env }: Pick<Context, "env">): Record<string, string> {
  const key = env("SLO_API_KEY", "");
  const token = env("SLO_BEARER_TOKEN", "");
  return {
    ...(key === "" ? {} : { "x-api-key": key }),
    ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
  };
}

function place({ env, runId }: Context): { tenant_id: string; scope: string } {
  return { tenant_id: env("SLO_TENANT", "default"), scope: env("SLO_SCOPE", `slo-${runId}`) };
}

function writing(context: Context, id: string, text: string): RequestSpec {
  return {
    method: "POST",
    path: "/v1/memory/write",
    json: {
      ...place(context),
      input_text: text,
      auto_embed: true,
      memory_lane: "shared",
      nodes: [{ client_id: id, type: "event", text_summary: text }],
    },
    good: (response) => response.status === 200 && committed(response, id),
  };
}

/** Good when the answer names a commit that holds our node. */
function committed(response: ResponseView, id: string): boolean {
  const { commit_id, nodes } = response.json();
  return (
    typeof commit_id === "string" &&
    commit_id !== "" &&
    nodes.some((node: { client_id?: string }) => node.client_id === id)
  );
}

/** Writes the memory numbered by the arrival: used to populate. */
export function remember(context: Context): RequestSpec {
  return writing(context, memoryId(context.seq), memoryText(context.seq));
}

/** Writes a new memory, about nothing that the questions ask for. */
export function write(context: Context): RequestSpec {
  const id = `load-${context.runId}-${context.random.uuid()}`;
  return writing(
    context,
    id,
    `Shipment ${id}: ${context.random.int(900) + 100} crates were weighed and sent on.`,
  );
}

/** Memories that {@link rewrite} goes round. */
const REWRITTEN = 200;

/**
 * Writes one of a fixed number of memories, new the first time and known from then on: hours of it do not fill the store,
 * so that what grows is the service's own and not its data.
 */
export function rewrite(context: Context): RequestSpec {
  const k = context.random.int(REWRITTEN);
  const id = `load-${String(k).padStart(6, "0")}`;
  return writing(context, id, `Shipment ${id}: ${100 + (k % 900)} crates were weighed and sent on.`);
}

/** Asks for one of the populated memories; good only if that very memory is in the answer. */
export function recall(context: Context): RequestSpec {
  const k = context.random.int(MEMORIES);
  return {
    method: "POST",
    path: "/v1/memory/recall_text",
    json: { ...place(context), query_text: question(k), limit: 20 },
    good: (response) => response.status === 200 && found(response, memoryId(k)),
  };
}

function found(response: ResponseView, id: string): boolean {
  const { context, ranked, subgraph } = response.json();
  return JSON.stringify([context, ranked, subgraph]).includes(id);
}
