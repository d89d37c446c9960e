import type { Clock } from "../shared/clock.ts";
import { observable } from "../shared/observable.ts";
import type { Observable } from "../shared/observable.ts";
import { createChecker } from "./checker.ts";
import type { CheckerOptions } from "./checker.ts";
import type { Direction } from "./domain/decide.ts";
import type { Unpaired } from "./domain/delivery.ts";
import type { Device, Pairing } from "./domain/device.ts";
import type { OwnPassage } from "./domain/door-state.ts";
import { keyOf } from "./domain/door-state.ts";
import type { Tone } from "./domain/flow.ts";
import { passageOf } from "./domain/judge.ts";
import { noticeOfAnswer, noticeOfClash } from "./domain/notice.ts";
import type { Notice } from "./domain/notice.ts";
import type { Outcome } from "./domain/outcome.ts";
import type { Order } from "./domain/override.ts";
import { belongsTo, cleanCode } from "./domain/scan.ts";
import type { Scan, Source } from "./domain/scan.ts";
import type { EntryChange } from "./domain/snapshot.ts";
import type { Moment } from "./domain/time.ts";
import type { Memory } from "./memory.ts";
import type { Api } from "./net/api.ts";
import { startFollower } from "./net/follower.ts";
import { startUploader } from "./net/uploader.ts";
import { createPacer } from "./pacer.ts";
import { createShowing } from "./showing.ts";
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
  /** A supervisor lets this ticket in, with or without a network. */
  admit(order: Order): void;
  setDirection(direction: Direction): void;
  /** Verdicts give way to the next guest at once. */
  setRapid(on: boolean): void;
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
  /** By the name of what is checked. */
  const orders = new Map<string, Order>();
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
    onCheck: (code, name) => void check(code, name),
    onCleared: (checking) => {
      showing.clear();
      patch({ checking, face: null });
    },
  });
  const showing = createShowing({ pacer, memory, recent: () => state.get().recent, patch, onVerdict: options.onVerdict });
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

  async function check(code: string, name: string): Promise<void> {
    const order = orders.get(name);
    const source = sources.get(code) ?? "camera";
    const checked = await (order === undefined ? checker.check(code, source, state.get().direction) : checker.admit(order));
    if (stopped) return;
    if (checked.scan !== null) {
      orders.delete(name);
      sources.delete(code);
    }
    showing.put({ ...checked, code, name });
  }

  /** The verdict's own code stands for its ticket, so that a phone still in view does not count as another scan of it. */
  function admit(order: Order): void {
    const { tier, serial } = order.ticket;
    const name = showing.nameOf(order.ticket) ?? `ticket:${keyOf(tier, serial)}`;
    orders.set(name, order);
    pacer.dismiss();
    pacer.enter(name);
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
    if (notice === null) showing.complete(scan.id, outcome);
    bringUp(notice, scan.id, outcome);
  }

  function bringUp(notice: Notice | null, id: string, outcome: Outcome): void {
    if (notice === null || !queue.notice(notice) || stopped) return;
    const isTurned = notice.kind !== "sent_away" && showing.clash(id, outcome);
    if (!isTurned) options.onVerdict("clash");
    patch({ alarm: notice });
  }

  function onLearned(clashes: readonly EntryChange[]): void {
    if (stopped) return;
    const wasReady = state.get().ready;
    patch({ ready: true, counts: memory.knowledge?.counts() ?? null });
    for (const change of clashes) onClash(change);
    const open = showing.undecided();
    if (!wasReady && open !== null) void check(open.code, open.name);
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
    admit,
    setRapid: (on) => {
      showing.setRapid(on);
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
