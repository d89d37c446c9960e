// Reads grey frames from standard input with the door's own reader. A frame: width, height, and 1 for the
// first of a case (32 bits each, little endian), then a byte a pixel. Answers each with a line of JSON: the texts, and how
// many milliseconds reading took. With `bare` as argument the decoder works alone, as it comes.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { performance } from "node:perf_hooks";
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader";
import { createReader } from "../../scanner/door/camera/reader.ts";

const HEADER = 12;
const wasm = createRequire(import.meta.url).resolve("zxing-wasm/reader/zxing_reader.wasm");
prepareZXingModule({ overrides: { wasmBinary: readFileSync(wasm) } });

const bare = async (picture) => (await readBarcodes(picture, { formats: ["QRCode"] })).map((result) => result.text);
const fresh = process.argv[2] === "bare" ? () => bare : createReader;
let readCodes = fresh();

async function answer(width, height, grey) {
  const data = new Uint8ClampedArray(4 * grey.length).fill(255);
  for (let i = 0; i < grey.length; i += 1) data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = grey[i];
  const began = performance.now();
  const codes = await readCodes({ data, width, height, colorSpace: "srgb" });
  const ms = performance.now() - began;
  process.stdout.write(`${JSON.stringify({ codes, ms })}\n`);
}

let pending = Buffer.alloc(0);
for await (const chunk of process.stdin) {
  pending = Buffer.concat([pending, chunk]);
  while (pending.length >= HEADER) {
    const width = pending.readUInt32LE(0);
    const height = pending.readUInt32LE(4);
    const end = HEADER + width * height;
    if (pending.length < end) break;
    // Whether a frame is looked at twice depends on those before it; cases shall not depend on each other.
    if (pending.readUInt32LE(8) === 1) readCodes = fresh();
    await answer(width, height, pending.subarray(HEADER, end));
    pending = pending.subarray(end);
  }
}
