import type { Translator } from "../../shared/i18n/translate.ts";
import { cleanCode } from "../domain/scan.ts";
import { openSheet } from "./dialog.ts";
import { field, h } from "../../shared/ui/dom.ts";

export interface TypeSheetOptions {
  readonly translator: Translator;
  readonly onCode: (code: string) => void;
  readonly onClose: () => void;
}

/** Opens the field for a code that the camera cannot read. */
export function openTypeSheet({ translator, onCode, onClose }: TypeSheetOptions): void {
  const { t } = translator;
  const input = h("input", {
    class: "input input-code",
    testid: "code-input",
    required: true,
    autocomplete: "off",
    autocapitalize: "characters",
    autocorrect: "off",
    spellcheck: "false",
    enterkeyhint: "go",
  });
  const form = h(
    "form",
    {
      class: "form",
      on: {
        submit: (event) => {
          event.preventDefault();
          const code = cleanCode(input.value);
          sheet.close();
          if (code !== null) onCode(code);
        },
      },
    },
    field(t("type.label"), input, t("type.hint")),
    h("button", { type: "submit", class: "button button-strong", testid: "code-submit" }, t("type.submit")),
  );
  const sheet = openSheet({ title: t("type.title"), translator, content: [form], testid: "type-sheet", onClose });
  input.focus();
}
