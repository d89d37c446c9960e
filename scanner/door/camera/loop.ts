import type { Decoder } from "./decoder.ts";

/** About sixteen looks a second: faster than a hand, and easy on the battery. */
const LEAST_GAP_MS = 60;
/** Broken frames in a row after which the decoder itself is taken to be broken. */
const GIVE_UP_AFTER = 20;

export interface Loop {
  stop(): void;
}

export interface LoopOptions {
  readonly video: HTMLVideoElement;
  readonly decoder: Decoder;
  /** Called for every frame that was looked at, also when it held nothing. */
  readonly onCodes: (codes: readonly string[]) => void;
  readonly onBroken: () => void;
}

/** Hands the video's frames to the decoder, one at a time, until stopped. Frames that come meanwhile are let go. */
export function startLoop({ video, decoder, onCodes, onBroken }: LoopOptions): Loop {
  let stopped = false;
  let broken = 0;
  let lastLook = 0;

  async function look(): Promise<void> {
    if (video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && video.videoWidth > 0) {
      try {
        const codes = await decoder.decode(await createImageBitmap(video));
        broken = 0;
        if (!isStopped()) onCodes(codes);
      } catch {
        broken += 1;
      }
    }
    if (broken >= GIVE_UP_AFTER) {
      if (!isStopped()) onBroken();
      return;
    }
    next();
  }

  // Read through a function: it changes while a frame is being decoded.
  function isStopped(): boolean {
    return stopped;
  }

  function next(): void {
    if (stopped) return;
    onNextFrame(video, (now) => {
      if (isStopped()) return;
      if (now - lastLook < LEAST_GAP_MS) {
        next();
        return;
      }
      lastLook = now;
      void look();
    });
  }

  next();
  return {
    stop: () => {
      stopped = true;
    },
  };
}

function onNextFrame(video: HTMLVideoElement, callback: (now: number) => void): void {
  if ("requestVideoFrameCallback" in video) video.requestVideoFrameCallback(callback);
  else requestAnimationFrame(callback);
}
