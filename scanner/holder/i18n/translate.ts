import { translatorOf } from "../../shared/i18n/catalogue.ts";
import type { Language, MessagesOf, TranslatorOf } from "../../shared/i18n/catalogue.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";

/** The ticket app's translator. */
export type Translator = TranslatorOf<typeof de>;

const CATALOGUES: Readonly<Record<Language, MessagesOf<typeof de>>> = { de, en };

export function createTranslator(language: Language): Translator {
  return translatorOf<typeof de>(language, CATALOGUES[language]);
}
