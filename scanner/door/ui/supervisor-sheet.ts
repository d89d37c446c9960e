import type { Translator } from "../../shared/i18n/translate.ts";
import { formatMoment } from "../../shared/i18n/time.ts";
import type { Clash, ClashScan, FoundTicket } from "../domain/lookup.ts";
import type { AnsweredScan } from "../domain/scan.ts";
import { faceOf } from "../domain/verdict.ts";
import type { Queue } from "../store/queue.ts";
import type { Supervisor } from "../supervisor.ts";
import { openSheet } from "./dialog.ts";
import { button, field, h } from "../../shared/ui/dom.ts";
import { answeredRow, ticketOf } from "./scans-sheet.ts";
import type { Supervising } from "./supervising.ts";
import { openTicketSheet } from "./ticket-sheet.ts";
import { failureOfAsking } from "./why-sheet.ts";

export interface SupervisorSheetOptions {
  readonly translator: Translator;
  readonly timezone: string;
  readonly now: () => number;
  readonly queue: Queue;
  readonly supervisor: Supervisor;
  readonly supervising: Supervising;
}

const REFUSED_SHOWN = 20;

/** Opens the supervisor's sheet: find a ticket, see who is in twice, and who was refused here. */
export function openSupervisorSheet(options: SupervisorSheetOptions): void {
  const { translator, queue } = options;
  const { t } = translator;
  const clashes = h("div", { class: "scans-section", testid: "clashes" });
  const refused = h("div", { class: "scans-section", testid: "refused" });
  const stop = queue.state.watch(({ answered }) => {
    refused.replaceChildren(...refusedRows(answered, options));
  });
  void showClashes(clashes, options);
  openSheet({
    title: t("supervisor.title"),
    translator,
    testid: "supervisor-sheet",
    onClose: stop,
    content: [searchPart(options), part(t("clashes.title"), clashes), part(t("refused.title"), refused)],
  });
}

function part(title: string, content: HTMLElement): HTMLElement {
  return h("section", { class: "scans-section" }, h("h3", {}, title), content);
}

function say(text: string): HTMLElement {
  return h("p", { class: "hint" }, text);
}

function searchPart(options: SupervisorSheetOptions): HTMLElement {
  const { translator, supervisor } = options;
  const { t } = translator;
  const input = h("input", { class: "input", type: "search", testid: "search", required: true, maxlength: 100, autocomplete: "off", enterkeyhint: "search" });
  const found = h("div", { class: "found", role: "status", testid: "found" });
  let asked = 0;

  async function search(): Promise<void> {
    const words = input.value.trim();
    if (words === "") return;
    asked += 1;
    const mine = asked;
    found.replaceChildren(say(t("ask.busy")));
    const result = await supervisor.search(words);
    // A slow answer to an earlier question must not cover the later one.
    if (mine !== asked) return;
    const failed = failureOfAsking(result, translator);
    if (failed !== null) found.replaceChildren(h("p", { class: "problem" }, failed));
    else if (result.ok && result.value.length > 0) found.replaceChildren(...result.value.map((ticket) => foundRow(ticket, options)));
    else found.replaceChildren(say(t("search.none")));
  }

  const onSubmit = (event: Event): void => {
    event.preventDefault();
    void search();
  };
  const submit = h("button", { type: "submit", class: "button button-strong", testid: "search-submit" }, t("search.submit"));
  return h("form", { class: "form", on: { submit: onSubmit } }, field(t("search.label"), input, t("search.hint")), submit, found);
}

function foundRow(ticket: FoundTicket, options: SupervisorSheetOptions): HTMLElement {
  const { t } = options.translator;
  const row = button("", () => { openTicketSheet(ticket, options); }, { class: "found-ticket", testid: "found-ticket" });
  const who = [ticket.tier.name, ticket.name].filter((text) => text !== null).join(" · ");
  row.append(
    h("span", { class: "scan-words tabular" }, ticket.number),
    h("span", {}, who),
    h("span", { class: "scan-more" }, t(`ticket.state.${ticket.state}`)),
  );
  return row;
}

async function showClashes(place: HTMLElement, options: SupervisorSheetOptions): Promise<void> {
  const { translator, supervisor } = options;
  const { t } = translator;
  place.replaceChildren(say(t("ask.busy")));
  const result = await supervisor.clashes();
  const failed = failureOfAsking(result, translator);
  if (failed !== null) place.replaceChildren(h("p", { class: "problem", role: "status" }, failed));
  else if (!result.ok || result.value.length === 0) place.replaceChildren(say(t("clashes.none")));
  else place.replaceChildren(...result.value.map((clash) => clashOf(clash, options, () => void showClashes(place, options))));
}

function clashOf({ tier, number, scans }: Clash, options: SupervisorSheetOptions, again: () => void): HTMLElement {
  const title = h("h4", { class: "clash-ticket" }, `${tier.name} · ${number}`);
  return h("article", { class: "clash", testid: "clash" }, title, h("ul", { class: "scans-list" }, ...scans.map((scan) => clashRow(scan, options, again))));
}

function clashRow(scan: ClashScan, { translator, timezone, now, supervising }: SupervisorSheetOptions, again: () => void): HTMLElement {
  const { t } = translator;
  const where = [scan.gate, scan.device].filter((text) => text !== null).join(" · ");
  const words = t(scan.direction === "entry" ? "verdict.admitted.list" : "verdict.exited.list");
  const mark = scan.undone ? t("undo.done") : scan.clash ? t("clashes.surplus") : null;
  return h(
    "li",
    { class: `scan${scan.clash ? " scan-clash" : ""}`, "data-undone": scan.undone },
    h("span", { class: "scan-time tabular" }, formatMoment(scan.at, { now: now(), timezone, language: translator.language })),
    h("span", { class: "scan-words" }, mark === null ? words : `${words}, ${mark}`),
    h("span", { class: "scan-more" }, where),
    scan.undone
      ? null
      : button(t("undo.action"), () => { supervising.undo(scan.id, again); }, { class: "button button-plain", testid: "clash-undo" }),
  );
}

function refusedRows(answered: readonly AnsweredScan[], options: SupervisorSheetOptions): HTMLElement[] {
  const { translator, supervising } = options;
  const { t } = translator;
  const refused = answered.filter(({ outcome }) => outcome.outcome === "refused").slice(0, REFUSED_SHOWN);
  if (refused.length === 0) return [say(t("refused.none"))];
  const rows = refused.map((scan) => {
    const row = answeredRow(scan, options);
    const face = faceOf({ kind: "decided", by: "server", judged: scan.outcome });
    const { ticket } = face;
    if (ticket !== null && face.overridable) {
      const admit = (): void => { supervising.admit(ticket, t("verdict.override"), ticketOf(face, translator) ?? ""); };
      row.append(button(t("verdict.override"), admit, { class: "button button-plain", testid: "refused-admit" }));
    }
    return row;
  });
  return [h("ul", { class: "scans-list" }, ...rows)];
}
