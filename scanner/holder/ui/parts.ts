import { formatMoment } from "../../shared/i18n/time.ts";
import type { Failure } from "../../shared/errors.ts";
import { h } from "../../shared/ui/dom.ts";
import type { TicketView } from "../domain/ticket.ts";
import type { Translator } from "../i18n/translate.ts";

/** A moment in the event's own zone, always with its day. */
export function moment({ language }: Translator, at: number, { event }: TicketView): string {
  // Nothing of ours happened in 1970, so no day is left out.
  return formatMoment(at, { now: 0, timezone: event.timezone, language });
}

/** The ticket's head: who invites, to what, when and where. */
export function poster(translator: Translator, view: TicketView): HTMLElement {
  const { t } = translator;
  const { event } = view;
  const fact = (name: string, value: string): HTMLElement | null =>
    value === "" ? null : h("div", {}, h("dt", {}, name), h("dd", {}, value));
  return h(
    "header",
    { class: "poster" },
    h("p", { class: "poster-over" }, h("span", {}, view.collective), h("span", { class: "tabular" }, view.number)),
    h("h1", { class: event.name.length > 24 ? "poster-name is-long" : "poster-name", tabindex: "-1" }, event.name),
    h(
      "dl",
      { class: "poster-facts" },
      fact(t("ticket.when"), moment(translator, event.startsAt, view)),
      fact(t("ticket.where"), event.venue),
      fact(t("ticket.tier"), view.tierName),
    ),
  );
}

/** A state said large, and what it means. */
export function stamp(title: string, text: string, kind: "good" | "bad" | "plain", testid: string): HTMLElement {
  return h("section", { class: `stamp stamp-${kind}`, testid }, h("h2", {}, title), h("p", {}, text));
}

/** The chain's picture. It comes from a contract, and as an image it can do nothing. */
export function picture({ t }: Translator, view: TicketView, svg: string): HTMLElement {
  return h("img", { class: "picture", src: `data:image/svg+xml,${encodeURIComponent(svg)}`, alt: t("picture.alt", { number: view.number }) });
}

/** What stood in the way, in the reader's language. */
export function sentence({ t }: Translator, failure: Failure): string {
  if (failure.kind === "problem") return failure.detail === "" ? failure.title : failure.detail;
  return failure.kind === "unreadable" ? t("error.server") : t("error.network");
}
