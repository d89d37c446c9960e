import { formatMoment } from "../../shared/i18n/time.ts";
import type { Translator } from "../../shared/i18n/translate.ts";
import type { AnsweredScan, FailedScan, Scan } from "../domain/scan.ts";
import { faceOf } from "../domain/verdict.ts";
import type { Queue, QueueState } from "../store/queue.ts";
import { openSheet } from "./dialog.ts";
import { button, h } from "../../shared/ui/dom.ts";

const RECENT_SHOWN = 20;

export interface ScansSheetOptions {
  readonly translator: Translator;
  readonly timezone: string;
  readonly now: () => number;
  readonly queue: Queue;
  readonly onSend: () => void;
  /** The queue has changed here, or late answers have been seen. */
  readonly onChange: () => void;
}

/** Opens the list of scans: unsent, not accepted, decided later, and the latest. What is listed counts as seen. */
export async function openScansSheet(options: ScansSheetOptions): Promise<void> {
  const { translator, queue } = options;
  const list = h("div", { class: "scans", testid: "scans" });

  async function fill(): Promise<void> {
    list.replaceChildren(...sections(await queue.state(), options, () => void forgotten()));
  }

  async function forgotten(): Promise<void> {
    options.onChange();
    await fill();
  }

  await fill();
  openSheet({ title: translator.t("scans.title"), translator, content: [list], testid: "scans-sheet", onClose: options.onChange });
  await queue.markSeen();
  options.onChange();
}

function sections(state: QueueState, options: ScansSheetOptions, onForgotten: () => void): HTMLElement[] {
  const { t } = options.translator;
  const late = state.answered.filter((scan) => scan.late);
  const recent = state.answered.filter((scan) => !scan.late).slice(0, RECENT_SHOWN);
  const all = [
    section(t("scans.waiting"), t("scans.waiting.text"), state.waiting.map((scan) => waitingRow(scan, options)), [
      button(t("scans.send"), options.onSend, { testid: "send-now" }),
    ]),
    section(t("scans.failed"), null, state.failed.map((scan) => failedRow(scan, options, onForgotten)), []),
    section(t("scans.late"), t("scans.late.text"), late.map((scan) => answeredRow(scan, options)), []),
    section(t("scans.recent"), null, recent.map((scan) => answeredRow(scan, options)), []),
  ].filter((part) => part !== null);
  return all.length > 0 ? all : [h("p", { class: "hint" }, t("scans.none"))];
}

function section(title: string, text: string | null, rows: readonly HTMLElement[], actions: readonly HTMLElement[]): HTMLElement | null {
  if (rows.length === 0) return null;
  return h(
    "section",
    { class: "scans-section" },
    h("h3", {}, title),
    text === null ? null : h("p", { class: "hint" }, text),
    h("ul", { class: "scans-list" }, ...rows),
    ...actions,
  );
}

function row(at: number, words: string, more: string | null, options: ScansSheetOptions, tone: string): HTMLLIElement {
  const { translator, timezone, now } = options;
  const time = formatMoment(at, { now: now(), timezone, language: translator.language });
  return h(
    "li",
    { class: `scan scan-${tone}` },
    h("span", { class: "scan-time tabular" }, time),
    h("span", { class: "scan-words" }, words),
    more === null ? null : h("span", { class: "scan-more" }, more),
  );
}

function waitingRow(scan: Scan, options: ScansSheetOptions): HTMLElement {
  return row(scan.scannedAt, options.translator.t("verdict.undecided"), excerpt(scan.code), options, "undecided");
}

function failedRow({ scan, why }: FailedScan, options: ScansSheetOptions, onForgotten: () => void): HTMLElement {
  const { t } = options.translator;
  const words = why.kind === "other_event" ? t("scans.failed.other_event") : why.title;
  const element = row(scan.scannedAt, words, excerpt(scan.code), options, "undecided");
  element.append(
    button(t("scans.failed.done"), () => void options.queue.forgetFailed(scan.id).then(onForgotten), {
      class: "button button-plain",
      "aria-label": t("scans.failed.forget"),
    }),
  );
  return element;
}

function answeredRow({ scannedAt, outcome }: AnsweredScan, options: ScansSheetOptions): HTMLElement {
  const { translator } = options;
  const face = faceOf({ kind: "answered", outcome, ownLate: null });
  const ticket = [face.tier, face.serial === null ? null : translator.t("verdict.serial", { n: face.serial })];
  const more = ticket.filter((part) => part !== null).join(" · ");
  const words = translator.plain(face.tone === "admitted" ? "verdict.admitted.list" : face.headline);
  return row(scannedAt, words, more === "" ? null : more, options, face.tone);
}

/** Enough of a code to recognise it, too little to use it. */
function excerpt(code: string): string {
  return code.length > 16 ? `${code.slice(0, 12)} …` : code;
}
