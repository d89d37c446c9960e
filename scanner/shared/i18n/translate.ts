import { translatorOf } from "./catalogue.ts";
import type { Language, TranslatorOf } from "./catalogue.ts";
import { de } from "./de.ts";
import { en } from "./en.ts";
import type { Messages } from "./messages.ts";

export { LANGUAGES, preferredLanguage } from "./catalogue.ts";
export type { Language } from "./catalogue.ts";

/** The door's translator. */
export type Translator = TranslatorOf<typeof de>;

const CATALOGUES: Readonly<Record<Language, Messages>> = { de, en };

export function createTranslator(language: Language): Translator {
  return translatorOf<typeof de>(language, CATALOGUES[language]);
}
