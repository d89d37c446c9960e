import type { Translator } from "../../shared/i18n/translate.ts";
import { isPin } from "../domain/pin.ts";
import type { PinLock, PinTry } from "../pin-lock.ts";
import { openSheet } from "./dialog.ts";
import { button, field, h } from "../../shared/ui/dom.ts";
import { unpairPart } from "./unpair-part.ts";
import type { UnpairOptions } from "./unpair-part.ts";

export interface PinSheetOptions extends UnpairOptions {
  readonly lock: PinLock;
  readonly onOpen: () => void;
}

function pinInput(testid: string): HTMLInputElement {
  return h("input", { class: "input input-pin", type: "password", inputmode: "numeric", testid, required: true, maxlength: 8, autocomplete: "off" });
}

/** Asks for the PIN before the settings; who has forgotten it signs the device out. */
export function openPinSheet(options: PinSheetOptions): void {
  const { translator, lock, onOpen } = options;
  const { t } = translator;
  const input = pinInput("pin");
  const problem = h("p", { class: "problem", role: "alert", testid: "pin-problem" });
  const submit = h("button", { type: "submit", class: "button button-strong", testid: "pin-open" }, t("pin.open"));

  async function open(): Promise<void> {
    if (submit.disabled) return;
    submit.disabled = true;
    const tried = await lock.open(input.value);
    submit.disabled = false;
    input.value = "";
    if (tried.kind === "right") {
      sheet.close();
      onOpen();
    } else {
      problem.textContent = said(tried, translator);
      input.focus();
    }
  }

  const onSubmit = (event: Event): void => {
    event.preventDefault();
    void open();
  };
  const form = h("form", { class: "form", on: { submit: onSubmit } }, field(t("pin.label"), input, null), submit, problem);
  const forgotten = h("details", { class: "sheet-part", testid: "pin-forgotten" }, h("summary", {}, t("pin.forgotten")), h("p", {}, t("pin.forgotten.text")), unpairPart(options));
  const sheet = openSheet({ title: t("pin.title"), translator, content: [form, forgotten], testid: "pin-sheet" });
  input.focus();
}

function said(tried: Exclude<PinTry, { kind: "right" }>, { t }: Translator): string {
  return tried.kind === "wrong" ? t("pin.error.wrong") : t("pin.error.wait", { n: Math.ceil(tried.ms / 1000) });
}

/** The settings' part about the PIN itself: set, change, remove. */
export function pinPart(lock: PinLock, translator: Translator): HTMLElement {
  const { t } = translator;
  const place = h("div", { class: "form" });
  const problem = h("p", { class: "problem", role: "alert", testid: "pin-set-problem" });

  function rest(): void {
    problem.textContent = "";
    if (!lock.isPossible) {
      place.replaceChildren(h("p", { class: "hint" }, t("pin.error.insecure")));
      return;
    }
    const text = h("p", { class: "hint", role: "status", testid: "pin-state" }, t(lock.isSet() ? "pin.active" : "pin.none"));
    const set = button(t(lock.isSet() ? "pin.change" : "pin.set"), ask, { testid: "pin-set" });
    const remove = lock.isSet() ? [button(t("pin.remove"), () => void store(() => lock.remove()), { testid: "pin-remove" })] : [];
    place.replaceChildren(text, set, ...remove, problem);
  }

  async function store(work: () => Promise<void>): Promise<void> {
    const failed = await work().then(
      () => false,
      () => true,
    );
    rest();
    if (failed) problem.textContent = t("pin.error.storage");
  }

  function ask(): void {
    const inputs = [pinInput("pin-new"), pinInput("pin-again")] as const;
    const [first, again] = inputs;
    const submit = h("button", { type: "submit", class: "button button-strong", testid: "pin-save" }, t("pin.save"));
    const onSubmit = (event: Event): void => {
      event.preventDefault();
      if (!isPin(first.value)) problem.textContent = t("pin.error.digits");
      else if (first.value !== again.value) problem.textContent = t("pin.error.different");
      else {
        submit.disabled = true;
        void store(() => lock.set(first.value));
      }
    };
    problem.textContent = "";
    const form = h("form", { class: "form", novalidate: true, on: { submit: onSubmit } }, field(t("pin.label"), first, null), field(t("pin.again"), again, null), submit, button(t("cancel"), rest));
    place.replaceChildren(form, problem);
    first.focus();
  }

  rest();
  return place;
}
