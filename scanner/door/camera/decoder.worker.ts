import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import type { ReaderOptions } from "zxing-wasm/reader";
import wasmAddress from "zxing-wasm/reader/zxing_reader.wasm?url";
import type { DecoderAnswer } from "./decoder.ts";

/** The part of DedicatedWorkerGlobalScope used here; see `sw/scope.ts` for why it is written out. */
interface Scope {
  postMessage(message: DecoderAnswer): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ImageBitmap>) => void): void;
}

const scope = self as unknown as Scope;

const OPTIONS: ReaderOptions = {
  formats: ["QRCodeModel2"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  // A ticket and what hangs behind it.
  maxNumberOfSymbols: 3,
};

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
  const results = await readBarcodes(context.getImageData(0, 0, width, height), OPTIONS);
  return results.filter((result) => result.isValid).map((result) => result.text);
}
