import { encode } from "uqr";

/** White around the code, in modules: what QR readers may rely on. */
export const QUIET_ZONE = 4;

/** A code as one SVG path; `size` is its width in modules without the quiet zone. */
export interface Drawing {
  readonly size: number;
  readonly path: string;
}

/** Draws a pass at level M. Base45 is of the alphanumeric alphabet, so the encoder takes that mode by itself. */
export function drawCode(text: string): Drawing {
  const { size, data } = encode(text, { ecc: "M", boostEcc: false, border: 0 });
  let path = "";
  data.forEach((row, y) => {
    for (let x = 0; x < size; x += 1) {
      if (row[x] !== true) continue;
      const start = x;
      while (row[x + 1] === true) x += 1;
      path += `M${start} ${y}h${x + 1 - start}v1H${start}z`;
    }
  });
  return { size, path };
}
