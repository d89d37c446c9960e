const BLACK = 0xff000000;
const WHITE = 0xffffffff;

/**
 * The picture in black and white, each against the mean around it.
 *
 * The decoder's own threshold changes from block to block of 8 by 8 pixels and is smoothed over five of them: where light
 * changes faster than that, or blur has left little contrast, it loses modules. Here a pixel counts as the mean of itself
 * and its eight neighbours, which takes away noise and a screen's own pixels; the mean around it is that of a square which
 * reaches `radius` pixels to each side.
 */
export function threshold(picture: ImageData, radius: number): ImageData {
  const grey = greyOf(picture.data);
  const pixel = sums(grey, picture, 1);
  const around = sums(grey, picture, radius);
  const weight = ((2 * radius + 1) / 3) ** 2;
  const result = new Uint32Array(grey.length);
  for (let i = 0; i < result.length; i += 1) {
    result[i] = (pixel[i] ?? 0) * weight > (around[i] ?? 0) ? WHITE : BLACK;
  }
  const { width, height, colorSpace } = picture;
  return { data: new Uint8ClampedArray(result.buffer), width, height, colorSpace };
}

/** Rec. 601 in integers, as the decoder does it. */
function greyOf(data: Uint8ClampedArray): Uint8Array {
  const grey = new Uint8Array(data.length / 4);
  for (let i = 0; i < grey.length; i += 1) {
    grey[i] = (306 * (data[4 * i] ?? 0) + 601 * (data[4 * i + 1] ?? 0) + 117 * (data[4 * i + 2] ?? 0)) >> 10;
  }
  return grey;
}

/** For each pixel the sum of the square around it; past the edge, the edge's own pixels go on. */
function sums(grey: Uint8Array, { width, height }: ImageData, radius: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(grey.length);
  // What each column adds up to in the rows of the square, moved on row by row.
  const columns = new Int32Array(width);
  const add = (row: number, sign: number): void => {
    const start = Math.min(Math.max(row, 0), height - 1) * width;
    for (let x = 0; x < width; x += 1) columns[x] = (columns[x] ?? 0) + sign * (grey[start + x] ?? 0);
  };
  for (let row = -radius; row < radius; row += 1) add(row, 1);
  for (let y = 0; y < height; y += 1) {
    add(y + radius, 1);
    sumRow(columns, radius, result.subarray(y * width, (y + 1) * width));
    add(y - radius, -1);
  }
  return result;
}

function sumRow(columns: Int32Array, radius: number, into: Int32Array): void {
  const last = columns.length - 1;
  const first = columns[0] ?? 0;
  let sum = first * (radius + 1);
  for (let x = 1; x < radius; x += 1) sum += columns[Math.min(x, last)] ?? 0;
  for (let x = 0; x <= last; x += 1) {
    sum += columns[x + radius > last ? last : x + radius] ?? 0;
    into[x] = sum;
    sum -= columns[x > radius ? x - radius : 0] ?? 0;
  }
}
