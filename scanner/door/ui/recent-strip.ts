import { formatMoment } from "../../shared/i18n/time.ts";
import type { Translator } from "../../shared/i18n/translate.ts";
import type { Recent } from "../domain/recent.ts";
import { h } from "../../shared/ui/dom.ts";
import { verdictShape } from "./shapes.ts";

export interface RecentStrip {
  readonly element: HTMLElement;
  show(recent: readonly Recent[]): void;
}

/** The last verdicts side by side, newest first: colour, shape, ticket and time. For rapid mode, where verdicts are gone at once. */
export function recentStrip(translator: Translator, timezone: string, now: () => number): RecentStrip {
  const element = h("ol", { class: "recent", "aria-label": translator.t("recent.title"), testid: "recent" });
  let before: readonly Recent[] | null = null;
  return {
    element,
    show: (recent) => {
      if (recent === before) return;
      before = recent;
      element.replaceChildren(...recent.map(({ at, face }) => {
        const said = face.tone === "admitted" || face.tone === "exited" ? translator.t(`tone.${face.tone}`) : translator.plain(face.headline);
        const time = formatMoment(at, { now: now(), timezone, language: translator.language });
        const item = h(
          "li",
          { class: `recent-one recent-${face.tone}`, "data-outcome": face.tone },
          h("span", { class: "visually-hidden" }, said),
          h("span", { class: "recent-number tabular" }, face.serial === null ? "–" : String(face.serial)),
          h("span", { class: "recent-time tabular" }, time),
        );
        item.prepend(verdictShape(face.tone));
        return item;
      }));
    },
  };
}
