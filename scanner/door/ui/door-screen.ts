import type { Language, Translator } from "../../shared/i18n/translate.ts";
import { formatEventStart } from "../../shared/i18n/time.ts";
import type { Device } from "../domain/device.ts";
import type { Notice } from "../domain/notice.ts";
import { parsePairingLink } from "../domain/pairing.ts";
import { belongsTo } from "../domain/scan.ts";
import type { Session } from "../session.ts";
import type { DoorState } from "../state.ts";
import type { Queue } from "../store/queue.ts";
import type { Settings } from "../store/schema.ts";
import { alarmView } from "./alarm.ts";
import { cameraView } from "./camera-view.ts";
import type { CameraView } from "./camera-view.ts";
import { directionSwitch } from "./direction-switch.ts";
import { button, h } from "../../shared/ui/dom.ts";
import { listenToKeys } from "./keys.ts";
import { openScansSheet } from "./scans-sheet.ts";
import type { Screen } from "./screen.ts";
import { openSettingsSheet } from "./settings-sheet.ts";
import type { Feedback } from "./sound.ts";
import { statusBar } from "./status-bar.ts";
import { openTypeSheet } from "./type-sheet.ts";
import { fitHeadline, verdictSpeech, verdictView } from "./verdict.ts";

export interface DoorScreenOptions {
  readonly translator: Translator;
  readonly session: Session;
  readonly queue: Queue;
  /** The server's time as far as known, milliseconds since 1970. */
  readonly now: () => number;
  readonly feedback: Feedback;
  readonly settings: () => Settings;
  readonly keepSettings: (change: Partial<Settings>) => void;
  readonly onLanguage: (language: Language) => void;
  readonly onUnpair: () => Promise<boolean>;
  /** The camera saw a pairing code of this server. */
  readonly onPairingCode: (code: string) => void;
}

/** How often the age of the state is written anew. */
const AGE_MS = 1000;

/** The door at work: camera, counts and state, and over all of it the verdict. */
export function doorScreen(options: DoorScreenOptions): Screen {
  const { translator, session, queue, now, feedback } = options;
  const { t } = translator;
  const timezone = session.state.get().device.event.timezone;
  const speech = h("p", { class: "visually-hidden", "aria-live": "assertive", role: "alert" });
  const verdictPlace = h("div", { class: "verdict-place", hidden: true });
  const place = h("div", { class: "door-camera" });
  const head = h("header", { class: "door-head" });
  const status = statusBar({ translator, feedback, onScans: openScans });
  let camera: CameraView | null = null;
  const alarmPlace = h("div", { class: "alarm-place", hidden: true });
  const direction = directionSwitch(translator, (chosen) => {
    session.setDirection(chosen);
  });
  let face: DoorState["face"] = null;
  let alarm: Notice | null = null;

  function startCamera(): void {
    camera?.stop();
    const chosen = options.settings().camera;
    camera = cameraView({ translator, chosen, hint: t("door.hint"), onCodes });
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
    for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
    session.enter(code, source);
  }

  function openScans(): void {
    session.dismissAlarm();
    const { event, checkInList } = session.state.get().device;
    openScansSheet({
      translator,
      timezone,
      now,
      queue,
      isOurs: (scan) => belongsTo(scan, event.ref, checkInList.id),
      onSend: () => {
        session.wake();
      },
    });
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

  function openSettings(): void {
    openSettingsSheet({
      translator,
      settings: options.settings(),
      device: session.state.get().device,
      waiting: () => session.state.get().waiting,
      onLanguage: options.onLanguage,
      onSound: (sound) => {
        options.keepSettings({ sound });
      },
      onCamera: (id) => {
        options.keepSettings({ camera: id });
        startCamera();
      },
      onScans: openScans,
      onUnpair: options.onUnpair,
      onClose: () => undefined,
    });
  }

  function openType(): void {
    openTypeSheet({
      translator,
      onCode: (code) => {
        enter(code, "keyboard");
      },
      onClose: () => undefined,
    });
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
    const shown = { face: next, translator, timezone, now: now() };
    const onDismiss = (): void => {
      session.dismiss();
    };
    const view = verdictView({ ...shown, onDismiss });
    verdictPlace.replaceChildren(view);
    fitHeadline(view);
    speech.textContent = verdictSpeech(shown);
  }

  const panel = h(
    "div",
    { class: "door-panel" },
    status.counts,
    status.line,
    direction.element,
    h(
      "div",
      { class: "door-actions" },
      button(t("door.type"), openType, { class: "button button-strong", testid: "type-code" }),
      button(t("door.settings"), openSettings, { testid: "settings" }),
    ),
  );
  const covered = [head, place, panel];
  const element = h("div", { class: "screen door", testid: "door-screen" }, ...covered, speech, verdictPlace, alarmPlace);

  startCamera();
  const stopKeys = listenToKeys({
    onScan: (code) => {
      enter(code, "wedge");
    },
    onDismiss: () => {
      if (face === null) return false;
      session.dismiss();
      return true;
    },
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
    direction.show(state.direction);
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

function headOf({ event, gate }: Device, { t, language }: Translator): HTMLElement[] {
  const when = formatEventStart(event.startsAt, { timezone: event.timezone, language });
  const where = event.venue === "" ? when : `${when}, ${event.venue}`;
  return [
    h("p", { class: "door-gate" }, gate.name),
    h("h1", { class: "door-event" }, event.name),
    h("p", { class: "door-when" }, where),
    h("p", { class: "door-tiers" }, t("door.tiers", { tiers: gate.tiers.map((tier) => tier.name).join(", ") })),
  ];
}
