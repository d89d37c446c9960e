import type { Translator } from "../../shared/i18n/translate.ts";
import type { DoorState } from "../state.ts";
import { button, h } from "../../shared/ui/dom.ts";
import type { Feedback } from "./sound.ts";

/** While the server is listened to, nothing is older than this; then there is no need to say how old. */
const FRESH_MS = 20_000;

export interface StatusBar {
  readonly counts: HTMLElement;
  readonly line: HTMLElement;
  readonly checking: HTMLElement;
  show(state: DoorState): void;
  /** How old the state is, in milliseconds; `null` when there is none. */
  showAge(ms: number | null): void;
  refreshSound(): void;
}

export interface StatusBarOptions {
  readonly translator: Translator;
  readonly feedback: Feedback;
  readonly onScans: () => void;
}

/** Head counts, connection, and what waits for a person's eye. */
export function statusBar({ translator, feedback, onScans }: StatusBarOptions): StatusBar {
  const { t, number } = translator;
  const gate = h("span", { class: "count-number", testid: "counts-gate" }, "–");
  const total = h("span", { class: "count-number", testid: "counts-total" }, "–");
  const issued = h("span", { testid: "counts-issued" });
  const counts = h(
    "div",
    { class: "counts tabular" },
    h("p", { class: "count" }, gate, " ", h("span", { class: "count-word" }, t("door.here"))),
    h("p", { class: "count" }, total, " ", h("span", { class: "count-word" }, t("door.inside"), issued)),
  );

  const connection = h("span", { class: "connection", role: "status", testid: "connection" }, t("door.connecting"));
  const age = h("span", { class: "age tabular", testid: "age" });
  const unsent = h("span", { testid: "unsent-count" }, "0");
  const unsentButton = button("", onScans, { class: "unsent", testid: "unsent" });
  unsentButton.append(unsent, ` ${t("door.unsent")}`);
  const notices = button("", onScans, { class: "button notice-button", testid: "notices", hidden: true });
  const failed = button("", onScans, { class: "button notice-button", testid: "failed", hidden: true });
  const unsaved = h("p", { class: "notice", role: "alert", testid: "unsaved", hidden: true });
  const sound = h("p", { class: "hint", testid: "sound-locked", hidden: true }, t("door.sound_locked"));
  const facts = h("div", { class: "status-facts" }, h("p", {}, connection, " ", age), unsentButton);
  const line = h("div", { class: "status" }, facts, unsaved, notices, failed, sound);
  const checking = h("p", { class: "checking", role: "status", hidden: true }, t("door.checking"));
  let online = false;

  function refreshSound(): void {
    sound.hidden = !feedback.isLocked();
  }

  refreshSound();
  return {
    counts,
    line,
    checking,
    refreshSound,
    show: (state) => {
      online = state.connection === "online";
      gate.textContent = state.counts === null ? "–" : number(state.counts.gate.entered);
      total.textContent = state.counts === null ? "–" : number(state.counts.inside);
      issued.textContent = state.counts === null ? "" : ` · ${t("door.tickets", { n: state.counts.issued })}`;
      connection.dataset["state"] = state.connection;
      connection.textContent = t(`door.${state.connection === "unknown" ? "connecting" : state.connection}`);
      unsent.textContent = number(state.waiting);
      unsentButton.dataset["some"] = String(state.waiting > 0);
      unsaved.hidden = state.unsaved === 0;
      unsaved.textContent = state.unsaved === 0 ? "" : t("door.unsaved", { n: state.unsaved });
      notices.hidden = state.unseen === 0;
      notices.textContent = t("door.notices", { n: state.unseen });
      failed.hidden = state.failed === 0;
      failed.textContent = t("door.failed", { n: state.failed });
      checking.hidden = !state.checking;
    },
    showAge: (ms) => {
      age.textContent = ms === null ? t("door.not_ready") : online && ms < FRESH_MS ? "" : ageText(ms, translator);
    },
  };
}

/** "Stand: vor 12 Minuten": seconds up to two minutes, minutes up to two hours. */
export function ageText(ms: number, { t }: Translator): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return t("door.age.seconds", { n: seconds });
  if (seconds < 7200) return t("door.age.minutes", { n: Math.floor(seconds / 60) });
  return t("door.age.hours", { n: Math.floor(seconds / 3600) });
}
