import type { Clock } from "../shared/clock.ts";
import { observable } from "../shared/observable.ts";
import type { Observable } from "../shared/observable.ts";
import { createChecker } from "./checker.ts";
import type { Checked, CheckerOptions } from "./checker.ts";
import type { Direction } from "./domain/decide.ts";
import type { Unpaired } from "./domain/delivery.ts";
import type { Device, Pairing } from "./domain/device.ts";
import type { OwnPassage } from "./domain/door-state.ts";
import type { Tone } from "./domain/flow.ts";
import { passageOf } from "./domain/judge.ts";
import { noticeOfAnswer, noticeOfClash } from "./domain/notice.ts";
import type { Notice } from "./domain/notice.ts";
import type { Outcome } from "./domain/outcome.ts";
import { belongsTo, cleanCode, letsThrough } from "./domain/scan.ts";
import type { Scan, Source } from "./domain/scan.ts";
import type { EntryChange } from "./domain/snapshot.ts";
import type { Moment } from "./domain/time.ts";
import { faceOf, isSticky } from "./domain/verdict.ts";
import type { Verdict } from "./domain/verdict.ts";
import type { Memory } from "./memory.ts";
import type { Api } from "./net/api.ts";
import { startFollower } from "./net/follower.ts";
import { startUploader } from "./net/uploader.ts";
import { createPacer } from "./pacer.ts";
import { initialState } from "./state.ts";
import type { DoorState } from "./state.ts";
import type { Queue } from "./store/queue.ts";

/** How often to try again to write what did not fit into the storage. */
const RETRY_MS = 5000;

export interface SessionOptions {
  readonly pairing: Pairing;
  readonly api: Api;
  readonly queue: Queue;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly random: () => number;
  readonly verify: CheckerOptions["verify"];
  /** A verdict has come up, or a better one has taken its place, or a notice. */
  readonly onVerdict: (tone: Tone) => void;
  readonly onUnpaired: (why: Unpaired) => void;
  /** The server has told more recent facts about this device. */
  readonly onDevice: (device: Device) => void;
}

/** One paired device at work, without a screen: camera and keys in, state out. */
export interface Session {
  readonly state: Observable<DoorState>;
  /** The present in the server's time and when the server was heard last; `null` before it was heard at all. */
  now(): Moment | null;
  /** What the camera saw in one frame. */
  frame(codes: readonly string[]): void;
  /** A code that a person typed or shot with a hand scanner; blanks around it do not count. */
  enter(code: string, source: Exclude<Source, "camera">): void;
  setDirection(direction: Direction): void;
  dismiss(): void;
  dismissAlarm(): void;
  /** Sends what waits and looks for the server now: the network or the person has come back. */
  wake(): void;
  /** The device has lost its network: no need to wait for a silence. */
  offline(): void;
  stop(): void;
}

export function startSession(options: SessionOptions): Session {
  const { pairing, api, queue, memory, clock, random } = options;
  const { token } = pairing;
  const { ref: eventRef } = pairing.device.event;
  const isOurs = (scan: Scan): boolean => belongsTo(scan, eventRef, pairing.device.checkInList.id);
  const state = observable<DoorState>(initialState(pairing.device, memory.knowledge));
  const sources = new Map<string, Source>();
  /** What the screen shows, and the code it is about. */
  let shown: (Checked & { readonly code: string }) | null = null;
  let stopped = false;

  const patch = (change: Partial<DoorState>): void => {
    if (!stopped) state.set({ ...state.get(), ...change });
  };
  const isOnline = (): boolean => state.get().connection === "online";
  const unpaired = (why: Unpaired): void => {
    if (stopped) return;
    stop();
    options.onUnpaired(why);
  };

  const pacer = createPacer({
    clock,
    onCheck: (code) => void check(code),
    onCleared: (checking) => {
      shown = null;
      patch({ checking, face: null });
    },
  });
  const uploader = startUploader({
    token,
    api,
    queue,
    random,
    isFree: (scan) => isOurs(scan) && !checker.isAsked(scan.id),
    onAnswer,
    onUnpaired: unpaired,
  });
  const checker = createChecker({
    pairing,
    api,
    queue,
    memory,
    clock,
    verify: options.verify,
    isOnline,
    onAnswer,
    onLate,
    onDoubt: () => {
      follower.wake();
    },
    onWaiting: () => {
      if (isOnline()) uploader.flush();
    },
    onUnpaired: unpaired,
  });
  for (const passage of unconfirmed()) memory.addOwn(passage);
  patch({ counts: memory.knowledge?.counts() ?? null });
  const follower = startFollower({
    token,
    api,
    memory,
    clock,
    random,
    own: unconfirmed,
    onConnection: connected,
    onLearned,
    onUnpaired: unpaired,
  });

  function unconfirmed(): readonly OwnPassage[] {
    const told = queue.state.get().waiting.filter(isOurs);
    return told.flatMap(({ id, passage }) => (passage === null ? [] : [{ ...passage, id }]));
  }

  async function check(code: string): Promise<void> {
    const source = sources.get(code) ?? "camera";
    const checked = await checker.check(code, source, state.get().direction);
    if (stopped) return;
    if (checked.scan !== null) sources.delete(code);
    shown = { ...checked, code };
    show(checked.verdict);
  }

  function show(verdict: Verdict): void {
    const face = faceOf(verdict);
    if (verdict.kind === "decided" && letsThrough(verdict.judged)) pacer.passed();
    pacer.decided(face.tone, isSticky(verdict));
    patch({ checking: false, face, counts: memory.knowledge?.counts() ?? null });
    options.onVerdict(face.tone);
  }

  /** The server's word on a scan, in time or later: it leaves the queue, and what it did is the server's to tell from now on. */
  async function onAnswer(scan: Scan, outcome: Outcome): Promise<void> {
    const { knowledge } = memory;
    const passage = scan.shown !== null || knowledge === null ? scan.passage : passageOf(outcome, knowledge, scan.scannedAt);
    memory.confirmOwn(scan.id, passage);
    bringUp(noticeOfAnswer(scan, outcome), scan.id, outcome);
    patch({ counts: knowledge?.counts() ?? null });
    await queue.answer(scan, outcome);
  }

  /** The answer that the verdict did not wait for. */
  function onLate(scan: Scan, outcome: Outcome): void {
    if (stopped) return;
    const notice = noticeOfAnswer(scan, outcome);
    if (notice === null) complete(scan.id, outcome);
    bringUp(notice, scan.id, outcome);
  }

  /** The server agrees and knows more: the note for the door. */
  function complete(id: string, outcome: Outcome): void {
    if (shown?.scan?.id === id && pacer.isShowing()) patch({ face: faceOf({ kind: "decided", by: "server", judged: outcome }) });
  }

  function bringUp(notice: Notice | null, id: string, outcome: Outcome): void {
    if (notice === null || !queue.notice(notice) || stopped) return;
    if (notice.kind !== "sent_away" && shown?.scan?.id === id && pacer.isShowing()) show({ kind: "clash", judged: outcome });
    else options.onVerdict("clash");
    patch({ alarm: notice });
  }

  function onLearned(clashes: readonly EntryChange[]): void {
    if (stopped) return;
    const wasReady = state.get().ready;
    patch({ ready: true, counts: memory.knowledge?.counts() ?? null });
    for (const change of clashes) onClash(change);
    if (!wasReady && pacer.isShowing() && shown?.scan === null) void check(shown.code);
  }

  function onClash(change: EntryChange): void {
    const { answered, waiting } = queue.state.get();
    const notice = noticeOfClash(change, memory.knowledge?.tierName(change.tier) ?? null, answered, waiting.filter(isOurs));
    if (notice === null || !queue.notice(notice)) return;
    patch({ alarm: notice });
    options.onVerdict("clash");
  }

  function connected(online: boolean): void {
    if (stopped) return;
    const before = state.get().connection;
    patch({ connection: online ? "online" : "offline" });
    if (!online || before === "online") return;
    uploader.flush();
    void askDevice();
  }

  async function askDevice(): Promise<void> {
    const result = await api.device(token);
    if (stopped || !result.ok) return;
    patch({ device: result.value });
    options.onDevice(result.value);
  }

  const stopWatching = queue.state.watch(({ waiting, failed, notices, unsaved }) => {
    const ours = waiting.filter((scan) => isOurs(scan) && !checker.isAsked(scan.id));
    patch({ waiting: ours.length, failed: failed.length, unsaved, unseen: notices.filter((notice) => !notice.seen).length });
  });
  const retry = setInterval(() => {
    if (queue.state.get().unsaved > 0) void queue.retry();
  }, RETRY_MS);

  function stop(): void {
    stopped = true;
    follower.stop();
    uploader.stop();
    stopWatching();
    clearInterval(retry);
    pacer.stop();
  }

  return {
    state,
    now: () => memory.now(),
    frame: (codes) => {
      pacer.frame(codes);
    },
    enter: (text, source) => {
      const code = cleanCode(text);
      if (code === null) return;
      sources.set(code, source);
      pacer.enter(code);
    },
    setDirection: (direction) => {
      patch({ direction });
    },
    dismiss: () => {
      pacer.dismiss();
    },
    dismissAlarm: () => {
      patch({ alarm: null });
      void queue.markSeen();
    },
    wake: () => {
      if (stopped) return;
      follower.wake();
      uploader.flush();
    },
    offline: () => {
      connected(false);
      follower.wake();
    },
    stop,
  };
}
