import { expect, test } from "vitest";
import { threshold } from "../../door/camera/threshold.ts";

/** A picture whose pixels are grey as the function says. */
function picture(width: number, height: number, grey: (x: number, y: number) => number): ImageData {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i += 1) data.fill(grey(i % width, Math.floor(i / width)), 4 * i, 4 * i + 3);
  return { data, width, height, colorSpace: "srgb" };
}

const bars = (x: number): boolean => x % 8 < 4;

/** Whether the pixel in the middle of each bar came out as it should. */
function asDrawn(result: ImageData): boolean[] {
  const middles = [...Array(result.width / 4).keys()].map((bar) => 4 * bar + 2);
  return middles.map((x) => (result.data[4 * (16 * result.width + x)] === 0) === bars(x));
}

test("threshold: pale bars under light that falls off: each bar is kept, up to the edges", () => {
  const result = threshold(picture(128, 32, (x) => x + (bars(x) ? 40 : 60)), 8);
  expect(asDrawn(result)).toEqual(Array(32).fill(true));
});

test("threshold: a single bright pixel: does not turn white by itself", () => {
  const result = threshold(picture(16, 16, (x, y) => (x === 8 && y === 8 ? 80 : x < 4 ? 250 : 20)), 8);
  expect(result.data[4 * (8 * 16 + 8)]).toBe(0);
});

test("threshold: a picture smaller than its window: keeps size, is black and white, and opaque", () => {
  const result = threshold(picture(3, 2, (x) => 100 * x), 12);
  expect([result.width, result.height, result.data.length]).toEqual([3, 2, 24]);
  expect(new Set(new Uint32Array(result.data.buffer))).toEqual(new Set([0xff000000, 0xffffffff]));
});
