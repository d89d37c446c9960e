import type { Clock } from "../../shared/clock.ts";
import type { Language } from "../../shared/i18n/catalogue.ts";
import { button, h } from "../../shared/ui/dom.ts";
import { languageSwitch } from "../../shared/ui/language-switch.ts";
import { keepScreenOn } from "../../shared/ui/wake-lock.ts";
import { tokenFromFragment } from "../domain/fragment.ts";
import type { Kept } from "../domain/ticket.ts";
import { createTranslator } from "../i18n/translate.ts";
import type { Api } from "../net/api.ts";
import { startSession } from "../session.ts";
import type { Session } from "../session.ts";
import type { Store } from "../store/tickets.ts";
import { listScreen } from "./list-screen.ts";
import { lockTicket } from "./tab-lock.ts";
import type { TabLock } from "./tab-lock.ts";
import { ticketScreen } from "./ticket-screen.ts";

export interface AppOptions {
  readonly root: HTMLElement;
  readonly store: Store;
  readonly api: Api;
  readonly clock: Clock;
  readonly language: Language;
  readonly onLanguage: (language: Language) => void;
}

/** A ticket that is open: what works for it, and how to give all of it back. */
interface Work {
  readonly session: Session;
  stop(): void;
}

/** The app: one ticket large, or the list of all. */
export async function runApp({ root, store, api, clock, language: first, onLanguage }: AppOptions): Promise<void> {
  let translator = createTranslator(first);
  let work: Work | null = null;
  let again: () => Promise<void> = showList;

  function page(content: HTMLElement, more: { readonly list: boolean }): void {
    const { t } = translator;
    document.documentElement.lang = translator.language;
    document.title = `${t("app.name")} · ${t("app.holder")}`;
    document.querySelector("link[rel=manifest]")?.setAttribute("href", `/holder/manifest.${translator.language}.webmanifest`);
    const choose = (language: Language): void => {
      translator = createTranslator(language);
      onLanguage(language);
      void store.keep({ language });
      void again();
    };
    root.replaceChildren(
      h(
        "nav",
        { class: "bar", "aria-label": t("app.holder") },
        h("span", { class: "brand" }, t("app.name")),
        more.list ? button(t("back"), () => void showList(), { class: "button button-plain", testid: "all" }) : null,
      ),
      content,
      h("footer", { class: "end" }, languageSwitch(t("language"), translator.language, choose)),
    );
    content.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  function leave(): void {
    work?.stop();
    work = null;
    delete document.documentElement.dataset["palette"];
  }

  async function showList(): Promise<void> {
    leave();
    again = showList;
    await store.keep({ open: null });
    page(listScreen(translator, await store.all(), (ticket) => void showTicket(ticket, false)), { list: false });
  }

  async function showTicket(ticket: Kept, steal: boolean): Promise<void> {
    leave();
    again = () => showTicket(ticket, false);
    await store.keep({ open: ticket.token });
    const lost = (): void => {
      leave();
      busyTab(ticket, translator.t("tab.taken"));
    };
    const lock = await lockTicket(ticket.token, { steal, lost });
    if (lock === null) busyTab(ticket, translator.t("tab.text"));
    else await open(ticket, lock);
  }

  async function open({ token, addedAt }: Kept, lock: TabLock): Promise<void> {
    const kept = await store.open(token, addedAt);
    const { contact } = await store.values();
    const isVisible = (): boolean => document.visibilityState === "visible";
    const session = startSession({ kept, contact, api, store, clock, random: Math.random, isVisible });
    const stopWakeLock = keepScreenOn();
    const screen = ticketScreen({ translator, session, onRemoved: () => void showList() });
    work = {
      session,
      stop: () => {
        session.stop();
        screen.stop();
        stopWakeLock();
        lock.release();
      },
    };
    page(screen.element, { list: true });
    // Browsers evict what they may, and this is somebody's way in.
    if ("storage" in navigator) void navigator.storage.persist().catch(() => false);
  }

  function busyTab(ticket: Kept, text: string): void {
    const { t } = translator;
    const take = button(t("tab.button"), () => void showTicket(ticket, true), { class: "button button-strong", testid: "take-tab" });
    const content = h("main", { class: "body offer", testid: "other-tab" }, h("h1", { tabindex: "-1" }, t("tab.title")), h("p", { class: "lead" }, text), take);
    page(content, { list: true });
  }

  async function begin(): Promise<void> {
    const token = tokenFromFragment(location.hash);
    if (token !== null) {
      const ticket = await store.open(token, clock.wall());
      // Kept now; in the address it could be sent on, or read over a shoulder.
      history.replaceState(null, "", location.pathname);
      await showTicket(ticket, false);
      return;
    }
    const all = await store.all();
    const { open: last } = await store.values();
    const ticket = all.find((one) => one.token === last) ?? (all.length === 1 ? all[0] : undefined);
    await (ticket === undefined ? showList() : showTicket(ticket, false));
  }

  addEventListener("hashchange", () => {
    if (tokenFromFragment(location.hash) !== null) void begin();
  });
  addEventListener("online", () => work?.session.wake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") work?.session.wake();
  });
  await begin();
}
