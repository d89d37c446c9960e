import type { Translator } from "../../shared/i18n/translate.ts";
import { formatEventStart } from "../../shared/i18n/time.ts";
import type { Device } from "../domain/device.ts";
import type { Notice } from "../domain/notice.ts";
import { parsePairingLink } from "../domain/pairing.ts";
import type { Face } from "../domain/verdict.ts";
import type { DoorState } from "../state.ts";
import type { Settings } from "../store/schema.ts";
import { alarmView } from "./alarm.ts";
import { cameraView } from "./camera-view.ts";
import type { CameraView } from "./camera-view.ts";
import { directionSwitch } from "./direction-switch.ts";
import { button, h } from "../../shared/ui/dom.ts";
import { closeSheets, doorSheets } from "./door-sheets.ts";
import type { DoorSheetOptions } from "./door-sheets.ts";
import { listenToKeys } from "./keys.ts";
import { recentStrip } from "./recent-strip.ts";
import { ticketOf } from "./scans-sheet.ts";
import type { Screen } from "./screen.ts";
import { statusBar } from "./status-bar.ts";
import { fitHeadline, verdictSpeech, verdictView } from "./verdict.ts";

export interface DoorScreenOptions extends DoorSheetOptions {
  readonly keepSettings: (change: Partial<Settings>) => void;
  /** The camera saw a pairing code of this server. */
  readonly onPairingCode: (code: string) => void;
}

/** How often the age of the state is written anew. */
const AGE_MS = 1000;

/** The door at work: camera, counts and state, and over all of it the verdict. */
export function doorScreen(options: DoorScreenOptions): Screen {
  const { translator, session, now, feedback } = options;
  const { t } = translator;
  const timezone = session.state.get().device.event.timezone;
  const speech = h("p", { class: "visually-hidden", "aria-live": "assertive", role: "alert" });
  const verdictPlace = h("div", { class: "verdict-place", hidden: true });
  const place = h("div", { class: "door-camera" });
  const head = h("header", { class: "door-head" });
  const sheets = doorSheets({ ...options, onSettings, onCode: (code) => { enter(code, "keyboard"); } });
  const status = statusBar({ translator, feedback, onScans: sheets.openScans, onCounts: sheets.openCounts });
  const recent = recentStrip(translator, timezone, now);
  let camera: CameraView | null = null;
  const alarmPlace = h("div", { class: "alarm-place", hidden: true });
  const direction = directionSwitch(translator, (chosen) => {
    session.setDirection(chosen);
  });
  let face: DoorState["face"] = null;
  let alarm: Notice | null = null;

  function startCamera(): void {
    camera?.stop();
    const { camera: chosen, torch } = options.settings();
    camera = cameraView({ translator, chosen, torch, hint: t("door.hint"), onCodes });
    place.replaceChildren(camera.element, status.checking);
  }

  function onCodes(codes: readonly string[]): void {
    // Behind an open sheet nobody sees a verdict coming.
    if (document.querySelector("dialog[open]") !== null) return;
    const tickets: string[] = [];
    for (const code of codes) {
      const link = parsePairingLink(code, location.origin);
      if (link.kind === "code") options.onPairingCode(link.code);
      else tickets.push(code);
    }
    session.frame(tickets);
  }

  function enter(code: string, source: "keyboard" | "wedge"): void {
    closeSheets();
    session.enter(code, source);
  }

  function showAlarm(notice: Notice | null): void {
    if (notice === alarm) return;
    alarm = notice;
    alarmPlace.hidden = notice === null;
    const onDismiss = (): void => {
      session.dismissAlarm();
    };
    alarmPlace.replaceChildren(...(notice === null ? [] : [alarmView({ notice, translator, timezone, now, onDismiss })]));
  }

  function showAge(): void {
    const { ready } = session.state.get();
    const moment = session.now();
    status.showAge(!ready || moment === null ? null : moment.at - moment.syncedAt);
  }

  function onSettings(change: Partial<Settings>): void {
    options.keepSettings(change);
    applySettings();
    if ("camera" in change || "torch" in change) startCamera();
  }

  function applySettings(): void {
    const { rapid, direction: locked } = options.settings();
    session.setRapid(rapid);
    if (locked !== null) session.setDirection(locked);
    recent.element.hidden = !rapid;
    direction.show(session.state.get().direction, locked !== null);
    status.refreshSound();
  }

  function showFace(next: DoorState["face"]): void {
    if (next === face) return;
    face = next;
    verdictPlace.hidden = next === null;
    for (const other of covered) other.inert = next !== null;
    if (next === null) {
      verdictPlace.replaceChildren();
      return;
    }
    const shown = { face: next, translator, timezone, now: now(), list: session.state.get().device.checkInList.name };
    const onDismiss = (): void => {
      session.dismiss();
    };
    const view = verdictView({ ...shown, onDismiss, onOverride: sheets.isSupervisor() ? override : null });
    verdictPlace.replaceChildren(view);
    fitHeadline(view);
    speech.textContent = verdictSpeech(shown);
  }

  function override({ ticket, tier, serial }: Face): void {
    if (ticket !== null) sheets.supervising.admit(ticket, t("verdict.override"), ticketOf({ tier, serial }, translator) ?? "");
  }

  /** Enter and Escape put a verdict away, unless they are meant for what lies over it. */
  function onDismissKey(key: "Enter" | "Escape"): boolean {
    const isButton = key === "Enter" && document.activeElement?.closest(".verdict-button") !== null && document.activeElement !== null;
    if (face === null || isButton || document.querySelector("dialog[open]") !== null) return false;
    session.dismiss();
    return true;
  }

  const supervise = button(t("supervisor.title"), sheets.openSupervisor, { testid: "supervisor" });
  const panel = h(
    "div",
    { class: "door-panel" },
    recent.element,
    status.counts,
    status.line,
    direction.element,
    h(
      "div",
      { class: "door-actions" },
      button(t("door.type"), sheets.openType, { class: "button button-strong", testid: "type-code" }),
      button(t("door.settings"), sheets.openSettings, { testid: "settings" }),
      supervise,
    ),
  );
  const covered = [head, place, panel];
  const element = h("div", { class: "screen door", testid: "door-screen" }, ...covered, speech, verdictPlace, alarmPlace);

  startCamera();
  applySettings();
  const stopKeys = listenToKeys({
    onScan: (code) => {
      enter(code, "wedge");
    },
    onDismiss: onDismissKey,
  });
  const unlock = (): void => void feedback.unlock().then(() => {
      status.refreshSound();
    });
  document.addEventListener("pointerdown", unlock);
  const refit = (): void => {
    fitHeadline(verdictPlace);
  };
  addEventListener("resize", refit);
  let device: Device | null = null;
  const stopWatching = session.state.watch((state) => {
    if (state.device !== device) {
      device = state.device;
      head.replaceChildren(...headOf(device, translator));
    }
    status.show(state);
    supervise.hidden = state.device.role !== "supervisor";
    recent.show(state.recent);
    direction.show(state.direction, options.settings().direction !== null);
    showAge();
    showFace(state.face);
    showAlarm(state.alarm);
  });

  const ageing = setInterval(showAge, AGE_MS);

  return {
    element,
    stop: () => {
      clearInterval(ageing);
      stopWatching();
      stopKeys();
      removeEventListener("resize", refit);
      document.removeEventListener("pointerdown", unlock);
      camera?.stop();
    },
  };
}

function headOf({ event, gate, checkInList }: Device, { t, language }: Translator): HTMLElement[] {
  const when = formatEventStart(event.startsAt, { timezone: event.timezone, language });
  const where = event.venue === "" ? when : `${when}, ${event.venue}`;
  return [
    h("p", { class: "door-gate", testid: "door-place" }, t("door.place", { gate: gate.name, list: checkInList.name })),
    h("h1", { class: "door-event" }, event.name),
    h("p", { class: "door-when" }, where),
    h("p", { class: "door-tiers" }, t("door.tiers", { tiers: gate.tiers.map((tier) => tier.name).join(", ") })),
  ];
}
