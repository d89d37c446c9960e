import type { Translator } from "../../shared/i18n/translate.ts";
import type { Notice } from "../domain/notice.ts";
import { button, h } from "../../shared/ui/dom.ts";
import { noticeText, ticketOf } from "./scans-sheet.ts";

export interface AlarmOptions {
  readonly notice: Notice;
  readonly translator: Translator;
  readonly timezone: string;
  readonly now: () => number;
  readonly onDismiss: () => void;
}

/** What came out later, above everything else until somebody has read it; a verdict below it goes on. */
export function alarmView(options: AlarmOptions): HTMLElement {
  const { notice, translator } = options;
  const ticket = ticketOf(notice, translator);
  return h(
    "section",
    { class: "alarm", role: "alert", testid: "alarm", "data-kind": notice.kind },
    h("h2", { class: "alarm-title" }, translator.t(`notice.${notice.kind}`)),
    ticket === null ? null : h("p", { class: "alarm-ticket" }, ticket),
    h("p", {}, noticeText(notice, options)),
    button(translator.t("notice.dismiss"), options.onDismiss, { class: "button", testid: "alarm-dismiss" }),
  );
}
