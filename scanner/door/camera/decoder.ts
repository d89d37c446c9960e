/** What the worker answers to one frame. */
export type DecoderAnswer = { readonly codes: readonly string[] } | { readonly error: string };

/** Reads QR codes off frames, away from the thread that draws the screen. */
export interface Decoder {
  /** The codes of a frame. Takes the frame over and closes it; one frame at a time. Rejects when the decoder is broken. */
  decode(frame: ImageBitmap): Promise<readonly string[]>;
  stop(): void;
}

interface Waiting {
  readonly resolve: (codes: readonly string[]) => void;
  readonly reject: (error: Error) => void;
}

export function createDecoder(): Decoder {
  const worker = new Worker(new URL("./decoder.worker.ts", import.meta.url), { type: "module" });
  let waiting: Waiting | null = null;

  function take(): Waiting | null {
    const taken = waiting;
    waiting = null;
    return taken;
  }

  worker.addEventListener("message", ({ data }: MessageEvent<DecoderAnswer>) => {
    if ("codes" in data) take()?.resolve(data.codes);
    else take()?.reject(new Error(data.error));
  });
  worker.addEventListener("error", (event) => {
    take()?.reject(new Error(event.message));
  });

  return {
    decode: (frame) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        worker.postMessage(frame, [frame]);
      }),
    stop: () => {
      worker.terminate();
      take()?.resolve([]);
    },
  };
}
