import type { Language, Translator } from "../../shared/i18n/translate.ts";
import { listCameras } from "../camera/camera.ts";
import type { Device } from "../domain/device.ts";
import type { Tone } from "../domain/flow.ts";
import type { PinLock } from "../pin-lock.ts";
import type { Settings } from "../store/schema.ts";
import { openSheet } from "./dialog.ts";
import type { Sheet } from "./dialog.ts";
import { button, field, h } from "../../shared/ui/dom.ts";
import { languageSwitch } from "../../shared/ui/language-switch.ts";
import { pinPart } from "./pin-sheet.ts";
import { canVibrate } from "./sound.ts";
import { unpairPart } from "./unpair-part.ts";
import type { UnpairOptions } from "./unpair-part.ts";

export interface SettingsSheetOptions extends UnpairOptions {
  readonly settings: Settings;
  readonly device: Device;
  readonly lock: PinLock;
  readonly onLanguage: (language: Language) => void;
  readonly onChange: (change: Partial<Settings>) => void;
  /** Plays a verdict's sound and vibration, as far as they are on. */
  readonly onTest: (tone: Tone) => void;
  readonly onScans: () => void;
}

const TONES: readonly Tone[] = ["admitted", "exited", "refused", "undecided", "clash"];

/** Opens the settings. */
export function openSettingsSheet(options: SettingsSheetOptions): Sheet {
  const { translator, settings, device, lock, onChange } = options;
  const { t } = translator;
  const cameras = h("div", { hidden: true });
  void offerCameras(cameras, options);
  const scans = button(t("settings.scans.open"), () => {
    sheet.close();
    options.onScans();
  });
  const onOff = (name: "sound" | "vibration" | "torch" | "rapid"): HTMLElement =>
    choice(t(`settings.${name}`), name, [[true, t("settings.on")], [false, t("settings.off")]], settings[name], (on) => { onChange({ [name]: on }); });
  const direction = choice<Settings["direction"]>(
    t("settings.direction"),
    "direction-lock",
    [[null, t("settings.direction.free")], ["entry", t("door.direction.only.entry")], ["exit", t("door.direction.only.exit")]],
    settings.direction,
    (locked) => { onChange({ direction: locked }); },
  );
  const sheet = openSheet({
    title: t("settings.title"),
    translator,
    testid: "settings-sheet",
    content: [
      part(t("language"), languageSwitch(t("language"), translator.language, options.onLanguage)),
      part(t("settings.rapid"), onOff("rapid"), h("p", { class: "hint" }, t("settings.rapid.hint"))),
      part(t("settings.direction"), direction),
      part(t("settings.sound"), onOff("sound"), soundTest(options)),
      part(t("settings.vibration"), canVibrate() ? onOff("vibration") : h("p", { class: "hint" }, t("settings.vibration.missing"))),
      cameras,
      part(t("settings.torch"), onOff("torch")),
      part(t("pin.settings"), pinPart(lock, translator)),
      part(t("settings.scans"), scans),
      part(t("settings.device"), deviceFacts(device, translator), unpairPart(options)),
    ],
  });
  return sheet;
}

function part(title: string, ...content: readonly HTMLElement[]): HTMLElement {
  return h("section", { class: "sheet-part" }, h("h3", {}, title), ...content);
}

/** Some buttons of which one is pressed. */
function choice<T>(label: string, testid: string, all: readonly (readonly [T, string])[], current: T, onChoose: (value: T) => void): HTMLElement {
  const buttons = all.map(([value, name], index) => {
    const each = button(
      name,
      () => {
        for (const other of buttons) other.setAttribute("aria-pressed", String(other === each));
        onChoose(value);
      },
      { "aria-pressed": String(value === current), testid: `${testid}-${index}` },
    );
    return each;
  });
  return h("div", { class: "choices", role: "group", "aria-label": label }, ...buttons);
}

function soundTest({ translator: { t }, onTest }: SettingsSheetOptions): HTMLElement {
  const tones = TONES.map((tone) => button(t(`tone.${tone}`), () => { onTest(tone); }, { testid: `test-${tone}` }));
  return h("div", { class: "often", role: "group", "aria-label": t("settings.sound.test") }, ...tones);
}

async function offerCameras(place: HTMLElement, { translator, settings, onChange }: SettingsSheetOptions): Promise<void> {
  const cameras = await listCameras();
  if (cameras.length < 2) return;
  const select = h("select", { class: "input", testid: "camera-choice" });
  for (const [index, { id, label }] of cameras.entries()) {
    const name = label === "" ? translator.t("settings.camera.unnamed", { n: index + 1 }) : label;
    select.append(h("option", { value: id, selected: id === settings.camera }, name));
  }
  select.addEventListener("change", () => {
    onChange({ camera: select.value });
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
