/** How a frame is read; without a worker or a canvas, so that tests read their pictures exactly as the door does. */
import { readBarcodes } from "zxing-wasm/reader";
import type { ReaderOptions } from "zxing-wasm/reader";
import { threshold } from "./threshold.ts";

const OPTIONS: ReaderOptions = {
  formats: ["QRCodeModel2"],
  tryHarder: true,
  tryRotate: true,
  tryInvert: true,
  tryDownscale: true,
  // A ticket and what hangs behind it.
  maxNumberOfSymbols: 3,
};

/**
 * The texts of the QR codes in a picture; only such as are whole. Rejects when the decoder is broken.
 *
 * A picture that shows nothing at first gets a second look, thresholded by ourselves: `make bench-pictures` says what
 * that brings.
 */
export async function readCodes(picture: ImageData): Promise<string[]> {
  const codes = await wholeTexts(picture, OPTIONS);
  if (codes.length > 0) return codes;
  const { width, height, colorSpace } = picture;
  const contrasted: ImageData = { data: threshold(picture), width, height, colorSpace };
  return wholeTexts(contrasted, { ...OPTIONS, binarizer: "FixedThreshold" });
}

async function wholeTexts(picture: ImageData, options: ReaderOptions): Promise<string[]> {
  const results = await readBarcodes(picture, options);
  return results.filter((result) => result.isValid).map((result) => result.text);
}
