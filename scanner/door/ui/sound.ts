import type { Tone } from "../domain/flow.ts";

/** One beep: hertz, start and length in seconds from now. */
interface Beep {
  readonly hertz: number;
  readonly at: number;
  readonly for: number;
  readonly wave: OscillatorType;
}

/** Told apart by melody, pitch and length: up and bright, down and bright, long and low, one that asks, and an alarm. */
const MELODIES: Readonly<Record<Tone, readonly Beep[]>> = {
  admitted: [
    { hertz: 880, at: 0, for: 0.09, wave: "triangle" },
    { hertz: 1319, at: 0.1, for: 0.2, wave: "triangle" },
  ],
  refused: [
    { hertz: 196, at: 0, for: 0.22, wave: "square" },
    { hertz: 147, at: 0.26, for: 0.4, wave: "square" },
  ],
  exited: [
    { hertz: 1319, at: 0, for: 0.09, wave: "triangle" },
    { hertz: 880, at: 0.1, for: 0.2, wave: "triangle" },
  ],
  clash: [0, 0.3, 0.6, 0.9].flatMap((at) => [
    { hertz: 988, at, for: 0.13, wave: "square" },
    { hertz: 740, at: at + 0.14, for: 0.13, wave: "square" },
  ]),
  undecided: [
    { hertz: 523, at: 0, for: 0.12, wave: "triangle" },
    { hertz: 523, at: 0.22, for: 0.12, wave: "triangle" },
    { hertz: 523, at: 0.44, for: 0.12, wave: "triangle" },
  ],
};

/** Milliseconds on, off, on … */
const SHAKES: Readonly<Record<Tone, number[]>> = {
  admitted: [70],
  exited: [40, 60, 40],
  refused: [250, 90, 250],
  undecided: [90, 90, 90],
  clash: [400, 100, 400, 100, 400],
};

const LOUDNESS: Readonly<Record<OscillatorType, number>> = { triangle: 0.5, square: 0.25, sine: 0.5, sawtooth: 0.25, custom: 0.25 };

/** Makes verdicts heard and felt. */
export interface Feedback {
  /** Browsers keep sound locked until a person has touched the page; call on every touch. Resolves when it is open. */
  unlock(): Promise<void>;
  isLocked(): boolean;
  play(tone: Tone): void;
}

/** Missing on iOS. */
export function canVibrate(): boolean {
  return "vibrate" in navigator;
}

/** Web Audio, and no media element: that way an iPhone's mute switch is obeyed. */
export function createFeedback(wanted: () => { readonly sound: boolean; readonly vibration: boolean }): Feedback {
  let context: AudioContext | null = null;

  function open(): AudioContext | null {
    if (context === null && typeof AudioContext !== "undefined") context = new AudioContext();
    return context;
  }

  return {
    unlock: async () => {
      // A failed resume leaves it locked, which the screen says.
      await open()?.resume().catch(() => undefined);
    },
    isLocked: () => wanted().sound && typeof AudioContext !== "undefined" && context?.state !== "running",
    play: (tone) => {
      const { sound: heard, vibration: felt } = wanted();
      if (felt && canVibrate()) navigator.vibrate(SHAKES[tone]);
      if (heard && context?.state === "running") for (const beep of MELODIES[tone]) sound(context, beep);
    },
  };
}

function sound(context: AudioContext, beep: Beep): void {
  const start = context.currentTime + beep.at;
  const end = start + beep.for;
  const oscillator = new OscillatorNode(context, { type: beep.wave, frequency: beep.hertz });
  const gain = new GainNode(context, { gain: 0 });
  // Ramps instead of steps: a step clicks.
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(LOUDNESS[beep.wave], start + 0.01);
  gain.gain.setValueAtTime(LOUDNESS[beep.wave], end - 0.03);
  gain.gain.linearRampToValueAtTime(0, end);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(start);
  oscillator.stop(end);
}
