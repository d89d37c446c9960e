/** How a frame is read; without a worker or a canvas, so that tests read their pictures exactly as the door does. */
import { readBarcodes } from "zxing-wasm/reader";
import type { ReaderOptions } from "zxing-wasm/reader";

const OPTIONS: ReaderOptions = {
  formats: ["QRCodeModel2"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  // A ticket and what hangs behind it.
  maxNumberOfSymbols: 3,
};

/** The texts of the QR codes in a picture; only such as are whole. Rejects when the decoder is broken. */
export async function readCodes(picture: ImageData): Promise<string[]> {
  const results = await readBarcodes(picture, OPTIONS);
  return results.filter((result) => result.isValid).map((result) => result.text);
}
