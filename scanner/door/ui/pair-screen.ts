import type { Failure } from "../../shared/errors.ts";
import type { Language, Translator } from "../../shared/i18n/translate.ts";
import type { Result } from "../../shared/result.ts";
import type { Pairing } from "../domain/device.ts";
import { parsePairingLink, parsePairingText } from "../domain/pairing.ts";
import type { PairingText } from "../domain/pairing.ts";
import { cameraView } from "./camera-view.ts";
import type { CameraView } from "./camera-view.ts";
import { button, field, h } from "../../shared/ui/dom.ts";
import { languageSwitch } from "../../shared/ui/language-switch.ts";
import type { Lost, Screen } from "./screen.ts";

export interface PairScreenOptions {
  readonly translator: Translator;
  /** From the link that opened the page. */
  readonly code: string | null;
  readonly deviceName: string;
  /** Why the device has no pairing any more, and how many scans still wait for one. */
  readonly lost: Lost | null;
  readonly waiting: number;
  readonly camera: string | null;
  readonly pair: (code: string, name: string) => Promise<Result<Pairing, Failure>>;
  readonly onPaired: (pairing: Pairing) => void;
  readonly onLanguage: (language: Language) => void;
  /** Back to the door this device has, where it has one. */
  readonly onKeep: (() => void) | null;
}

/** The page of a device without a door: pair it, or learn how to. Nothing is redeemed before the person asks for it. */
export function pairScreen(options: PairScreenOptions): Screen {
  const { translator } = options;
  const { t } = translator;
  const main = h("main", { class: "pair-main" });
  let camera: CameraView | null = null;

  function showForm(code: string): void {
    closeCamera();
    main.replaceChildren(...pairForm(code, options, askForCode));
  }

  function askForCode(): void {
    closeCamera();
    main.replaceChildren(...codeForm(options, showForm, showCamera));
  }

  function showCamera(): void {
    camera = cameraView({
      translator,
      chosen: options.camera,
      hint: t("pair.scan.hint"),
      onCodes: (codes) => {
        for (const text of codes) {
          const read = parsePairingLink(text, location.origin);
          if (read.kind === "code") {
            showForm(read.code);
            return;
          }
        }
      },
    });
    main.replaceChildren(camera.element, button(t("cancel"), askForCode));
  }

  function closeCamera(): void {
    camera?.stop();
    camera = null;
  }

  if (options.code === null) askForCode();
  else showForm(options.code);
  const element = h(
    "div",
    { class: "screen pair", testid: "pair-screen" },
    h(
      "header",
      { class: "pair-head" },
      h("p", { class: "brand" }, `${t("app.name")} `, h("span", {}, t("app.door"))),
      languageSwitch(t("language"), translator.language, options.onLanguage),
    ),
    h("h1", { class: "pair-title" }, t("pair.title")),
    lostNotice(options),
    main,
  );
  return { element, stop: closeCamera };
}

function lostNotice({ translator, lost, waiting }: PairScreenOptions): HTMLElement | null {
  const { t } = translator;
  if (lost === null && waiting === 0) return null;
  return h(
    "div",
    { class: "notice", role: "status", testid: "pair-lost", "data-reason": lost },
    lost === null ? null : h("p", {}, t(`pair.lost.${lost}`)),
    waiting === 0 ? null : h("p", {}, t("pair.lost.waiting", { n: waiting })),
  );
}

function pairForm(code: string, options: PairScreenOptions, onOther: () => void): HTMLElement[] {
  const { t } = options.translator;
  const name = h("input", { class: "input", testid: "device-name", required: true, maxlength: 60, autocomplete: "off" });
  name.value = options.deviceName;
  const problem = h("p", { class: "problem", role: "alert", testid: "pair-problem" });
  const submit = h("button", { type: "submit", class: "button button-strong", testid: "pair-button" }, t("pair.button"));

  async function pair(): Promise<void> {
    submit.disabled = true;
    submit.textContent = t("pair.busy");
    problem.textContent = "";
    const result = await options.pair(code, name.value.trim());
    if (result.ok) {
      options.onPaired(result.value);
      return;
    }
    submit.disabled = false;
    submit.textContent = t("pair.button");
    problem.textContent = pairProblem(result.error, options.translator);
  }

  const form = h(
    "form",
    {
      class: "form",
      on: {
        submit: (event) => {
          event.preventDefault();
          if (name.value.trim() !== "") void pair();
        },
      },
    },
    field(t("pair.name"), name, t("pair.name.hint")),
    submit,
    problem,
  );
  const back =
    options.onKeep === null
      ? button(t("pair.other"), onOther, { class: "button button-plain" })
      : button(t("repair.keep"), options.onKeep, { class: "button button-plain", testid: "repair-keep" });
  return [h("p", { class: "lead" }, t("pair.ready")), form, back];
}

function codeForm(options: PairScreenOptions, onCode: (code: string) => void, onCamera: () => void): HTMLElement[] {
  const { t } = options.translator;
  const input = h("input", {
    class: "input",
    testid: "pair-text",
    required: true,
    autocomplete: "off",
    autocapitalize: "none",
    autocorrect: "off",
    spellcheck: "false",
    enterkeyhint: "go",
  });
  const problem = h("p", { class: "problem", role: "alert" });
  const form = h(
    "form",
    {
      class: "form",
      on: {
        submit: (event) => {
          event.preventDefault();
          const read = parsePairingText(input.value, location.origin);
          if (read.kind === "code") onCode(read.code);
          else problem.textContent = unreadable(read, options.translator);
        },
      },
    },
    field(t("pair.text"), input, null),
    h("button", { type: "submit", class: "button button-strong", testid: "pair-text-submit" }, t("pair.next")),
    problem,
  );
  return [h("p", { class: "lead" }, t("pair.how")), form, button(t("pair.scan"), onCamera, { testid: "pair-scan" })];
}

function unreadable(read: Exclude<PairingText, { kind: "code" }>, { t }: Translator): string {
  return read.kind === "other_server" ? t("pair.text.other_server", { host: read.host }) : t("pair.text.unreadable");
}

/** Our own words where we have them, else the server's. */
function pairProblem(failure: Failure, { t }: Translator): string {
  if (failure.kind !== "problem") return t("pair.error.connection");
  switch (failure.code) {
    case "pairing_code_unknown":
    case "pairing_code_used":
    case "pairing_code_expired":
    case "rate_limited":
      return t(`pair.error.${failure.code}`);
    default:
      if (failure.status >= 500) return t("pair.error.server");
      return failure.detail === "" ? failure.title : failure.detail;
  }
}
