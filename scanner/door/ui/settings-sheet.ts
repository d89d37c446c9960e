import type { Language, Translator } from "../../shared/i18n/translate.ts";
import { listCameras } from "../camera/camera.ts";
import type { Device } from "../domain/device.ts";
import type { Settings } from "../store/schema.ts";
import { openSheet } from "./dialog.ts";
import type { Sheet } from "./dialog.ts";
import { button, field, h } from "../../shared/ui/dom.ts";
import { languageSwitch } from "../../shared/ui/language-switch.ts";

export interface SettingsSheetOptions {
  readonly translator: Translator;
  readonly settings: Settings;
  readonly device: Device;
  /** Scans not sent yet: with any, the device cannot be signed out. */
  readonly waiting: () => number;
  readonly onLanguage: (language: Language) => void;
  readonly onSound: (on: boolean) => void;
  readonly onCamera: (id: string) => void;
  readonly onScans: () => void;
  /** Resolves false when the server could not be told. */
  readonly onUnpair: () => Promise<boolean>;
  readonly onClose: () => void;
}

/** Opens the settings. */
export function openSettingsSheet(options: SettingsSheetOptions): Sheet {
  const { translator, settings, device } = options;
  const { t } = translator;
  const cameras = h("div", { hidden: true });
  void offerCameras(cameras, options);
  const scans = button(t("settings.scans.open"), () => {
    sheet.close();
    options.onScans();
  });
  const sheet = openSheet({
    title: t("settings.title"),
    translator,
    testid: "settings-sheet",
    onClose: options.onClose,
    content: [
      part(t("language"), languageSwitch(t("language"), translator.language, options.onLanguage)),
      part(t("settings.sound"), soundSwitch(translator, settings.sound, options.onSound)),
      cameras,
      part(t("settings.scans"), scans),
      part(t("settings.device"), deviceFacts(device, translator), unpairPart(options)),
    ],
  });
  return sheet;
}

function part(title: string, ...content: readonly HTMLElement[]): HTMLElement {
  return h("section", { class: "sheet-part" }, h("h3", {}, title), ...content);
}

function soundSwitch(translator: Translator, current: boolean, onSound: (on: boolean) => void): HTMLElement {
  const buttons = [true, false].map((on) => {
    const choice = button(
      translator.t(on ? "settings.sound.on" : "settings.sound.off"),
      () => {
        for (const each of buttons) each.setAttribute("aria-pressed", String(each === choice));
        onSound(on);
      },
      { class: "button", "aria-pressed": String(on === current) },
    );
    return choice;
  });
  return h("div", { class: "choices", role: "group", "aria-label": translator.t("settings.sound") }, ...buttons);
}

async function offerCameras(place: HTMLElement, { translator, settings, onCamera }: SettingsSheetOptions): Promise<void> {
  const cameras = await listCameras();
  if (cameras.length < 2) return;
  const select = h("select", { class: "input", testid: "camera-choice" });
  for (const [index, { id, label }] of cameras.entries()) {
    const name = label === "" ? translator.t("settings.camera.unnamed", { n: index + 1 }) : label;
    select.append(h("option", { value: id, selected: id === settings.camera }, name));
  }
  select.addEventListener("change", () => {
    onCamera(select.value);
  });
  place.className = "sheet-part";
  place.hidden = false;
  place.replaceChildren(field(translator.t("settings.camera"), select, null));
}

function deviceFacts(device: Device, { t }: Translator): HTMLElement {
  const facts: readonly [string, string][] = [
    [t("settings.device.name"), device.name],
    [t("settings.device.role"), t(`settings.role.${device.role}`)],
    [t("settings.device.gate"), device.gate.name],
    [t("settings.device.list"), device.checkInList.name],
    [t("settings.device.collective"), device.collective.name],
  ];
  return h("dl", { class: "facts" }, ...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function unpairPart({ translator, waiting, onUnpair }: SettingsSheetOptions): HTMLElement {
  const { t } = translator;
  const place = h("div", { class: "form" });
  const say = (text: string): HTMLElement => h("p", { role: "status" }, text);
  const first = button(t("settings.unpair"), ask, { testid: "unpair" });

  function ask(): void {
    const unsent = waiting();
    if (unsent > 0) {
      place.replaceChildren(first, say(t("settings.unpair.blocked", { n: unsent })));
      return;
    }
    const confirm = button(t("settings.unpair.confirm"), () => void unpair(confirm), {
      class: "button button-strong",
      testid: "unpair-confirm",
    });
    place.replaceChildren(say(t("settings.unpair.ask")), confirm);
    confirm.focus();
  }

  async function unpair(confirm: HTMLButtonElement): Promise<void> {
    confirm.disabled = true;
    if (!(await onUnpair())) place.replaceChildren(first, say(t("settings.unpair.failed")));
  }

  place.append(first);
  return place;
}
