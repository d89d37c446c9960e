import type { Language, Translator } from "../../shared/i18n/translate.ts";
import { formatEventStart } from "../../shared/i18n/time.ts";
import type { Clock } from "../../shared/clock.ts";
import type { Device } from "../domain/device.ts";
import { parsePairingLink } from "../domain/pairing.ts";
import type { DoorState, Session } from "../session.ts";
import type { Queue } from "../store/queue.ts";
import type { Settings } from "../store/schema.ts";
import { cameraView } from "./camera-view.ts";
import type { CameraView } from "./camera-view.ts";
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
  readonly clock: Clock;
  readonly feedback: Feedback;
  readonly settings: () => Settings;
  readonly keepSettings: (change: Partial<Settings>) => void;
  readonly onLanguage: (language: Language) => void;
  readonly onUnpair: () => Promise<boolean>;
  /** The camera saw a pairing code of this server. */
  readonly onPairingCode: (code: string) => void;
}

/** The door at work: camera, counts and state, and over all of it the verdict. */
export function doorScreen(options: DoorScreenOptions): Screen {
  const { translator, session, queue, clock, feedback } = options;
  const { t } = translator;
  const timezone = session.state.get().device.event.timezone;
  const speech = h("p", { class: "visually-hidden", "aria-live": "assertive", role: "alert" });
  const verdictPlace = h("div", { class: "verdict-place", hidden: true });
  const place = h("div", { class: "door-camera" });
  const head = h("header", { class: "door-head" });
  const status = statusBar({ translator, feedback, onScans: openScans });
  let camera: CameraView | null = null;
  let face: DoorState["face"] = null;

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
    void openScansSheet({
      translator,
      timezone,
      now: () => clock.wall(),
      queue,
      onSend: () => {
        session.wake();
      },
      onChange: () => void session.refreshQueue(),
    });
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
    const shown = { face: next, translator, timezone, now: clock.wall() };
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
    h(
      "div",
      { class: "door-actions" },
      button(t("door.type"), openType, { class: "button button-strong", testid: "type-code" }),
      button(t("door.settings"), openSettings, { testid: "settings" }),
    ),
  );
  const covered = [head, place, panel];
  const element = h("div", { class: "screen door", testid: "door-screen" }, ...covered, speech, verdictPlace);

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
    showFace(state.face);
  });

  return {
    element,
    stop: () => {
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
