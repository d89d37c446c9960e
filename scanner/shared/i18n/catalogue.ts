/** Texts by key in one language, and what is needed to fill them in; each app has a catalogue of its own. */

/** A text that depends on a number: CLDR's plural categories as far as German and English use them. */
export interface Plural {
  readonly one: string;
  readonly other: string;
}

/** The German texts, whose keys and placeholders the other languages follow. */
export type Catalogue = Readonly<Record<string, string | Plural>>;

/** What every language must hold: a text for each key, plural where the German one is. */
export type MessagesOf<C extends Catalogue> = { readonly [K in keyof C]: C[K] extends string ? string : Plural };

type TextOf<T> = T extends { readonly other: infer Other } ? Other : T;

type Placeholders<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;

/** The values a text asks for; a plural text always asks for `n`. */
export type ValuesOf<T> = {
  readonly [Name in Placeholders<TextOf<T>> | (T extends string ? never : "n")]: Name extends "n" ? number : string | number;
};

/** Nothing to give where the text asks for nothing. */
export type ArgumentsOf<T> = keyof ValuesOf<T> extends never ? [] : [values: ValuesOf<T>];

export const LANGUAGES = ["de", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** Text, number and time in one language. */
export interface TranslatorOf<C extends Catalogue> {
  readonly language: Language;
  readonly t: <K extends keyof C>(key: K, ...values: ArgumentsOf<C[K]>) => string;
  /** A text without placeholders whose key is only known while running. */
  readonly plain: (key: keyof C) => string;
  readonly number: (value: number) => string;
}

export function translatorOf<C extends Catalogue>(language: Language, messages: MessagesOf<C>): TranslatorOf<C> {
  const plurals = new Intl.PluralRules(language);
  const numbers = new Intl.NumberFormat(language);
  const textOf = (message: string | Plural, count: unknown): string => {
    if (typeof message === "string") return message;
    return plurals.select(Number(count)) === "one" ? message.one : message.other;
  };
  const fill = (key: keyof C, values: Readonly<Record<string, string | number>>): string =>
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
