import { prepareZXingModule } from "zxing-wasm/reader";
import wasmAddress from "zxing-wasm/reader/zxing_reader.wasm?url";
import type { DecoderAnswer } from "./decoder.ts";
import { createReader } from "./reader.ts";

/** The part of DedicatedWorkerGlobalScope used here; see `sw/scope.ts` for why it is written out. */
interface Scope {
  postMessage(message: DecoderAnswer): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ImageBitmap>) => void): void;
}

const scope = self as unknown as Scope;

const readCodes = createReader();

// Without this the library would fetch the decoder from a public CDN.
prepareZXingModule({
  overrides: { locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasmAddress : prefix + path) },
});

let canvas = new OffscreenCanvas(1, 1);

scope.addEventListener("message", ({ data }) => {
  void decode(data).then(
    (codes) => {
      scope.postMessage({ codes });
    },
    (error: unknown) => {
      scope.postMessage({ error: String(error) });
    },
  );
});

async function decode(frame: ImageBitmap): Promise<string[]> {
  const { width, height } = frame;
  if (canvas.width !== width || canvas.height !== height) canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no 2d canvas");
  context.drawImage(frame, 0, 0);
  frame.close();
  return readCodes(context.getImageData(0, 0, width, height));
}
