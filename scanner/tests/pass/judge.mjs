/**
 * The TypeScript reader as a program: a line `[key, …]` with the issuers' keys in hex, then a text as a JSON string a line;
 * for each a line with its verdict, as the vectors write it down. tests/backend/passes/test_pass_readers_agree.py asks it.
 */
import { createInterface } from "node:readline";
import { hexToBytes } from "@noble/hashes/utils.js";
import { keyRing, verifyPass } from "../../shared/pass/read.ts";
import { written } from "./written.ts";

let keys = null;
for await (const line of createInterface({ input: process.stdin })) {
  if (keys === null) keys = keyRing(JSON.parse(line).map(hexToBytes));
  else console.log(JSON.stringify(written(await verifyPass(JSON.parse(line), keys))));
}
