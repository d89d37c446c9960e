import { de } from "./de.ts";
import { en } from "./en.ts";
import type { Arguments, MessageKey, Messages, Plural } from "./messages.ts";

export const LANGUAGES = ["de", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Text, number and time in one language. */
export interface Translator {
  readonly language: Language;
  readonly t: <K extends MessageKey>(key: K, ...values: Arguments<K>) => string;
  /** A text without placeholders whose key is only known while running. */
  readonly plain: (key: MessageKey) => string;
  readonly number: (value: number) => string;
}

const CATALOGUES: Readonly<Record<Language, Messages>> = { de, en };

export function createTranslator(language: Language): Translator {
  const messages = CATALOGUES[language];
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const textOf = (message: string | Plural, count: unknown): string => {
    if (typeof message === "string") return message;
    return plurals.select(Number(count)) === "one" ? message.one : message.other;
  };
  const fill = (key: MessageKey, values: Readonly<Record<string, string | number>>): string =>
    textOf(messages[key], values["n"]).replaceAll(/\{(\w+)\}/gu, (_whole, name: string) => {
      const value = values[name];
      return typeof value === "number" ? numbers.format(value) : (value ?? "");
    });
  return {
    language,
    t: (key, ...values) => fill(key, values[0] ?? {}),
    plain: (key) => fill(key, {}),
    number: (value) => numbers.format(value),
  };
}

/** The first of a person's preferred languages that we speak; English for everyone else. */
export function preferredLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const base = tag.toLowerCase().split("-", 1)[0];
    const found = LANGUAGES.find((language) => language === base);
    if (found !== undefined) return found;
  }
  return "en";
}
