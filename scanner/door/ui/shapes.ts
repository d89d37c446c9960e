import type { Tone } from "../domain/flow.ts";

const SVG = "http://www.w3.org/2000/svg";

/** Drawn from a few straight strokes, so that each is told from the others by its outline alone. */
const STROKES: Readonly<Record<Tone, string>> = {
  admitted: "M8 54 38 84 92 22",
  refused: "M14 14 86 86 M86 14 14 86",
  /** Out: an arrow to the right. */
  exited: "M8 50H88 M54 16 88 50 54 84",
  /** Two crossing over one another would be a cross; two strokes and a point are an exclamation, doubled. */
  clash: "M30 8V62 M30 76V92 M70 8V62 M70 76V92",
  undecided: "M32 12V88 M68 12V88",
};

/** The verdict's shape: a tick, a cross, or two bars for a pause. Says nothing to a screen reader. */
export function verdictShape(tone: Tone): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("class", "shape");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", STROKES[tone]);
  svg.append(path);
  return svg;
}
