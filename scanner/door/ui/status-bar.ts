import type { Translator } from "../../shared/i18n/translate.ts";
import type { DoorState } from "../session.ts";
import { button, h } from "../../shared/ui/dom.ts";
import type { Feedback } from "./sound.ts";

export interface StatusBar {
  readonly counts: HTMLElement;
  readonly line: HTMLElement;
  readonly checking: HTMLElement;
  show(state: DoorState): void;
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
  const unsent = h("span", { testid: "unsent-count" }, "0");
  const unsentButton = button("", onScans, { class: "unsent", testid: "unsent" });
  unsentButton.append(unsent, ` ${t("door.unsent")}`);
  const late = button("", onScans, { class: "button notice-button", testid: "late", hidden: true });
  const failed = button("", onScans, { class: "button notice-button", testid: "failed", hidden: true });
  const sound = h("p", { class: "hint", testid: "sound-locked", hidden: true }, t("door.sound_locked"));
  const facts = h("div", { class: "status-facts" }, connection, unsentButton);
  const line = h("div", { class: "status" }, facts, late, failed, sound);
  const checking = h("p", { class: "checking", role: "status", hidden: true }, t("door.checking"));

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
      gate.textContent = state.counts === null ? "–" : number(state.counts.gate);
      total.textContent = state.counts === null ? "–" : number(state.counts.total);
      issued.textContent = state.counts === null ? "" : ` · ${t("door.tickets", { n: state.counts.issued })}`;
      connection.dataset["state"] = state.connection;
      connection.textContent = t(`door.${state.connection === "unknown" ? "connecting" : state.connection}`);
      unsent.textContent = number(state.waiting);
      unsentButton.dataset["some"] = String(state.waiting > 0);
      late.hidden = state.unseen === 0;
      late.textContent = t("door.late", { n: state.unseen });
      failed.hidden = state.failed === 0;
      failed.textContent = t("door.failed", { n: state.failed });
      checking.hidden = !state.checking;
    },
  };
}
