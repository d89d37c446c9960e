import { formatMoment } from "../../shared/i18n/time.ts";
import type { Translator } from "../../shared/i18n/translate.ts";
import type { FoundTicket } from "../domain/lookup.ts";
import type { Queue } from "../store/queue.ts";
import { openSheet } from "./dialog.ts";
import { button, h } from "../../shared/ui/dom.ts";
import { answeredRow, undoButton } from "./scans-sheet.ts";
import type { Supervising } from "./supervising.ts";

export interface TicketSheetOptions {
  readonly translator: Translator;
  readonly timezone: string;
  readonly now: () => number;
  readonly queue: Queue;
  readonly supervising: Supervising;
}

/** Opens one ticket as a supervisor sees it: what is known, what was scanned here, and what to do about it. */
export function openTicketSheet(ticket: FoundTicket, options: TicketSheetOptions): void {
  const { translator, queue, supervising } = options;
  const { t } = translator;
  const scans = h("ul", { class: "scans-list" });
  const section = h("section", { class: "scans-section" }, h("h3", {}, t("ticket.scans")), scans);
  const stop = queue.state.watch(({ answered }) => {
    const own = answered.filter(({ outcome }) => outcome.tier?.number === ticket.tier.number && outcome.serial === ticket.serial + 1);
    section.hidden = own.length === 0;
    scans.replaceChildren(
      ...own.map((scan) => {
        const row = answeredRow(scan, options);
        row.append(...undoButton(scan, options));
        return row;
      }),
    );
  });
  // Somebody is in already, or may not come: then it is letting in despite that, and says so.
  const isPlain = ticket.state === "expected";
  const title = t(isPlain ? "ticket.admit" : "verdict.override");
  const admit = button(title, () => { supervising.admit(ticketRef(ticket), title, t("ticket.admit.text")); }, {
    class: "button button-strong",
    testid: "ticket-admit",
  });
  openSheet({
    title: t("ticket.title", { number: ticket.number }),
    translator,
    testid: "ticket-sheet",
    onClose: stop,
    content: [facts(ticket, options), ticket.state === "revoked" ? h("p", { class: "notice" }, t("ticket.revoked.text")) : admit, section],
  });
}

function ticketRef({ tier, serial }: FoundTicket): { tier: number; serial: number } {
  return { tier: tier.number, serial };
}

function facts(ticket: FoundTicket, { translator, timezone, now }: TicketSheetOptions): HTMLElement {
  const { t, number } = translator;
  const { first } = ticket;
  const reader = { now: now(), timezone, language: translator.language };
  const all: readonly [string, string | null][] = [
    [t("ticket.note"), ticket.note],
    [t("ticket.person"), ticket.name],
    [t("ticket.state"), t(`ticket.state.${ticket.state}`)],
    [t("ticket.tier"), ticket.tier.name],
    [t("ticket.first"), first === null ? null : t("notice.at", { time: formatMoment(first.at, reader), gate: first.gate })],
    [t("ticket.entries"), ticket.entries === 0 ? null : number(ticket.entries)],
    [t("ticket.inside"), ticket.entries === 0 ? null : number(ticket.inside)],
    [t("clashes.title"), ticket.clashes === 0 ? null : number(ticket.clashes)],
  ];
  return h("dl", { class: "facts ticket-facts" }, ...all.flatMap(([name, value]) => (value === null ? [] : [h("dt", {}, name), h("dd", {}, value)])));
}
