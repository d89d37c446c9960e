import { h } from "../../shared/ui/dom.ts";
import type { Observable } from "../../shared/observable.ts";
import { PROOF_SECONDS } from "../domain/time.ts";
import type { Translator } from "../i18n/translate.ts";
import { QUIET_ZONE, drawCode } from "../qr.ts";
import type { Shown } from "../session.ts";

const SVG = "http://www.w3.org/2000/svg";

/** The code on white, the count-down to the next, and a mark that a picture of the screen cannot move. */
export interface CodeCard {
  readonly element: HTMLElement;
  stop(): void;
}

export function codeCard({ t }: Translator, number: string, shown: Observable<Shown | null>): CodeCard {
  const path = document.createElementNS(SVG, "path");
  const code = document.createElementNS(SVG, "svg");
  code.setAttribute("role", "img");
  code.setAttribute("aria-label", t("code.alt", { number }));
  code.setAttribute("shape-rendering", "crispEdges");
  code.dataset["testid"] = "code";
  code.append(path);
  const cells = Array.from({ length: PROOF_SECONDS }, () => h("span", { class: "beat-cell" }));
  const beat = h("div", { class: "beat", "aria-hidden": "true" }, ...cells, h("span", { class: "beat-runner" }));
  const next = h("p", { class: "code-next tabular", role: "timer" });
  let text = "";
  const stop = shown.watch((now) => {
    if (now === null) return;
    if (now.text !== text) {
      text = now.text;
      draw(code, path, text);
    }
    const seconds = Math.max(1, Math.ceil(now.leftMs / 1000));
    const words = t("code.next", { seconds });
    if (next.textContent !== words) next.textContent = words;
    cells.forEach((cell, place) => cell.classList.toggle("is-past", place >= seconds));
  });
  const element = h("section", { class: "code", testid: "code-card" }, beat, h("p", { class: "code-hint" }, t("code.hint")), next);
  element.prepend(code);
  return { element, stop };
}

function draw(code: SVGSVGElement, path: SVGPathElement, text: string): void {
  const { size, path: drawing } = drawCode(text);
  const side = size + 2 * QUIET_ZONE;
  code.setAttribute("viewBox", `${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}`);
  path.setAttribute("d", drawing);
}
