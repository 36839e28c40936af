import { PROCESS_SIGNALS } from "../../objective/index.ts";
import type { SignalFact } from "../../record/index.ts";
import { coresAvailable } from "./cores-available.ts";
import { type ProcessReading, readProcess } from "./process-reading.ts";
import { createRates } from "./rates.ts";
import type { SignalSource } from "./signal-source.ts";

export type OpenedProcess =
  | { readonly kind: "source"; readonly source: SignalSource; readonly unreadable: readonly string[] }
  | { readonly kind: "gone" };

/**
 * A process of this machine (Linux). A number can be given to another process: the time of its start tells. What belongs
 * to another user (its descriptors) is left out, and named in `unreadable`.
 */
export async function openProcess(pid: number): Promise<OpenedProcess> {
  const first = await readProcess(pid);
  if (first === null) return { kind: "gone" };
  const cores = await coresAvailable(pid);
  const where = `process ${pid}`;
  const unreadable = Object.entries(figuresOf(first)).flatMap(([name, value]) =>
    value === null ? [name] : [],
  );
  const signals = Object.entries(PROCESS_SIGNALS)
    .filter(([name]) => !unreadable.includes(name))
    .map(([name, unit]): SignalFact => {
      const share = name === "cpu" ? `, share of ${Number(cores.toFixed(2))} cores` : "";
      return { name, unit, source: `${where}${share}` };
    });
  const rates = createRates();
  let ended: string | null = null;

  const source: SignalSource = {
    signals,
    where,
    async read(nowUs) {
      const reading = ended === null ? await readProcess(pid) : null;
      const notices: string[] = [];
      if (ended === null && reading?.started !== first.started) {
        ended = reading === null ? `${where} has ended` : `${where} has ended, and another got its number`;
        notices.push(`${ended}: its signals are unmeasured from then on`);
      }
      if (reading === null || ended !== null) {
        const why = ended ?? "it cannot be read";
        return { values: {}, missing: Object.fromEntries(signals.map(({ name }) => [name, why])), notices };
      }
      const cpu = rates.next("cpu", reading.cpuSeconds, nowUs);
      const values: Record<string, number> = cpu === null ? {} : { cpu: cpu / cores };
      const missing: Record<string, string> = {};
      for (const [name, value] of Object.entries(figuresOf(reading))) {
        if (unreadable.includes(name)) continue;
        if (value === null) missing[name] = "it cannot be read";
        else values[name] = value;
      }
      return { values, missing, notices };
    },
  };
  return { kind: "source", source, unreadable };
}

function figuresOf({ rssBytes, fds, threads }: ProcessReading): Readonly<Record<string, number | null>> {
  return { rss: rssBytes, fds, threads };
}
