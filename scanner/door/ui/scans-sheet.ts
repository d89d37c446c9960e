import { formatMoment } from "../../shared/i18n/time.ts";
import type { Translator } from "../../shared/i18n/translate.ts";
import type { Notice } from "../domain/notice.ts";
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
  /** Whether a waiting scan can be brought to its answer by this pairing. */
  readonly isOurs: (scan: Scan) => boolean;
  readonly onSend: () => void;
}

/** Opens the list of scans: found out later, unsent, not accepted, and the latest. What is listed counts as seen. */
export function openScansSheet(options: ScansSheetOptions): void {
  const { translator, queue } = options;
  const list = h("div", { class: "scans", testid: "scans" });
  const stop = queue.state.watch((state) => {
    list.replaceChildren(...sections(state, options));
  });
  openSheet({ title: translator.t("scans.title"), translator, content: [list], testid: "scans-sheet", onClose: stop });
  void queue.markSeen();
}

function sections(state: QueueState, options: ScansSheetOptions): HTMLElement[] {
  const { t } = options.translator;
  const waiting = state.waiting.filter((scan) => options.isOurs(scan));
  const elsewhere = state.waiting.filter((scan) => !options.isOurs(scan));
  const all = [
    section(t("scans.notices"), null, state.notices.map((notice) => noticeRow(notice, options)), []),
    section(t("scans.waiting"), t("scans.waiting.text"), waiting.map((scan) => waitingRow(scan, options)), [
      button(t("scans.send"), options.onSend, { testid: "send-now" }),
    ]),
    section(t("scans.elsewhere"), t("scans.elsewhere.text"), elsewhere.map((scan) => waitingRow(scan, options)), []),
    section(t("scans.failed"), null, state.failed.map((scan) => failedRow(scan, options)), []),
    section(t("scans.recent"), null, state.answered.slice(0, RECENT_SHOWN).map((scan) => answeredRow(scan, options)), []),
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
  return h(
    "li",
    { class: `scan scan-${tone}` },
    h("span", { class: "scan-time tabular" }, moment(at, options)),
    h("span", { class: "scan-words" }, words),
    more === null ? null : h("span", { class: "scan-more" }, more),
  );
}

function moment(at: number, { translator, timezone, now }: Pick<ScansSheetOptions, "translator" | "timezone" | "now">): string {
  return formatMoment(at, { now: now(), timezone, language: translator.language });
}

function noticeRow(notice: Notice, options: ScansSheetOptions): HTMLElement {
  const { translator } = options;
  const element = row(notice.at, translator.t(`notice.${notice.kind}`), ticketOf(notice, translator), options, "clash");
  element.dataset["testid"] = `notice-${notice.kind}`;
  element.append(h("p", { class: "scan-text" }, noticeText(notice, options)));
  return element;
}

/** What a notice has to say, with every time and gate that is known. */
export function noticeText(notice: Notice, options: Pick<ScansSheetOptions, "translator" | "timezone" | "now">): string {
  const { translator } = options;
  const because = notice.kind === "let_in" && notice.reason !== null ? [translator.t(`reason.${notice.reason}.text`)] : [];
  const places = [...(notice.first === null ? [] : [notice.first]), ...notice.scans].map(({ at, gate }) =>
    translator.t("notice.at", { time: moment(at, options), gate }),
  );
  return [translator.t(`notice.${notice.kind}.text`), ...because, places.join(" · ")].filter((part) => part !== "").join(" ");
}

/** "Mitglied · Nr. 12", as far as known. */
export function ticketOf({ tier, serial }: { tier: string | null; serial: number | null }, translator: Translator): string | null {
  const parts = [tier, serial === null ? null : translator.t("verdict.serial", { n: serial })].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(" · ");
}

function waitingRow(scan: Scan, options: ScansSheetOptions): HTMLElement {
  const { translator } = options;
  const { shown } = scan;
  const words =
    shown === null
      ? translator.t("scans.waiting.word")
      : shown.outcome === "refused"
        ? translator.t(`reason.${shown.reason ?? "other"}`)
        : translator.t(`verdict.${shown.outcome}.list`);
  return row(scan.scannedAt, words, excerpt(scan.code), options, shown?.outcome ?? "undecided");
}

function failedRow({ scan, why }: FailedScan, options: ScansSheetOptions): HTMLElement {
  const element = row(scan.scannedAt, why.title, excerpt(scan.code), options, "undecided");
  element.append(
    button(options.translator.t("scans.failed.done"), () => void options.queue.forgetFailed(scan.id), {
      class: "button button-plain",
      "aria-label": options.translator.t("scans.failed.forget"),
    }),
  );
  return element;
}

function answeredRow({ scannedAt, outcome }: AnsweredScan, options: ScansSheetOptions): HTMLElement {
  const { translator } = options;
  const face = faceOf({ kind: "decided", by: "server", judged: outcome });
  const words = outcome.outcome === "refused" ? translator.plain(face.headline) : translator.t(`verdict.${outcome.outcome}.list`);
  return row(scannedAt, words, ticketOf(face, translator), options, face.tone);
}

/** Enough of a code to recognise it, too little to use it. */
function excerpt(code: string): string {
  return code.length > 16 ? `${code.slice(0, 12)} …` : code;
}
