// Reads grey frames from standard input with the door's own reader. A frame: width and height (32 bits each, little
// endian), then a byte a pixel. Answers each with a line of JSON: the texts, and how long reading took.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { prepareZXingModule } from "zxing-wasm/reader";
import { readCodes } from "../../scanner/door/camera/reader.ts";

const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm) } });

async function answer(width, height, grey) {
  const data = new Uint8ClampedArray(4 * grey.length).fill(255);
  for (let i = 0; i < grey.length; i += 1) data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = grey[i];
  const began = performance.now();
  const codes = await readCodes({ data, width, height, colorSpace: "srgb" });
  process.stdout.write(`${JSON.stringify({ codes, ms: performance.now() - began })}\n`);
}

let pending = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  pending = Buffer.concat([pending, chunk]);
  while (pending.length >= 8) {
    const width = pending.readUInt32LE(0);
    const height = pending.readUInt32LE(4);
    const end = 8 + width * height;
    if (pending.length < end) break;
    await answer(width, height, pending.subarray(8, end));
    pending = pending.subarray(end);
  }
}
