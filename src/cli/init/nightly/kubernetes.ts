import type { Template } from "../write-files.ts";
import { exitNotes } from "./exit-notes.ts";
import { NIGHT_HOURS, type Night, soakArguments } from "./night.ts";

/** An image of the repository, and a CronJob that runs it. */
export function kubernetesFiles(night: Night): readonly Template[] {
  const soak = soakArguments(night, { hours: `${NIGHT_HOURS}h`, target: "$(SLO_TARGET)" });
  return [
    {
      path: "nightly/Dockerfile",
      content: `# The image of the nightly soak: this repository's scenarios and promises, and the slo of its lock file.
#   docker build -f nightly/Dockerfile -t registry.example/slo-nightly:1 . && docker push registry.example/slo-nightly:1
FROM node:20-bookworm-slim
WORKDIR /slo
COPY package.json package-lock.json ./
RUN npm ci
COPY thresholds.yaml ./
COPY scenarios ./scenarios
RUN mkdir reports && chown node:node reports
USER 1000
ENTRYPOINT ["node_modules/.bin/slo"]
`,
    },
    {
      path: "nightly/cronjob.yaml",
      content: `# A soak every night in the cluster. To set up:
#   docker build and push as nightly/Dockerfile says, and its name into \`image\` below
#   kubectl create secret generic slo-nightly --from-literal=target=https://memory.staging.example --from-literal=api-key=...
#   permit the target's host in thresholds.yaml: allow_hosts: [memory.staging.example]
#   kubectl apply -f nightly/cronjob.yaml
# Last night: kubectl get jobs -l app=slo-nightly, then kubectl logs job/NAME. The exit code of its pod:
${exitNotes()}apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: slo-nightly-reports
  labels:
    app: slo-nightly
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 10Gi
---
apiVersion: batch/v1
kind: CronJob
metadata:
  name: slo-nightly
  labels:
    app: slo-nightly
spec:
  schedule: "0 22 * * *"
  timeZone: Etc/UTC
  # Two soaks at once would be load on each other's target.
  concurrencyPolicy: Forbid
  # A night that could not start within the hour is left out.
  startingDeadlineSeconds: 3600
  successfulJobsHistoryLimit: 7
  failedJobsHistoryLimit: 7
  jobTemplate:
    metadata:
      labels:
        app: slo-nightly
    spec:
      # One night, one run: a verdict is not tried again until it is green. An evicted pod's record says incomplete.
      backoffLimit: 0
      activeDeadlineSeconds: ${(NIGHT_HOURS + 1) * 3600}
      template:
        metadata:
          labels:
            app: slo-nightly
          annotations:
            cluster-autoscaler.kubernetes.io/safe-to-evict: "false"
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          # Told to stop, slo still writes and judges what it has.
          terminationGracePeriodSeconds: 120
          securityContext:
            runAsNonRoot: true
            runAsUser: 1000
            fsGroup: 1000
            seccompProfile:
              type: RuntimeDefault
          containers:
            - name: slo
              image: registry.example/slo-nightly:1
              args: [${soak.map((word) => (word.includes("$") ? `"${word}"` : word)).join(", ")}]
              env:
                - name: SLO_TARGET
                  valueFrom:
                    secretKeyRef:
                      name: slo-nightly
                      key: target
                - name: SLO_API_KEY
                  valueFrom:
                    secretKeyRef:
                      name: slo-nightly
                      key: api-key
                      optional: true
              # A CPU that is its own, and no limit on it: a throttled load generator makes the night invalid.
              resources:
                requests:
                  cpu: "1"
                  memory: 512Mi
                limits:
                  memory: 1Gi
              securityContext:
                allowPrivilegeEscalation: false
                capabilities:
                  drop: [ALL]
              # The verdict, which is the end of the log, in \`kubectl describe pod\`.
              terminationMessagePolicy: FallbackToLogsOnError
              volumeMounts:
                - name: reports
                  mountPath: /slo/reports
          volumes:
            - name: reports
              persistentVolumeClaim:
                claimName: slo-nightly-reports
`,
    },
  ];
}
