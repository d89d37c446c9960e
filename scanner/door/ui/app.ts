import type { Clock } from "../../shared/clock.ts";
import { verifyPass, warmUp } from "../../shared/pass/read.ts";
import { createTranslator, preferredLanguage } from "../../shared/i18n/translate.ts";
import type { Language } from "../../shared/i18n/translate.ts";
import type { Pairing } from "../domain/device.ts";
import type { Moment } from "../domain/time.ts";
import { codeFromFragment } from "../domain/pairing.ts";
import { openMemory } from "../memory.ts";
import type { Memory } from "../memory.ts";
import type { Api } from "../net/api.ts";
import type { SupervisorApi } from "../net/supervisor-api.ts";
import type { PinLock } from "../pin-lock.ts";
import { startSession } from "../session.ts";
import type { Session } from "../session.ts";
import type { Queue } from "../store/queue.ts";
import type { Settings } from "../store/schema.ts";
import type { StateStore } from "../store/state-store.ts";
import type { Values } from "../store/values.ts";
import { createSupervisor } from "../supervisor.ts";
import type { Supervisor } from "../supervisor.ts";
import { guessDeviceName } from "./device-name.ts";
import { doorScreen } from "./door-screen.ts";
import { pairScreen } from "./pair-screen.ts";
import { openRepairSheet } from "./repair-sheet.ts";
import type { Lost, Screen } from "./screen.ts";
import { createFeedback } from "./sound.ts";
import { keepScreenOn } from "../../shared/ui/wake-lock.ts";

export interface AppOptions {
  readonly root: HTMLElement;
  readonly clock: Clock;
  readonly values: Values;
  readonly queue: Queue;
  readonly stateStore: StateStore;
  readonly settings: Settings;
  readonly pairing: Pairing | null;
  readonly lock: PinLock;
  readonly createApi: (language: () => string) => Api & SupervisorApi;
}

export interface App {
  /** True when a reload would interrupt nobody: nothing is checked, shown, asked or typed. */
  isIdle(): boolean;
}

/** A pairing at work. */
interface Work {
  readonly pairing: Pairing;
  readonly session: Session;
  readonly supervisor: Supervisor;
  readonly memory: Memory;
  readonly stop: () => void;
}

/** Runs the app: which screen is up, in which language, with which pairing. */
export async function runApp(options: AppOptions): Promise<App> {
  const { root, clock, values, queue } = options;
  let settings = options.settings;
  let translator = createTranslator(settings.language ?? preferredLanguage(navigator.languages));
  let work: Work | null = null;
  let screen: Screen | null = null;
  let lost: Lost | null = null;
  /** The code to pair with; beside a pairing: the one a person has agreed to move with. */
  let code: string | null = null;
  /** Codes a person has answered "leave it" to; the camera may go on seeing them. */
  const declined = new Set<string>();
  const api = options.createApi(() => translator.language);
  const feedback = createFeedback(() => settings);

  function keepSettings(change: Partial<Settings>): void {
    settings = { ...settings, ...change };
    // What cannot be kept is only chosen again next time.
    values.keepSettings(settings).catch(() => undefined);
  }

  function onLanguage(language: Language): void {
    keepSettings({ language });
    translator = createTranslator(language);
    render();
  }

  function render(): void {
    document.documentElement.lang = translator.language;
    document.title = `${translator.t("app.name")} · ${translator.t("app.door")}`;
    document.querySelector("link[rel=manifest]")?.setAttribute("href", `/door/manifest.${translator.language}.webmanifest`);
    const waiting = queue.state.get().waiting.length;
    for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
    screen?.stop();
    screen = work === null || code !== null ? pairing(waiting) : door(work);
    root.replaceChildren(screen.element);
  }

  function pairing(waiting: number): Screen {
    return pairScreen({
      translator,
      code,
      deviceName: work?.pairing.device.name ?? guessDeviceName(navigator.userAgent),
      lost,
      waiting: work === null ? waiting : 0,
      camera: settings.camera,
      pair: (text, name) => api.pair(text, name),
      onPaired: (paired) => void onPaired(paired),
      onLanguage,
      onKeep: work === null ? null : leaveIt,
    });
  }

  function door({ session, supervisor }: Work): Screen {
    return doorScreen({
      translator,
      session,
      supervisor,
      lock: options.lock,
      queue,
      now: () => session.now()?.at ?? clock.wall(),
      feedback,
      settings: () => settings,
      keepSettings,
      onLanguage,
      onUnpair,
      onPairingCode: offerToMove,
    });
  }

  async function start(paired: Pairing): Promise<void> {
    const memory = await openMemory(options.stateStore, paired.device, clock, (keys) => {
      // After the screen is drawn, and before the first guest.
      setTimeout(() => {
        warmUp(keys);
      }, 0);
    });
    const session = startSession({
      pairing: paired,
      api,
      queue,
      memory,
      clock,
      random: Math.random,
      verify: verifyPass,
      onVerdict: (tone) => {
        feedback.play(tone);
      },
      onUnpaired: (why) => void onLost(why),
      onDevice: (device) => {
        values.keepPairing({ ...paired, device }).catch(() => undefined);
      },
    });
    const stopWakeLock = keepScreenOn();
    const stop = (): void => {
      session.stop();
      stopWakeLock();
    };
    const { token } = paired;
    const wall = (): Moment => ({ at: clock.wall(), syncedAt: clock.wall(), clock: "wall" });
    const supervisor = createSupervisor({ token, api, queue, now: () => session.now() ?? wall() });
    work = { pairing: paired, session, supervisor, memory, stop };
  }

  async function onPaired(paired: Pairing): Promise<void> {
    const before = work;
    before?.stop();
    await before?.memory.settled();
    await values.keepPairing(paired);
    clearFragment();
    code = null;
    lost = null;
    await start(paired);
    // Best effort: the old place is given up; a server that does not hear it still can revoke the device.
    if (before !== null) void api.unpair(before.pairing.token);
    // Browsers evict what they may; asked for here because a person has just acted.
    if ("storage" in navigator) void navigator.storage.persist().catch(() => false);
    render();
  }

  async function onLost(why: Lost): Promise<void> {
    if (work === null) return;
    const { memory, stop } = work;
    stop();
    work = null;
    lost = why;
    // Whatever tells of guests goes; scans that nobody has answered stay until the next pairing.
    await Promise.all([values.forgetPairing(), memory.wipe(), queue.wipe(), options.lock.remove()]);
    render();
  }

  async function onUnpair(): Promise<boolean> {
    if (work === null || work.session.state.get().waiting > 0) return false;
    const result = await api.unpair(work.pairing.token);
    const gone = result.ok || (result.error.kind === "problem" && result.error.status === 401);
    if (gone) await onLost("unpaired");
    return gone;
  }

  /** A pairing code has turned up on a paired device: moving is the person's decision. */
  function offerToMove(offered: string): void {
    if (work === null || declined.has(offered) || document.querySelector("dialog[open]") !== null) return;
    const { session } = work;
    const { device, waiting } = session.state.get();
    let agreed = false;
    openRepairSheet({
      translator,
      device,
      waiting,
      onSend: () => {
        session.wake();
      },
      onConfirm: () => {
        agreed = true;
        code = offered;
        render();
      },
      onClose: () => {
        // With unsent scans the answer is "not yet": the code may be offered again once they are gone.
        if (!agreed && waiting === 0) declined.add(offered);
        if (!agreed) clearFragment();
      },
    });
  }

  function leaveIt(): void {
    if (code !== null) declined.add(code);
    code = null;
    clearFragment();
    render();
  }

  function readFragment(): void {
    const offered = codeFromFragment(location.hash);
    if (offered === null) return;
    declined.delete(offered);
    if (work === null) {
      code = offered;
      render();
    } else offerToMove(offered);
  }

  if (options.pairing === null) code = codeFromFragment(location.hash);
  else await start(options.pairing);
  render();
  readFragmentIfPaired();
  addEventListener("hashchange", readFragment);
  addEventListener("online", wake);
  addEventListener("offline", () => {
    work?.session.offline();
  });
  addEventListener("beforeunload", (event) => {
    // The one case in which closing the page loses a scan.
    if (queue.state.get().unsaved > 0) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wake();
  });

  function isIdle(): boolean {
    const state = work?.session.state.get();
    const busy = state !== undefined && (state.checking || state.face !== null);
    return !busy && document.querySelector("dialog[open]") === null && !(document.activeElement instanceof HTMLInputElement);
  }

  function readFragmentIfPaired(): void {
    if (work !== null) readFragment();
  }

  function wake(): void {
    work?.session.wake();
  }

  return { isIdle };
}

/** The code is used or declined: it should not stay in the address bar, nor come back with a reload. */
function clearFragment(): void {
  history.replaceState(null, "", location.pathname + location.search);
}
