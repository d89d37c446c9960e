/** Everything the door opens over its picture, and who may open it. */
import type { Language, Translator } from "../../shared/i18n/translate.ts";
import { belongsTo } from "../domain/scan.ts";
import type { PinLock } from "../pin-lock.ts";
import type { Session } from "../session.ts";
import type { Queue } from "../store/queue.ts";
import type { Settings } from "../store/schema.ts";
import type { Supervisor } from "../supervisor.ts";
import { openCountsSheet } from "./counts-sheet.ts";
import { openPinSheet } from "./pin-sheet.ts";
import { openScansSheet } from "./scans-sheet.ts";
import { openSettingsSheet } from "./settings-sheet.ts";
import type { Feedback } from "./sound.ts";
import { createSupervising } from "./supervising.ts";
import type { Supervising } from "./supervising.ts";
import { openSupervisorSheet } from "./supervisor-sheet.ts";
import { openTypeSheet } from "./type-sheet.ts";

export interface DoorSheetOptions {
  readonly translator: Translator;
  readonly session: Session;
  readonly supervisor: Supervisor;
  readonly queue: Queue;
  readonly lock: PinLock;
  /** The server's time as far as known, milliseconds since 1970. */
  readonly now: () => number;
  readonly feedback: Feedback;
  readonly settings: () => Settings;
  readonly onLanguage: (language: Language) => void;
  readonly onUnpair: () => Promise<boolean>;
}

export interface DoorSheets {
  readonly supervising: Supervising;
  readonly isSupervisor: () => boolean;
  readonly openScans: () => void;
  readonly openCounts: () => void;
  readonly openSupervisor: () => void;
  /** Behind the PIN, where the device has one. */
  readonly openSettings: () => void;
  readonly openType: () => void;
}

export function closeSheets(): void {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
}

export function doorSheets(options: DoorSheetOptions & { readonly onSettings: (change: Partial<Settings>) => void; readonly onCode: (code: string) => void }): DoorSheets {
  const { translator, session, supervisor, queue, lock, now } = options;
  const { timezone } = session.state.get().device.event;
  const isSupervisor = (): boolean => session.state.get().device.role === "supervisor";
  const supervising = createSupervising({
    translator,
    supervisor,
    onAdmit: (order) => {
      closeSheets();
      session.admit(order);
    },
  });
  const unpair = { translator, waiting: () => session.state.get().waiting, onUnpair: options.onUnpair };

  function openScans(): void {
    session.dismissAlarm();
    const { event, checkInList } = session.state.get().device;
    openScansSheet({
      translator,
      timezone,
      now,
      queue,
      supervising: isSupervisor() ? supervising : null,
      isOurs: (scan) => belongsTo(scan, event.ref, checkInList.id),
      onSend: () => {
        session.wake();
      },
    });
  }

  function openUnlocked(): void {
    openSettingsSheet({
      ...unpair,
      settings: options.settings(),
      device: session.state.get().device,
      lock,
      onLanguage: options.onLanguage,
      onChange: options.onSettings,
      onTest: (tone) => {
        options.feedback.play(tone);
      },
      onScans: openScans,
    });
  }

  return {
    supervising,
    isSupervisor,
    openScans,
    openCounts: () => {
      openCountsSheet({ translator, state: session.state });
    },
    openSupervisor: () => {
      openSupervisorSheet({ translator, timezone, now, queue, supervisor, supervising });
    },
    openSettings: () => {
      if (lock.isSet()) openPinSheet({ ...unpair, lock, onOpen: openUnlocked });
      else openUnlocked();
    },
    openType: () => {
      openTypeSheet({ translator, onCode: options.onCode, onClose: () => undefined });
    },
  };
}
