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
  /** The check-in list that the scan was counted on. */
  readonly list: string;
}

export interface VerdictOptions extends Shown {
  readonly onDismiss: () => void;
  /** A supervisor lets the ticket in all the same; `null` on a steward's device. */
  readonly onOverride: ((face: Face) => void) | null;
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
    h("div", { class: "verdict-foot" }, ...foot(options)),
  );
  view.prepend(verdictShape(face.tone));
  return view;
}

function foot({ face, translator, onOverride }: VerdictOptions): HTMLElement[] {
  const { t } = translator;
  if (face.tone === "admitted" || face.tone === "exited") return [];
  const dismiss = h("p", { class: "verdict-dismiss" }, t("verdict.dismiss"));
  if (!face.overridable || face.tone !== "refused") return [dismiss];
  if (onOverride === null) return [h("p", { class: "verdict-dismiss", testid: "ask-supervisor" }, t("verdict.supervisor")), dismiss];
  const override = h("button", { type: "button", class: "button verdict-button", testid: "override" }, t("verdict.override"));
  override.addEventListener("click", (event) => {
    event.stopPropagation();
    onOverride(face);
  });
  // The shape needs the room more than a hint that supervisors know by heart.
  return [override];
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
  const parts = [translator.plain(face.headline), face.note, face.tier, sentenceOf(face, translator), firstOf(options)];
  return parts.filter((part) => part !== null && part !== "").join(". ");
}

function details(options: Shown): HTMLElement[] {
  const { face, translator } = options;
  const small = [
    face.medium === null ? null : translator.t(`medium.${face.medium}`),
    face.serial === null ? null : translator.t("verdict.serial", { n: face.serial }),
    options.list,
  ].filter((part) => part !== null);
  const lines: [string, string | null][] = [
    ["verdict-note", face.note],
    ["verdict-first", firstOf(options)],
    ["verdict-tier", face.tier],
    ["verdict-tier", face.name],
    ["verdict-sentence", sentenceOf(face, translator)],
    ["verdict-small", small.join(" · ")],
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
