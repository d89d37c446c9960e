/**
 * Draws the app's icon, an E whose lower half stands open like a door, as SVG and PNG into the public folders of both apps.
 * Run after changing it: node scanner/build/icons.mjs
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";

const PAPER = [0xff, 0x4a, 0x1c];
const INK = [0x16, 0x13, 0x0f];
/** Rectangles on a 64 by 64 field: left, top, width, height. */
const BARS = [
  [16, 12, 10, 40],
  [26, 12, 22, 9],
  [26, 28, 15, 8],
  [26, 43, 22, 9],
];
const targets = ["../door/public/", "../holder/public/"].map((folder) => new URL(folder, import.meta.url));

function svg() {
  const hex = (rgb) => `#${rgb.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
  const bars = BARS.map(([x, y, width, height]) => `M${x} ${y}h${width}v${height}h-${width}z`).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="${hex(PAPER)}" d="M0 0h64v64H0z"/><path fill="${hex(INK)}" d="${bars}"/></svg>\n`;
}

/** @param shrink share of the field that the drawing takes; below 1 for icons that a launcher crops */
function png(size, shrink) {
  const rows = Buffer.alloc(size * (1 + size * 3));
  const scale = (size / 64) * shrink;
  const margin = (size * (1 - shrink)) / 2;
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const ink = coverage((x - margin) / scale, (y - margin) / scale, 1 / scale);
      PAPER.forEach((paper, channel) => {
        rows[y * (1 + size * 3) + 1 + x * 3 + channel] = Math.round(paper + (INK[channel] - paper) * ink);
      });
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

/** Share of the square pixel at (x, y) that is ink, from 0 to 1; the bars do not overlap. */
function coverage(x, y, side) {
  const overlap = (from, length, start) => Math.max(0, Math.min(from + length, start + side) - Math.max(from, start));
  return Math.min(1, BARS.reduce((sum, [bx, by, bw, bh]) => sum + overlap(bx, bw, x) * overlap(by, bh, y), 0) / side ** 2);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  result.set(body, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}

function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const write = (name, data) => targets.forEach((target) => writeFileSync(fileURLToPath(new URL(name, target)), data));
write("icon.svg", svg());
write("icon-192.png", png(192, 1));
write("icon-512.png", png(512, 1));
write("icon-maskable-512.png", png(512, 0.8));
write("apple-touch-icon.png", png(180, 0.9));
