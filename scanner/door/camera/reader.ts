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
 * How far the second looks' thresholds reach, in turn: about a module for codes out of focus, whose modules differ from
 * their neighbours only; a few for moire, whose waves the mean has to even out; and between.
 */
const RADII = [4, 12, 8] as const;

/** The texts of the QR codes in a picture; only such as are whole. Rejects when the decoder is broken. */
export type ReadCodes = (picture: ImageData) => Promise<string[]>;

/**
 * Reads one frame after another.
 *
 * Every other frame in which nothing is found gets a second look, through a threshold of our own. It finds what moire,
 * blur and bad light hide from the first, and takes more than twice as long: on every frame, a door at which nobody stands
 * would use up the phone's battery.
 */
export function createReader(): ReadCodes {
  let empty = 0;
  return async (picture) => {
    const codes = await wholeTexts(picture, OPTIONS);
    empty = codes.length === 0 ? empty + 1 : 0;
    if (empty % 2 === 0) return codes;
    const radius = RADII[((empty - 1) / 2) % RADII.length] ?? RADII[0];
    return wholeTexts(threshold(picture, radius), { ...OPTIONS, binarizer: "FixedThreshold" });
  };
}

async function wholeTexts(picture: ImageData, options: ReaderOptions): Promise<string[]> {
  const results = await readBarcodes(picture, options);
  return results.filter((result) => result.isValid).map((result) => result.text);
}
