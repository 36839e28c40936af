import type { RecordLine } from "../../record/index.ts";
import type { ProcessHealth } from "./process-health.ts";

/**
 * Passes the workers' lines on. The first worker's line of an interval also tells of the process as a whole, once a batch; of the workers'
 * examples of one and the same thing only the first is kept.
 */
export function recordSink(emit: (line: RecordLine) => void, processHealth: () => ProcessHealth) {
  const examples = new Set<string>();
  return (lines: readonly RecordLine[]): void => {
    let told = false;
    for (const line of lines) {
      if (line.kind === "generator" && line.worker === 0 && line.loop_utilisation !== undefined && !told) {
        told = true;
        emit({ ...line, ...processHealth() });
        continue;
      }
      if (line.kind === "notice" && line.notice.kind === "example") {
        const key = `${line.notice.operation} ${line.notice.what}`;
        if (examples.has(key)) continue;
        examples.add(key);
      }
      emit(line);
    }
  };
}
