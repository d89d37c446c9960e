import type { Failure } from "../../shared/errors.ts";
import type { Translator } from "../../shared/i18n/translate.ts";
import type { Result } from "../../shared/result.ts";
import { openSheet } from "./dialog.ts";
import { button, field, h } from "../../shared/ui/dom.ts";

export interface WhySheetOptions {
  readonly translator: Translator;
  readonly title: string;
  readonly text: string;
  /** Reasons that come up often, to tap instead of type. */
  readonly often: readonly string[];
  readonly action: string;
  /** Resolves with why it did not work; `null` closes the sheet. */
  readonly onWhy: (reason: string) => Promise<string | null>;
}

/** What the server takes. */
const LONGEST = 200;

/** Asks a supervisor for the reason of what they are about to do; nothing is done without one. */
export function openWhySheet({ translator, title, text, often, action, onWhy }: WhySheetOptions): void {
  const { t } = translator;
  const input = h("input", { class: "input", testid: "why", required: true, maxlength: LONGEST, autocomplete: "off", enterkeyhint: "done" });
  const problem = h("p", { class: "problem", role: "alert", testid: "why-problem" });
  const submit = h("button", { type: "submit", class: "button button-strong", testid: "why-submit" }, action);
  const choices = often.map((reason) =>
    button(reason, () => {
      input.value = reason;
      submit.focus();
    }),
  );

  async function go(): Promise<void> {
    const reason = input.value.trim();
    if (reason === "" || submit.disabled) return;
    submit.disabled = true;
    problem.textContent = "";
    const failed = await onWhy(reason);
    submit.disabled = false;
    if (failed === null) sheet.close();
    else problem.textContent = failed;
  }

  const onSubmit = (event: Event): void => {
    event.preventDefault();
    void go();
  };
  const form = h(
    "form",
    { class: "form", on: { submit: onSubmit } },
    h("div", { class: "often", role: "group", "aria-label": t("why.label") }, ...choices),
    field(t("why.label"), input, t("why.hint")),
    submit,
    problem,
  );
  const sheet = openSheet({ title, translator, content: [h("p", { class: "lead" }, text), form], testid: "why-sheet" });
}

/** `null` when it went well, else a sentence: the server's own where it has one. */
export function failureOfAsking(result: Result<unknown, Failure>, { t }: Translator): string | null {
  if (result.ok) return null;
  const { error } = result;
  if (error.kind !== "problem") return t("ask.offline");
  if (error.status >= 500) return t("ask.server");
  return error.detail === "" ? error.title : error.detail;
}
