/** Which code is checked when: the flow with its clock, and the codes that are the same ticket. */
import type { Clock } from "../shared/clock.ts";
import { initialFlow, step, wakeAt } from "./domain/flow.ts";
import type { FlowEvent, Pace, Phase, Tone } from "./domain/flow.ts";
import { createSameness } from "./domain/sameness.ts";

export interface PacerOptions {
  readonly clock: Clock;
  /** A code is to be checked now; `name` is what the flow calls it, which may be an earlier code of the same ticket. */
  readonly onCheck: (code: string, name: string) => void;
  /** Nothing is shown any more. */
  readonly onCleared: (checking: boolean) => void;
}

export interface Pacer {
  frame(codes: readonly string[]): void;
  enter(code: string): void;
  decided(tone: Tone, sticky: boolean, pace: Pace): void;
  /** Somebody was let through with the code being checked or shown. */
  passed(): void;
  dismiss(): void;
  isShowing(): boolean;
  stop(): void;
}

export function createPacer({ clock, onCheck, onCleared }: PacerOptions): Pacer {
  const sameness = createSameness();
  let flow = initialFlow;
  let ticker: ReturnType<typeof setTimeout> | null = null;
  let stopped = false;

  function dispatch(event: FlowEvent): void {
    if (stopped) return;
    const before = flow.phase;
    const { flow: after, check } = step(flow, event);
    flow = after;
    if (ticker !== null) clearTimeout(ticker);
    const wake = wakeAt(flow);
    ticker = wake === null ? null : setTimeout(tick, Math.max(0, wake - clock.monotonic()));
    if (flow.phase !== before && flow.phase.name !== "showing") onCleared(flow.phase.name === "checking");
    if (check !== null) onCheck(sameness.newest(check), check);
  }

  function tick(): void {
    dispatch({ type: "tick", at: clock.monotonic() });
  }

  const isHeld = (name: string): boolean => flow.held.has(name) || nameOf(flow.phase) === name;

  return {
    frame: (codes) => {
      dispatch({ type: "frame", codes: codes.map((code) => sameness.nameOf(code, isHeld)), at: clock.monotonic() });
    },
    enter: (code) => {
      dispatch({ type: "entered", code, at: clock.monotonic() });
    },
    decided: (tone, sticky, pace) => {
      dispatch({ type: "decided", tone, sticky, pace, at: clock.monotonic() });
    },
    passed: () => {
      const name = nameOf(flow.phase);
      if (name !== null) sameness.passed(name);
    },
    dismiss: () => {
      dispatch({ type: "dismissed", at: clock.monotonic() });
    },
    isShowing: () => flow.phase.name === "showing",
    stop: () => {
      stopped = true;
      if (ticker !== null) clearTimeout(ticker);
    },
  };
}

function nameOf(phase: Phase): string | null {
  return phase.name === "watching" ? null : phase.code;
}
