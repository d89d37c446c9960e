import { button, h } from "../../shared/ui/dom.ts";
import type { Kept } from "../domain/ticket.ts";
import type { Translator } from "../i18n/translate.ts";
import { moment } from "./parts.ts";

/** All tickets of this phone, one's own and friends'; the next event first. */
export function listScreen(translator: Translator, tickets: readonly Kept[], onOpen: (ticket: Kept) => void): HTMLElement {
  const { t } = translator;
  if (tickets.length === 0) {
    return h(
      "main",
      { class: "list body", testid: "list" },
      h("h1", { class: "list-title", tabindex: "-1" }, t("list.empty")),
      h("p", { class: "lead" }, t("list.empty.text")),
    );
  }
  const sorted = tickets.toSorted((a, b) => (a.view?.event.startsAt ?? 0) - (b.view?.event.startsAt ?? 0));
  return h(
    "main",
    { class: "list body", testid: "list" },
    h("h1", { class: "list-title", tabindex: "-1" }, t("list.title")),
    h("ul", { class: "list-items" }, ...sorted.map((ticket) => h("li", {}, entry(translator, ticket, onOpen)))),
  );
}

function entry(translator: Translator, ticket: Kept, onOpen: (ticket: Kept) => void): HTMLElement {
  const { view } = ticket;
  const open = (): void => {
    onOpen(ticket);
  };
  const item = button("", open, { class: "list-item", testid: "list-item" });
  if (view === null) {
    item.append(translator.t("loading"));
    return item;
  }
  item.dataset["palette"] = view.palette;
  item.append(
    h("span", { class: "list-name" }, view.event.name),
    h("span", { class: "list-facts tabular" }, `${moment(translator, view.event.startsAt, view)} · ${view.tierName} · ${view.number}`),
  );
  return item;
}
