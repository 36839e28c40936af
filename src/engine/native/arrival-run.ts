import type { Outcome, Recorder } from "../../measure/index.ts";
import type { DriveAction, Driven, Judged, WireRequest } from "../../scenario/index.ts";
import type { Ms, Us } from "../../shared/index.ts";
import type { Examples } from "./examples.ts";
import { ReplyView } from "./response-view.ts";
import type { Now } from "./thread-clock.ts";
import type { Timeout, Timeouts } from "./timeouts.ts";
import type { NoReply, Reply, Sent, Transport } from "./transport.ts";

/** What all arrivals of a worker share. Times are of the run's clock. */
export interface Floor {
  readonly now: Now;
  /** End of the plan but for its drain: a closed workload's iterations begin before it. */
  readonly endUs: Us;
  readonly transport: Transport;
  readonly recorder: Recorder;
  readonly timeouts: Timeouts;
  readonly examples: Examples;
  /** Open arrivals; their number is what the in-flight cap bounds. */
  readonly open: Set<ArrivalRun>;
  /** An arrival has its outcome and is no longer open. */
  readonly closed: () => void;
  /** An arrival was released (`intendedUs`, `releasedUs`). */
  readonly released: (intendedUs: Us, releasedUs: Us) => void;
  /** An arrival (`intendedUs`) was never sent, by our own fault. */
  readonly unreleased: (intendedUs: Us) => void;
  /** The scenario's code is wrong: the run must end. */
  readonly faulted: (fault: unknown) => void;
}

export interface ArrivalParts {
  readonly operation: string;
  readonly driven: Driven;
  readonly timeoutUs: Us;
  /** Null: a closed workload's, whose intended start is its release. */
  readonly intendedUs: Us | null;
  /** Called when its outcome is recorded. */
  readonly ended?: () => void;
}

/** Node's timers fire at once beyond this. No timeout is as long, so a pause of this length never ends. */
const LONGEST_TIMER_MS: Ms = 2 ** 31 - 1;

type Step = { readonly name: string; readonly releasedUs: Us };

/** Carries one planned arrival from its release to its one outcome. An open workload's has been recorded as planned before. */
export class ArrivalRun {
  readonly #floor: Floor;
  readonly #parts: ArrivalParts;
  #intendedUs: Us = 0;
  #releasedUs: Us | null = null;
  #releaseRecorded = false;
  #timeout: Timeout | null = null;
  #sent: Sent | null = null;
  #step: Step | null = null;
  #pause: NodeJS.Timeout | null = null;
  /** The last reply's status and time: a flow's outcome is told by its last step. */
  #status = 0;
  #doneUs: Us | null = null;

  constructor(floor: Floor, parts: ArrivalParts) {
    this.#floor = floor;
    this.#parts = parts;
  }

  begin(): void {
    const { now, endUs, open, recorder, timeouts } = this.#floor;
    const { operation, driven, intendedUs, timeoutUs } = this.#parts;
    this.#intendedUs = intendedUs ?? 0;
    if (intendedUs !== null) open.add(this);
    // Building the request comes before the release: it is our own time, so it shows as start lag.
    const action = this.#drive(() => driven.start());
    if (action === null) return;
    const nowUs = now();
    if (intendedUs === null) {
      if (nowUs >= endUs) {
        this.#parts.ended?.();
        return;
      }
      this.#intendedUs = nowUs;
      open.add(this);
      recorder.planned(operation, nowUs);
    } else if (nowUs >= intendedUs + timeoutUs) {
      this.#floor.unreleased(intendedUs);
      this.#end({ kind: "timeout" }, null);
      return;
    }
    this.#timeout = timeouts.expireAt(operation, this.#intendedUs + timeoutUs, () => this.#expire());
    this.#act(action);
  }

  /** The drain is over, or the run is being given up. */
  abandon(): void {
    this.#giveUp({ kind: "unfinished" });
  }

  #expire(): void {
    this.#giveUp({ kind: "timeout" });
  }

  #giveUp(outcome: Outcome): void {
    this.#sent?.abort();
    this.#recordRelease();
    this.#endStep(outcome, null);
    this.#end(outcome, null);
  }

  #act(action: DriveAction): void {
    switch (action.kind) {
      case "request":
        this.#send(action.step, action.request);
        return;
      case "pause":
        this.#releasedUs ??= this.#floor.now();
        this.#recordRelease();
        this.#pause = setTimeout(
          () => this.#proceed(() => this.#parts.driven.paused()),
          Math.min(action.pauseUs / 1e3, LONGEST_TIMER_MS),
        );
        return;
      case "ended":
        this.#releasedUs ??= this.#floor.now();
        this.#recordRelease();
        this.#end(outcomeOf(action.judged, this.#status), this.#doneUs ?? this.#floor.now());
    }
  }

  #send(step: string | null, request: WireRequest): void {
    const { now, recorder, transport } = this.#floor;
    const releasedUs = now();
    this.#releasedUs ??= this.#parts.intendedUs === null ? this.#intendedUs : releasedUs;
    if (step !== null) {
      const name = `${this.#parts.operation}.${step}`;
      this.#step = { name, releasedUs };
      recorder.planned(name, releasedUs);
    }
    this.#sent = transport.send(request, {
      connected: () => this.#recordRelease(),
      ended: (end) => this.#ended(end),
    });
  }

  #ended(end: Reply | NoReply): void {
    this.#sent = null;
    if (end.kind === "own_fault") {
      this.#floor.unreleased(this.#intendedUs);
      const outcome: Outcome = { kind: "shed", reason: "in_flight_cap" };
      this.#floor.examples.failed(this.#parts.operation, "own_fault", end.message, this.#floor.now());
      this.#endStep(outcome, null);
      this.#end(outcome, null);
      return;
    }
    if (end.kind === "unsendable") {
      this.#floor.faulted(
        new TypeError(`${this.#parts.operation}: the request cannot be sent: ${end.message}`),
      );
      return;
    }
    this.#recordRelease();
    if (end.doneUs - this.#intendedUs > this.#parts.timeoutUs) {
      this.#giveUp({ kind: "timeout" });
      return;
    }
    if (end.kind === "failed") {
      const outcome: Outcome = { kind: "failed", code: end.code };
      this.#floor.examples.failed(
        this.#step?.name ?? this.#parts.operation,
        end.code,
        end.message,
        end.doneUs,
      );
      this.#endStep(outcome, end.doneUs);
      this.#end(outcome, end.doneUs);
      return;
    }
    this.#answered(end);
  }

  #answered(reply: Reply): void {
    this.#status = reply.status;
    this.#doneUs = reply.doneUs;
    this.#proceed(() => {
      const { judged, next } = this.#parts.driven.answered(new ReplyView(reply));
      if (!judged.good) {
        const { name } = this.#step ?? { name: this.#parts.operation };
        this.#floor.examples.bad(name, judged.reason, reply.status, reply.body, reply.doneUs);
      }
      this.#endStep(outcomeOf(judged, reply.status), reply.doneUs);
      return next;
    });
  }

  #proceed(next: () => DriveAction): void {
    const action = this.#drive(next);
    if (action !== null) this.#act(action);
  }

  /** Runs the scenario's code. Its fault leaves the arrival open, to be abandoned with all others. */
  #drive(code: () => DriveAction): DriveAction | null {
    try {
      return code();
    } catch (fault) {
      this.#floor.faulted(fault);
      return null;
    }
  }

  #recordRelease(): void {
    if (this.#releaseRecorded || this.#releasedUs === null) return;
    this.#releaseRecorded = true;
    this.#floor.recorder.released(this.#parts.operation, this.#intendedUs, this.#releasedUs);
    this.#floor.released(this.#intendedUs, this.#releasedUs);
  }

  #endStep(outcome: Outcome, doneUs: Us | null): void {
    const step = this.#step;
    if (step === null) return;
    this.#step = null;
    const { name: operation, releasedUs } = step;
    if (outcome.kind !== "shed") this.#floor.recorder.released(operation, releasedUs, releasedUs);
    this.#floor.recorder.ended({ operation, intendedUs: releasedUs, releasedUs, doneUs, outcome });
  }

  #end(outcome: Outcome, doneUs: Us | null): void {
    const { closed, open, recorder } = this.#floor;
    if (!open.delete(this)) return;
    this.#timeout?.cancel();
    if (this.#pause !== null) clearTimeout(this.#pause);
    recorder.ended({
      operation: this.#parts.operation,
      intendedUs: this.#intendedUs,
      releasedUs: this.#releaseRecorded ? this.#releasedUs : null,
      doneUs,
      outcome,
    });
    this.#parts.ended?.();
    closed();
  }
}

function outcomeOf(judged: Judged, status: number): Outcome {
  return judged.good ? { kind: "good", status } : { kind: "bad", status, reason: judged.reason };
}
