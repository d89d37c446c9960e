import { assertNever } from "../../shared/assert.ts";
import type { Clock } from "../../shared/clock.ts";
import type { Failure } from "../../shared/errors.ts";
import { newScanId } from "../../shared/ids.ts";
import type { ScanId } from "../../shared/ids.ts";
import type { Result } from "../../shared/result.ts";
import { backOff, disposition } from "../domain/delivery.ts";
import type { Disposition, Unpaired } from "../domain/delivery.ts";
import type { Pairing } from "../domain/device.ts";
import type { Outcome } from "../domain/outcome.ts";
import type { AnsweredScan, Scan, Source } from "../domain/scan.ts";
import { ownLateAdmission } from "../domain/verdict.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { Queue } from "../store/queue.ts";

export interface SenderOptions {
  readonly pairing: Pairing;
  readonly queue: Queue;
  readonly checkIn: (token: string, scan: Scan) => Promise<Result<Outcome, Failure>>;
  readonly clock: Clock;
  readonly random: () => number;
  /** The queue has changed in storage. */
  readonly onQueue: () => void;
  /** A scan the door called undecided has its answer. */
  readonly onLate: (scan: AnsweredScan) => void;
  readonly onConnection: (online: boolean) => void;
  readonly onUnpaired: (why: Unpaired) => void;
}

/** What to show, and the scan it is about. */
export interface Submitted {
  readonly id: ScanId;
  readonly verdict: Verdict;
}

/** Brings scans to the server: first written down, then sent, again and again until there is an answer. */
export interface Sender {
  /** Resolves with what to show now; an undecided scan stays in the queue. */
  submit(code: string, source: Source): Promise<Submitted>;
  /** Sends everything that waits, oldest first; ends at the first failure and tries again by itself. */
  flush(): Promise<void>;
  /** True while somebody waits for this scan's verdict. */
  isAsked(id: ScanId): boolean;
  stop(): void;
}

type Sent = { readonly kind: "answered"; readonly outcome: Outcome } | Disposition;

export function createSender(options: SenderOptions): Sender {
  const { pairing, queue, clock } = options;
  const eventRef = pairing.device.event.ref;
  const inFlight = new Map<string, Promise<Sent>>();
  /** Scans whose verdict somebody is waiting for: their answer is shown at once and is not a late one. */
  const asked = new Set<string>();
  let failures = 0;
  let timer: { readonly due: number; readonly handle: ReturnType<typeof setTimeout> } | null = null;
  let stopped = false;

  function send(scan: Scan): Promise<Sent> {
    const running = inFlight.get(scan.id);
    if (running !== undefined) return running;
    const sending = sendOnce(scan).finally(() => inFlight.delete(scan.id));
    inFlight.set(scan.id, sending);
    return sending;
  }

  async function sendOnce(scan: Scan): Promise<Sent> {
    const result = await options.checkIn(pairing.token, scan);
    const sent: Sent = result.ok ? { kind: "answered", outcome: result.value } : disposition(result.error);
    if (stopped) return sent;
    options.onConnection(sent.kind !== "retry" || sent.why === "busy");
    if (sent.kind === "retry") {
      failures += 1;
      wake(backOff(failures, options.random(), sent.afterMs));
    } else if (sent.kind === "unpaired") {
      options.onUnpaired(sent.why);
    } else {
      // The way is free again for whatever else waits.
      if (failures > 0) wake(0);
      failures = 0;
      await record(scan, sent);
    }
    return sent;
  }

  async function record(scan: Scan, sent: Exclude<Sent, { kind: "retry" | "unpaired" }>): Promise<void> {
    try {
      if (sent.kind === "answered") {
        const late = !asked.has(scan.id);
        const answered = await queue.answer(scan, sent.outcome, late);
        if (late) options.onLate(answered);
      } else {
        await queue.fail(scan, { kind: "refused", code: sent.problem.code, title: sent.problem.title });
      }
    } catch {
      // Known but not written: the scan still waits, and asking for it again changes nothing on the server.
      wake(backOff(1, options.random(), null));
    }
    if (!asked.has(scan.id)) options.onQueue();
  }

  /** Flushes after `ms`, or earlier when that is already planned. */
  function wake(ms: number): void {
    const due = clock.monotonic() + ms;
    if (stopped || (timer !== null && timer.due <= due)) return;
    if (timer !== null) clearTimeout(timer.handle);
    timer = { due, handle: setTimeout(() => void flush(), ms) };
  }

  /** Two at once go hand in hand: a scan on its way is joined, not sent again. */
  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer.handle);
    timer = null;
    let waiting: readonly Scan[];
    try {
      waiting = await queue.waiting();
    } catch {
      wake(backOff(1, options.random(), null));
      return;
    }
    for (const scan of waiting) {
      if (stopped) return;
      if (scan.eventRef !== eventRef) continue;
      const sent = await send(scan);
      if (sent.kind === "retry" || sent.kind === "unpaired") return;
    }
  }

  async function submit(code: string, source: Source): Promise<Submitted> {
    const fresh: Scan = { id: newScanId(), code, scannedAt: clock.wall(), source, eventRef };
    let scan: Scan;
    try {
      // The same code again while its scan has no answer is the same question, not a second one.
      const open = (await queue.waiting()).find((waiting) => waiting.code === code && waiting.eventRef === eventRef);
      scan = open ?? fresh;
      if (open === undefined) await queue.append(fresh);
    } catch {
      return { id: fresh.id, verdict: { kind: "unsaved" } };
    }
    asked.add(scan.id);
    const sent = await send(scan);
    asked.delete(scan.id);
    options.onQueue();
    return { id: scan.id, verdict: await verdictOf(sent) };
  }

  async function verdictOf(sent: Sent): Promise<Verdict> {
    switch (sent.kind) {
      case "answered": {
        const answered = await queue.state().then((state) => state.answered, () => []);
        return { kind: "answered", outcome: sent.outcome, ownLate: ownLateAdmission(sent.outcome, answered) };
      }
      case "refused":
        return { kind: "unsendable", problem: sent.problem };
      case "retry":
        return { kind: "waiting", why: sent.why };
      case "unpaired":
        return { kind: "waiting", why: "no_connection" };
      default:
        return assertNever(sent);
    }
  }

  return {
    submit,
    flush,
    isAsked: (id) => asked.has(id),
    stop: () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer.handle);
    },
  };
}
