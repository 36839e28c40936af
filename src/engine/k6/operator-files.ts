import { stringify } from "yaml";
import type { Bundle } from "../../bundle/index.ts";
import { SloError } from "../../shared/index.ts";
import { k6Script, SCRIPT_NAME } from "./k6-script.ts";
import { EXTENSION, K6_VERSION } from "./k6-source.ts";
import { SECRET_PREFIX, SETUP_NAME } from "./script/process-environment.ts";
import type { PodHeader } from "./script/script-job.ts";

export interface OperatorParts {
  readonly bundle: Pick<Bundle, "code">;
  /** The built script/main.ts. */
  readonly runtime: string;
  /** What each pod's record begins with. */
  readonly header: PodHeader;
  /** Variables given with -e. */
  readonly given: Readonly<Record<string, string>>;
  /** Names of the secrets that the scenario reads. */
  readonly secrets: readonly string[];
  readonly hasSetup: boolean;
  readonly parallelism: number;
  /** Under which the built image is pushed and pulled. */
  readonly image: string;
}

/** etcd's limit of 1 MiB, which the ConfigMap's own fields share. */
const MOST_SCRIPT_BYTES = 1_000_000;
const GO_IMAGE = "golang:1.26-alpine";

/**
 * What Grafana's k6-operator takes (k6.io/v1alpha1): a ConfigMap with the script, a TestRun, and the Dockerfile of its image, whose context
 * holds the extension's sources in xk6-slo/. Each pod runs its execution segment and writes its own record to stdout. By file name.
 * SloError `bad_usage` when the script is too large for a ConfigMap.
 */
export function operatorFiles(parts: OperatorParts): Readonly<Record<string, string>> {
  const { bundle, runtime, header, given, parallelism, image } = parts;
  const script = k6Script({
    bundle,
    runtime,
    plan: header.plan,
    runId: header.run_id,
    given,
    target: header.target,
    executor: { lines: "stdout", commands: "none", record: header },
  });
  const bytes = Buffer.byteLength(script);
  if (bytes > MOST_SCRIPT_BYTES) {
    throw new SloError(
      "bad_usage",
      `the script is ${bytes} bytes; a ConfigMap takes ${MOST_SCRIPT_BYTES} with room for its own fields`,
      { hint: "import less data into the scenario" },
    );
  }
  const name = `slo-${header.plan.profile}`.toLowerCase().replace(/[^a-z0-9-]+/g, "-");
  const configMap = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name },
    data: { [SCRIPT_NAME]: script },
  };
  const environment = environmentOf(parts, name);
  const pod = { image, env: environment };
  const testRun = {
    apiVersion: "k6.io/v1alpha1",
    kind: "TestRun",
    metadata: { name },
    spec: {
      parallelism,
      script: { configMap: { name, file: SCRIPT_NAME } },
      // No log: the cluster mixes stderr among the lines of stdout, which are the record.
      arguments: "--no-usage-report --no-thresholds --summary-mode=disabled --log-output=none",
      // A machine each: pods that share one share its cores, ports and network.
      separate: true,
      quiet: "true",
      initializer: pod,
      runner: pod,
    },
  };
  return {
    "configmap.yaml": stringify(configMap),
    "testrun.yaml": stepsOf(parts, name) + stringify(testRun, { aliasDuplicateObjects: false }),
    Dockerfile: DOCKERFILE,
  };
}

function environmentOf({ secrets, hasSetup }: OperatorParts, name: string): readonly object[] {
  const fromSecret = (variable: string, key: string) => ({
    name: variable,
    // The scenario says what is missing, or has a default.
    valueFrom: { secretKeyRef: { name: `${name}-secrets`, key, optional: true } },
  });
  return [
    { name: "K6_AUTO_EXTENSION_RESOLUTION", value: "false" },
    ...secrets.map((secret) => fromSecret(SECRET_PREFIX + secret, secret)),
    ...(hasSetup ? [fromSecret(SETUP_NAME, SETUP_NAME)] : []),
  ];
}

/** The way from these files to a verdict, as comments at the head of the TestRun. */
function stepsOf({ secrets, hasSetup, image, parallelism }: OperatorParts, name: string): string {
  const keys = [...secrets, ...(hasSetup ? [SETUP_NAME] : [])];
  const secret = keys.map((key) => ` --from-literal=${key}=...`).join("");
  const pods = Array.from({ length: Math.min(parallelism, 2) }, (_, i) => `job/${name}-${i + 1}`);
  const steps = [
    `docker build -t ${image} . && docker push ${image}`,
    ...(keys.length === 0 ? [] : [`kubectl create secret generic ${name}-secrets${secret}`]),
    "kubectl apply -f configmap.yaml -f testrun.yaml",
    `each pod leaves its record on stdout: ${pods.map((pod, i) => `kubectl logs ${pod} > ${i + 1}.ndjson`).join("; ")}${parallelism > 2 ? "; ..." : ""}`,
    ...(parallelism > 1 ? ["slo merge *.ndjson"] : ["slo judge 1.ndjson"]),
  ];
  const setup = hasSetup
    ? [`${SETUP_NAME} is the JSON that the scenario's setup returns: no pod runs it.`]
    : [];
  return [...steps.map((step, i) => `${i + 1}. ${step}`), ...setup].map((line) => `# ${line}\n`).join("");
}

const DOCKERFILE = `# k6 ${K6_VERSION} with slo's extension, for the pods of testrun.yaml. The versions are pinned in xk6-slo/go.mod and go.sum.
FROM ${GO_IMAGE} AS build
WORKDIR /src
COPY xk6-slo .
RUN go tool xk6 build v${K6_VERSION} --with ${EXTENSION}=. --output /k6

FROM grafana/k6:${K6_VERSION}
COPY --from=build /k6 /usr/bin/k6
`;
