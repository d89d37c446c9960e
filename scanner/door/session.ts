import type { Clock } from "../shared/clock.ts";
import type { Failure } from "../shared/errors.ts";
import { observable } from "../shared/observable.ts";
import type { Observable } from "../shared/observable.ts";
import type { Result } from "../shared/result.ts";
import { disposition } from "./domain/delivery.ts";
import type { Unpaired } from "./domain/delivery.ts";
import type { Counts, Device, Pairing } from "./domain/device.ts";
import { initialFlow, step, wakeAt } from "./domain/flow.ts";
import type { FlowEvent, Tone } from "./domain/flow.ts";
import { cleanCode } from "./domain/scan.ts";
import type { AnsweredScan, Source } from "./domain/scan.ts";
import { faceOf, isSticky } from "./domain/verdict.ts";
import type { Face, Verdict } from "./domain/verdict.ts";
import type { Api } from "./net/api.ts";
import { createSender } from "./net/sender.ts";
import type { Queue } from "./store/queue.ts";

const POLL_MS = 5000;

/** Everything the door's screen shows. */
export interface DoorState {
  readonly device: Device;
  readonly connection: "unknown" | "online" | "offline";
  readonly counts: Counts | null;
  readonly waiting: number;
  readonly failed: number;
  /** Late answers nobody has looked at. */
  readonly unseen: number;
  readonly checking: boolean;
  readonly face: Face | null;
}

export interface SessionOptions {
  readonly pairing: Pairing;
  readonly api: Api;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly random: () => number;
  readonly isVisible: () => boolean;
  /** A verdict has come up, or a better one has taken its place. */
  readonly onVerdict: (tone: Tone) => void;
  readonly onUnpaired: (why: Unpaired) => void;
  /** The server has told more recent facts about this device. */
  readonly onDevice: (device: Device) => void;
}

/** One paired device at work, without a screen: camera and keys in, state out. */
export interface Session {
  readonly state: Observable<DoorState>;
  /** What the camera saw in one frame. */
  frame(codes: readonly string[]): void;
  /** A code that a person typed or shot with a hand scanner; blanks around it do not count. */
  enter(code: string, source: Exclude<Source, "camera">): void;
  dismiss(): void;
  /** Sends what waits and asks for the counts now: the network or the person has come back. */
  wake(): void;
  /** Reads the queue's sizes again after someone else has changed it. */
  refreshQueue(): Promise<void>;
  stop(): void;
}

export function startSession(options: SessionOptions): Session {
  const { pairing, api, queue, clock } = options;
  const state = observable<DoorState>({
    device: pairing.device,
    connection: "unknown",
    counts: null,
    waiting: 0,
    failed: 0,
    unseen: 0,
    checking: false,
    face: null,
  });
  const sources = new Map<string, Source>();
  let flow = initialFlow;
  let shownScan: string | null = null;
  let ticker: ReturnType<typeof setTimeout> | null = null;
  let countsRunning = false;
  let stopped = false;

  const patch = (change: Partial<DoorState>): void => {
    if (!stopped) state.set({ ...state.get(), ...change });
  };

  const sender = createSender({
    pairing,
    queue,
    clock,
    random: options.random,
    checkIn: (token, scan) => api.checkIn(token, scan),
    onQueue: () => void refreshQueue(),
    onLate: (scan) => {
      improve(scan);
    },
    onConnection: (online) => {
      patch({ connection: online ? "online" : "offline" });
    },
    onUnpaired: options.onUnpaired,
  });

  function dispatch(event: FlowEvent): void {
    const before = flow.phase;
    const { flow: after, check: code } = step(flow, event);
    flow = after;
    if (ticker !== null) clearTimeout(ticker);
    const wake = wakeAt(flow);
    ticker = wake === null ? null : setTimeout(tick, Math.max(0, wake - clock.monotonic()));
    if (flow.phase !== before && flow.phase.name !== "showing") patch({ checking: flow.phase.name === "checking", face: null });
    if (code !== null) void check(code);
  }

  function tick(): void {
    dispatch({ type: "tick", at: clock.monotonic() });
  }

  async function check(code: string): Promise<void> {
    const source = sources.get(code) ?? "camera";
    sources.delete(code);
    const { id, verdict } = await sender.submit(code, source);
    if (stopped) return;
    shownScan = id;
    show(verdict);
  }

  function show(verdict: Verdict): void {
    const face = faceOf(verdict);
    dispatch({ type: "decided", tone: face.tone, sticky: isSticky(verdict), at: clock.monotonic() });
    patch({ checking: false, face });
    options.onVerdict(face.tone);
    if (face.tone === "admitted") void askCounts();
  }

  /** The answer to a scan that is still on the screen as undecided takes its place. */
  function improve(scan: AnsweredScan): void {
    if (shownScan !== scan.id || state.get().face?.tone !== "undecided") return;
    show({ kind: "answered", outcome: scan.outcome, ownLate: null });
    void queue.markShown(scan.id).then(refreshQueue, () => undefined);
  }

  async function refreshQueue(): Promise<void> {
    // Storage that cannot be read now is read again after the next change.
    const stored = await queue.state().catch(() => null);
    if (stored === null) return;
    const { waiting, failed, answered } = stored;
    // A scan on its way to its verdict is not yet an unsent one.
    const unsent = waiting.filter((scan) => !sender.isAsked(scan.id)).length;
    patch({ waiting: unsent, failed: failed.length, unseen: answered.filter((scan) => !scan.seen).length });
  }

  async function askCounts(): Promise<void> {
    if (countsRunning || stopped) return;
    countsRunning = true;
    const result = await api.counts(pairing.token);
    countsRunning = false;
    if (heard(result)) patch({ counts: result.value });
  }

  async function askDevice(): Promise<void> {
    const result = await api.device(pairing.token);
    if (!heard(result)) return;
    patch({ device: result.value });
    options.onDevice(result.value);
  }

  /** Keeps the connection state true to what just happened; true for a good answer. */
  function heard<T>(result: Result<T, Failure>): result is { readonly ok: true; readonly value: T } {
    if (stopped) return false;
    const trouble = result.ok ? null : disposition(result.error);
    const online = trouble?.kind !== "retry" || trouble.why === "busy";
    if (online && state.get().connection === "offline") void sender.flush();
    patch({ connection: online ? "online" : "offline" });
    if (trouble?.kind === "unpaired") options.onUnpaired(trouble.why);
    return result.ok;
  }

  function wake(): void {
    if (stopped) return;
    void sender.flush();
    void askCounts();
  }

  const poll = setInterval(() => {
    if (options.isVisible()) void askCounts();
  }, POLL_MS);

  void refreshQueue();
  void askDevice();
  wake();

  return {
    state,
    frame: (codes) => {
      dispatch({ type: "frame", codes, at: clock.monotonic() });
    },
    enter: (text, source) => {
      const code = cleanCode(text);
      if (code === null) return;
      sources.set(code, source);
      dispatch({ type: "entered", code, at: clock.monotonic() });
    },
    dismiss: () => {
      dispatch({ type: "dismissed", at: clock.monotonic() });
    },
    wake,
    refreshQueue,
    stop: () => {
      stopped = true;
      sender.stop();
      clearInterval(poll);
      if (ticker !== null) clearTimeout(ticker);
    },
  };
}
