import { LANGUAGES } from "../i18n/catalogue.ts";
import type { Language } from "../i18n/catalogue.ts";
import { button, h } from "./dom.ts";

/** Each language by its own name: who does not read the present one must find theirs. */
const NAMES: Readonly<Record<Language, string>> = { de: "Deutsch", en: "English" };

export function languageSwitch(label: string, current: Language, onChoose: (language: Language) => void): HTMLElement {
  const choices = LANGUAGES.map((language) =>
    button(
      NAMES[language],
      () => {
        onChoose(language);
      },
      { class: "button", lang: language, "aria-pressed": String(language === current), testid: `language-${language}` },
    ),
  );
  return h("div", { class: "choices", role: "group", "aria-label": label }, ...choices);
}
