/** `scenarios/first.ts`: a user's starting point, which runs as it is against the embedded memory service. */
export const FIRST_SCENARIO = `import { type Context, defineScenario } from "slo-harness";

// A scenario says what one arrival does, and when its answer is good. As it stands it talks to the memory service that
// \`npx slo run\` starts by itself; change the requests to your own service's and give --target http://127.0.0.1:3000.
//
// Every function here is synchronous and builds the same request from the same context: draw with context.random,
// number with context.seq, read variables with context.env("NAME"). There is no clock, no network and no process.

const NOTES = 200;
const COLOURS = ["amber", "cobalt", "crimson", "emerald", "ivory", "maroon", "silver"];
const THINGS = ["barometer", "compass", "kettle", "lantern", "piano", "quilt", "sextant", "telescope"];
const CITIES = ["Antwerp", "Bogota", "Cardiff", "Dresden", "Florence", "Helsinki", "Jakarta", "Kyoto", "Lisbon"];

/** What note k is about: 7, 8 and 9 have no common divisor, so the first 504 notes all differ. */
function subject(k: number): string {
  return "the " + COLOURS[k % 7] + " " + THINGS[k % 8] + " from " + CITIES[k % 9];
}

function place({ env, runId }: Context) {
  // Each run works in a scope of its own, unless it is given one: -e SLO_SCOPE=my-scope
  return { tenant_id: env("SLO_TENANT", "default"), scope: env("SLO_SCOPE", "slo-" + runId) };
}

export default defineScenario({
  // The profile's name: its promises stand under the same name in thresholds.yaml.
  name: "first",

  // The load that you expect in production, in arrivals per second: 1x. Say where the figure comes from.
  expected: { rate: 20, source: "example, not a forecast" },

  // "poisson": arrivals as independent users make them. "uniform": evenly spaced.
  arrivals: "poisson",

  // What is not done by then counts as a timeout.
  timeout: "5s",

  // Sent with every request. A secret comes from the environment and is never written down.
  headers: ({ env }): Record<string, string> => {
    const key = env("SLO_API_KEY", "");
    return key === "" ? {} : { "x-api-key": key };
  },

  operations: {
    // Asks for one of the notes, and is good only if that very note comes back: a fast wrong answer is an error.
    recall: {
      request: (context) => {
        const k = context.random.int(NOTES); // drawn from the run's seed: the same in every worker and engine
        return {
          method: "POST",
          path: "/v1/memory/recall_text",
          json: { ...place(context), query_text: "Where is " + subject(k) + "?", limit: 20 },
          good: (response) =>
            response.status === 200 && JSON.stringify(response.json().context).includes("note-" + k + "."),
        };
      },
    },

    // Weight 0: gets no share of the load, and is there to populate the service before it.
    remember: {
      weight: 0,
      request: (context) => {
        const k = context.seq;
        const text = "You will find " + subject(k) + " where it says note-" + k + ".";
        return {
          method: "POST",
          path: "/v1/memory/write",
          json: {
            ...place(context),
            input_text: text,
            auto_embed: true,
            memory_lane: "shared",
            nodes: [{ client_id: "note-" + k, type: "event", text_summary: text }],
          },
        };
      },
    },

    // Several requests in one arrival are a flow: a generator that yields requests and pauses, and gets the responses.
    // intake: {
    //   weight: 0.1,
    //   timeout: "10s",
    //   *flow(context) {
    //     const login = yield { step: "login", method: "POST", path: "/login", json: { user: "u" + context.seq } };
    //     yield pause("1s"); // import { pause } from "slo-harness"
    //     yield { step: "home", path: "/home", headers: { authorization: "Bearer " + login.json().token } };
    //   },
    // },
  },

  // Asked beside the load at a fixed rate, the same at 1x and at 5x.
  probes: {
    health: { rate: 5, request: () => ({ path: "/health" }) },
  },

  // Done before the load, not measured; against --target only with --populate. Not done when SLO_SCOPE is given with -e.
  populate: { operation: "remember", count: NOTES, unless: "SLO_SCOPE" },
});
`;
