/** Reads server-sent events (HTML, 9.2) out of text that arrives in pieces. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** A reader that keeps what is unfinished. Comments and other lines without data make no event. */
export function eventReader(): (text: string) => StreamEvent[] {
  let rest = "";
  let event = "";
  let data: string[] = [];

  function take(line: string): StreamEvent | null {
    if (line === "") {
      const done = data.length > 0 ? { event: event === "" ? "message" : event, data: data.join("\n") } : null;
      event = "";
      data = [];
      return done;
    }
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(colon + 1).replace(/^ /u, "");
    if (field === "event") event = value;
    if (field === "data") data.push(value);
    return null;
  }

  return (text) => {
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/u);
    rest = lines.pop() ?? "";
    return lines.map(take).filter((done) => done !== null);
  };
}
