import type { Translator } from "../../shared/i18n/translate.ts";
import type { Device } from "../domain/device.ts";
import { openSheet } from "./dialog.ts";
import { button, h } from "../../shared/ui/dom.ts";

export interface RepairSheetOptions {
  readonly translator: Translator;
  readonly device: Device;
  /** Scans not sent yet: with any, the device stays where it is. */
  readonly waiting: number;
  readonly onConfirm: () => void;
  readonly onSend: () => void;
  readonly onClose: () => void;
}

/** Asks whether a device that has a door should move to another one. */
export function openRepairSheet({ translator, device, waiting, onConfirm, onSend, onClose }: RepairSheetOptions): void {
  const { t } = translator;
  const text = t("repair.text", { event: device.event.name, gate: device.gate.name });
  const close = (): void => {
    sheet.close();
  };
  const go = waiting > 0
    ? button(t("scans.send"), () => { onSend(); close(); }, { class: "button button-strong" })
    : button(t("repair.confirm"), () => { close(); onConfirm(); }, { class: "button button-strong", testid: "repair-confirm" });
  const sheet = openSheet({
    title: t("repair.title"),
    translator,
    testid: "repair-sheet",
    onClose,
    content: [
      h("p", { class: "lead" }, text),
      ...(waiting > 0 ? [h("p", { class: "notice" }, t("repair.blocked", { n: waiting }))] : []),
      h("div", { class: "door-actions" }, go, button(t("repair.keep"), close, { testid: "repair-keep" })),
    ],
  });
}
