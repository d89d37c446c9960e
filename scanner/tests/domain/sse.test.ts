import { describe, expect, test } from "vitest";
import { eventReader } from "../../door/domain/sse.ts";

const STREAM = ": hello\n\nid: 12\nevent: changes\ndata: {\"a\":1}\n\nevent: time\r\ndata: x\r\ndata: y\r\n\r\ndata\n\nevent: empty\n\n";
const EVENTS = [
  { event: "changes", data: '{"a":1}' },
  { event: "time", data: "x\ny" },
  { event: "message", data: "" },
];

describe("eventReader", () => {
  test("inOnePiece_isRead_andCommentsAreNone", () => {
    expect(eventReader()(STREAM)).toEqual(EVENTS);
  });

  test.each([1, 2, 3, 7])("inPiecesOf%i_isTheSame", (size) => {
    const read = eventReader();
    const pieces = Array.from({ length: Math.ceil(STREAM.length / size) }, (_, index) => STREAM.slice(index * size, (index + 1) * size));
    expect(pieces.flatMap((piece) => read(piece))).toEqual(EVENTS);
  });

  test("unfinished_isNoEvent", () => {
    expect(eventReader()("event: changes\ndata: {}\n")).toEqual([]);
  });
});
