import type { Translator } from "../../shared/i18n/translate.ts";
import { formatMoment, isSameDay } from "../../shared/i18n/time.ts";
import type { Face } from "../domain/verdict.ts";
import { h } from "../../shared/ui/dom.ts";
import { verdictShape } from "./shapes.ts";

/** A face and what it takes to put it into words: the event's zone and the present moment, for "first at". */
export interface Shown {
  readonly face: Face;
  readonly translator: Translator;
  readonly timezone: string;
  readonly now: number;
}

export interface VerdictOptions extends Shown {
  readonly onDismiss: () => void;
}

/** The full-screen verdict. A tap anywhere dismisses it; keys are the screen's business. */
export function verdictView(options: VerdictOptions): HTMLElement {
  const { face, translator } = options;
  const headline = translator.plain(face.headline);
  const words = headline.split(" ").map((word) => h("span", { class: "verdict-word" }, word));
  const title = h("h1", { class: "verdict-headline" }, ...words.flatMap((word) => [word, " "]));
  const view = h(
    "section",
    {
      class: `verdict verdict-${face.tone}`,
      testid: "verdict",
      "data-outcome": face.tone,
      "data-reason": face.reason,
      lang: translator.language,
      on: { click: options.onDismiss },
    },
    h("div", { class: "verdict-text" }, title, ...details(options)),
    face.tone === "admitted" || face.tone === "exited" ? null : h("p", { class: "verdict-dismiss" }, translator.t("verdict.dismiss")),
  );
  view.prepend(verdictShape(face.tone));
  return view;
}

/**
 * Makes the longest word of the headline as wide as its column, so that it is read from two metres and never breaks; to be
 * called once the view is on the page, and when its size changes.
 */
export function fitHeadline(view: HTMLElement): void {
  const title = view.querySelector<HTMLElement>(".verdict-headline");
  const column = title?.parentElement;
  if (title === null || column === null || column === undefined) return;
  title.style.fontSize = "100px";
  const widest = Math.max(...Array.from(title.children, (word) => word.getBoundingClientRect().width));
  title.style.fontSize = "";
  if (widest > 0) title.style.setProperty("--fit", `${100 * (column.clientWidth / widest)}px`);
}

/** The verdict as one sentence for a screen reader. */
export function verdictSpeech(options: Shown): string {
  const { face, translator } = options;
  const parts = [translator.plain(face.headline), face.tier, face.note, sentenceOf(face, translator), firstOf(options)];
  return parts.filter((part) => part !== null && part !== "").join(". ");
}

function details(options: Shown): HTMLElement[] {
  const { face, translator } = options;
  const small = [
    face.medium === null ? null : translator.t(`medium.${face.medium}`),
    face.serial === null ? null : translator.t("verdict.serial", { n: face.serial }),
  ].filter((part) => part !== null);
  const lines: [string, string | null][] = [
    ["verdict-first", firstOf(options)],
    ["verdict-tier", face.tier],
    ["verdict-tier", face.name],
    ["verdict-note", face.note],
    ["verdict-sentence", sentenceOf(face, translator)],
    ["verdict-small", small.length === 0 ? null : small.join(" · ")],
  ];
  return lines.flatMap(([name, text]) => (text === null ? [] : [h("p", { class: name }, text)]));
}

function sentenceOf({ sentence }: Face, translator: Translator): string | null {
  return sentence === null ? null : translator.plain(sentence);
}

function firstOf({ face, translator, ...here }: Shown): string | null {
  if (face.first === null) return null;
  const reader = { ...here, language: translator.language };
  const values = { time: formatMoment(face.first.at, reader), gate: face.first.gate };
  return isSameDay(face.first.at, reader)
    ? translator.t("verdict.first", values)
    : translator.t("verdict.first.date", values);
}
