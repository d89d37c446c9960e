import { button, h } from "../../shared/ui/dom.ts";
import { assertNever } from "../../shared/assert.ts";
import type { Phase } from "../domain/phase.ts";
import type { Translator } from "../i18n/translate.ts";
import type { Session, TicketState } from "../session.ts";
import { codeCard } from "./code-card.ts";
import type { CodeCard } from "./code-card.ts";
import { moment, picture, poster, sentence, stamp } from "./parts.ts";

export interface TicketScreenOptions {
  readonly translator: Translator;
  readonly session: Session;
  readonly onRemoved: () => void;
}

export interface Screen {
  readonly element: HTMLElement;
  stop(): void;
}

/** One ticket, in whatever state it is. Drawn anew when that changes; the code changes by itself. */
export function ticketScreen({ translator, session, onRemoved }: TicketScreenOptions): Screen {
  const { t } = translator;
  const element = h("main", { class: "ticket", testid: "ticket" });
  let card: CodeCard | null = null;
  let drawn = "";
  let removing = false;
  let codeWanted = false;

  function redraw(): void {
    drawn = "";
    draw(session.state.get());
  }

  function draw(state: TicketState): void {
    const { kept, phase, online, busy, refused } = state;
    // What is on the page, and nothing else: redrawing would take the focus from under a finger.
    const face = JSON.stringify([phase, kept.picture === null, online, busy, refused, removing, codeWanted]);
    if (face === drawn) return;
    drawn = face;
    card?.stop();
    card = null;
    const view = "view" in phase ? phase.view : null;
    if (view !== null) document.documentElement.dataset["palette"] = view.palette;
    element.dataset["phase"] = phase.kind;
    const hadFocus = element.contains(document.activeElement);
    element.replaceChildren(
      ...(view === null ? [] : [poster(translator, view)]),
      h("div", { class: "body" }, ...body(state), ...(view === null ? [] : [foot(state)])),
    );
    if (hadFocus) element.querySelector<HTMLElement>("h1, h2, button")?.focus();
  }

  function body({ kept, phase, online, busy, refused }: TicketState): HTMLElement[] {
    const problem = refused === null ? [] : [h("p", { class: "problem", role: "alert", testid: "problem" }, sentence(translator, refused))];
    const art = kept.picture === null || !("view" in phase) ? [] : [picture(translator, phase.view, kept.picture)];
    switch (phase.kind) {
      case "loading":
        return [h("p", { class: "lead", role: "status" }, t("loading"))];
      case "unreachable":
        return [offer(t("unreachable.title"), t("unreachable.text"), t("retry"), () => { session.wake(); }, busy)];
      case "unknown_link":
        return [stamp(t("unknown.title"), t("unknown.text"), "bad", "unknown-link")];
      case "free":
        return [
          offer(t("free.title"), t("free.text"), t("free.button"), () => void session.bind(false), busy, phase.view.paper ? t("free.paper") : null),
          ...problem,
          ...art,
        ];
      case "elsewhere":
        return [offer(t("elsewhere.title"), t("elsewhere.text"), t("elsewhere.button"), () => void session.bind(true), busy), ...problem];
      case "replaced":
        return [offer(t("replaced.title"), t("replaced.text"), t("elsewhere.button"), () => void session.bind(true), busy), ...problem];
      case "code":
        return [code(phase.view.number), ...(online ? [] : [h("p", { class: "hint offline", role: "status" }, t("code.offline"))])];
      case "used":
        return [...used(phase), ...problem, ...art];
      case "revoked":
        return [stamp(t("revoked.title"), t("revoked.text", { time: moment(translator, phase.view.revokedAt ?? 0, phase.view) }), "bad", "revoked")];
      case "cancelled":
        return [stamp(t("cancelled.title"), t("cancelled.text"), "bad", "cancelled"), ...art];
      case "over":
        return [...(phase.view.used === null ? [stamp(t("over.title"), t("over.text"), "plain", "over")] : wasThere(phase)), ...art];
      default:
        return assertNever(phase);
    }
  }

  function code(number: string): HTMLElement {
    card = codeCard(translator, number, session.shown);
    return card.element;
  }

  /** Something to do, said large, with one button. */
  function offer(title: string, text: string, label: string, act: () => void, busy: boolean, more: string | null = null): HTMLElement {
    return h(
      "section",
      { class: "offer", testid: "offer" },
      h("h2", {}, title),
      h("p", { class: "lead" }, text),
      more === null ? null : h("p", { class: "hint" }, more),
      button(busy ? t("busy") : label, act, { class: "button button-strong button-wide", disabled: busy, testid: "act" }),
    );
  }

  function wasThere({ view }: Extract<Phase, { kind: "used" | "over" }>): HTMLElement[] {
    const { at, gate } = view.used ?? { at: 0, gate: null };
    const time = moment(translator, at, view);
    return [stamp(t("used.title"), gate === null ? t("used.text", { time }) : t("used.text.gate", { time, gate }), "good", "used")];
  }

  function used(phase: Extract<Phase, { kind: "used" }>): HTMLElement[] {
    const stamped = wasThere(phase);
    if (phase.pass === null) return [...stamped, button(t("elsewhere.button"), () => void session.bind(true), { testid: "act" })];
    const toggle = button(
      t(codeWanted ? "code.hide" : "code.show"),
      () => {
        codeWanted = !codeWanted;
        redraw();
      },
      { testid: "toggle-code", "aria-expanded": String(codeWanted) },
    );
    return [...stamped, ...(codeWanted ? [code(phase.view.number)] : []), h("p", { class: "hint" }, t("code.again")), toggle];
  }

  function foot({ kept }: TicketState): HTMLElement {
    const page = h("a", { href: `/t/${kept.token}` }, t("ticket.page"));
    const set = (wanted: boolean) => () => {
      removing = wanted;
      redraw();
    };
    if (!removing) return h("div", { class: "foot" }, page, button(t("remove"), set(true), { class: "button button-plain", testid: "remove" }));
    return h(
      "div",
      { class: "foot foot-ask", role: "group", "aria-label": t("remove") },
      h("p", {}, t("remove.text")),
      button(t("remove.confirm"), () => void session.remove().then(onRemoved), { class: "button button-strong", testid: "remove-confirm" }),
      button(t("remove.cancel"), set(false)),
    );
  }

  const unwatch = session.state.watch(draw);
  return {
    element,
    stop: () => {
      unwatch();
      card?.stop();
    },
  };
}
