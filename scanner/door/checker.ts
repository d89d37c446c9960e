/** From a code to a verdict within 300 ms, with or without a network. */
import type { Clock } from "../shared/clock.ts";
import type { Failure } from "../shared/errors.ts";
import { newScanId } from "../shared/ids.ts";
import type { PassResult } from "../shared/pass/read.ts";
import type { Result } from "../shared/result.ts";
import type { Direction } from "./domain/decide.ts";
import { disposition } from "./domain/delivery.ts";
import type { Unpaired } from "./domain/delivery.ts";
import type { Pairing } from "./domain/device.ts";
import type { Knowledge } from "./domain/door-state.ts";
import { judge, judgeNamed, passageOf } from "./domain/judge.ts";
import type { Judgement, Outcome } from "./domain/outcome.ts";
import { overridden } from "./domain/override.ts";
import type { Order } from "./domain/override.ts";
import type { Scan, Source } from "./domain/scan.ts";
import type { Moment } from "./domain/time.ts";
import type { Verdict } from "./domain/verdict.ts";
import type { Memory } from "./memory.ts";
import type { Api } from "./net/api.ts";
import type { Queue } from "./store/queue.ts";

/** From the code to the verdict, when the server has not answered by then. The camera takes some of the 300 ms. */
export const ANSWER_MS = 250;
/** A storage that takes longer than this to write must not hold up a guest; the scan is in memory meanwhile. */
const WRITE_MS = 100;

export interface CheckerOptions {
  readonly pairing: Pairing;
  readonly api: Pick<Api, "checkIn">;
  readonly queue: Queue;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly verify: (code: string, keys: ReadonlyMap<string, Uint8Array>) => Promise<PassResult>;
  readonly isOnline: () => boolean;
  /** The server has answered in time, or too late for the verdict but while the scan still waits. */
  readonly onAnswer: (scan: Scan, outcome: Outcome) => Promise<void>;
  readonly onLate: (scan: Scan, outcome: Outcome) => void;
  /** The server was not to be reached after all. */
  readonly onDoubt: () => void;
  /** A scan waits to be uploaded. */
  readonly onWaiting: () => void;
  readonly onUnpaired: (why: Unpaired) => void;
}

export interface Checked {
  /** `null` when nothing could be decided, and nothing was kept. */
  readonly scan: Scan | null;
  readonly verdict: Verdict;
}

export interface Checker {
  check(code: string, source: Source, direction: Direction): Promise<Checked>;
  /** A supervisor lets this ticket in: judged like a scan, kept like a scan, with or without a network. */
  admit(order: Order): Promise<Checked>;
  /** True while the scan's verdict waits for the server. */
  isAsked(id: string): boolean;
}

type Answer = Result<Outcome, Failure>;

export function createChecker(options: CheckerOptions): Checker {
  const { pairing, queue, memory, clock } = options;
  const { event, checkInList } = pairing.device;
  const asked = new Set<string>();

  async function check(code: string, source: Source, direction: Direction): Promise<Checked> {
    const begun = clock.monotonic();
    const { knowledge } = memory;
    const now = memory.now();
    if (knowledge === null || now === null) return { scan: null, verdict: { kind: "not_ready", online: options.isOnline() } };
    const judged = judge(code, await options.verify(code, knowledge.keys), knowledge, now.at, direction);
    return settle(fact(code, source, direction, now), judged, knowledge, begun);
  }

  async function admit({ ticket, reason }: Order): Promise<Checked> {
    const begun = clock.monotonic();
    const { knowledge } = memory;
    const now = memory.now();
    if (knowledge === null || now === null) return { scan: null, verdict: { kind: "not_ready", online: options.isOnline() } };
    const judged = overridden(judgeNamed(ticket, knowledge, now.at));
    return settle({ ...fact("", "keyboard", "entry", now), ticket, override: reason }, judged, knowledge, begun);
  }

  function settle(scan: Scan, judged: Judgement, knowledge: Knowledge, begun: number): Promise<Checked> {
    return options.isOnline() ? ask(scan, judged, knowledge, begun) : decideAlone(scan, judged, knowledge);
  }

  function fact(code: string, source: Source, direction: Direction, { at, syncedAt, clock: told }: Moment): Scan {
    const id = newScanId();
    const whose = { eventRef: event.ref, listId: checkInList.id };
    return { id, code, direction, scannedAt: Math.round(at), syncedAt, clock: told, source, ...whose, shown: null, passage: null };
  }

  async function decideAlone(scan: Scan, judged: Judgement, knowledge: Knowledge): Promise<Checked> {
    const told: Scan = { ...scan, shown: shownOf(judged), passage: passageOf(judged, knowledge, scan.scannedAt) };
    const written = queue.append(told);
    if (told.passage !== null) memory.addOwn({ ...told.passage, id: told.id });
    options.onWaiting();
    await Promise.race([written, sleep(WRITE_MS)]);
    return { scan: told, verdict: { kind: "decided", by: "device", judged } };
  }

  /** Lets the server decide if it is quick; otherwise what the device has decided holds, and the server is told so. */
  async function ask(scan: Scan, judged: Judgement, knowledge: Knowledge, begun: number): Promise<Checked> {
    asked.add(scan.id);
    if (judged.tier !== null && judged.serial !== null) knowledge.await(scan.id, judged.tier.number, judged.serial - 1);
    void queue.append(scan);
    const answer = options.api.checkIn(pairing.token, scan);
    const first = await Promise.race([answer, sleep(ANSWER_MS - (clock.monotonic() - begun))]);
    asked.delete(scan.id);
    if (first?.ok === true) {
      void options.onAnswer(scan, first.value);
      return { scan, verdict: { kind: "decided", by: "server", judged: first.value } };
    }
    const passage = passageOf(judged, knowledge, scan.scannedAt);
    const told = queue.show(scan.id, shownOf(judged), passage) ?? scan;
    if (passage !== null) memory.addOwn({ ...passage, id: scan.id });
    if (first === null) void answer.then((late) => { takeLate(told, late); });
    else takeLate(told, first);
    return { scan: told, verdict: { kind: "decided", by: "device", judged } };
  }

  function takeLate(scan: Scan, answer: Answer): void {
    if (answer.ok) options.onLate(scan, answer.value);
    else {
      const trouble = disposition(answer.error);
      if (trouble.kind === "unpaired") options.onUnpaired(trouble.why);
      else if (trouble.kind === "retry" && trouble.why !== "busy") options.onDoubt();
    }
    // The server has yet to hear what the person was told; who cannot take the scan says so again, and finally.
    options.onWaiting();
  }

  return { check, admit, isAsked: (id) => asked.has(id) };
}

function shownOf({ outcome, reason }: Judgement): { outcome: Judgement["outcome"]; reason: Judgement["reason"] } {
  return { outcome, reason };
}

function sleep(ms: number): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(resolve, Math.max(0, ms), null);
  });
}
