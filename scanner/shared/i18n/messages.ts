import type { de } from "./de.ts";

/** A text that depends on a number: CLDR's plural categories as far as German and English use them. */
export interface Plural {
  readonly one: string;
  readonly other: string;
}

export type MessageKey = keyof typeof de;

/** What every language must hold: a text for each key, plural where the German one is. */
export type Messages = { readonly [K in MessageKey]: (typeof de)[K] extends string ? string : Plural };

type TextOf<K extends MessageKey> = (typeof de)[K] extends { readonly other: infer T } ? T : (typeof de)[K];

type Placeholders<T> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;

/** The values a text asks for; a plural text always asks for `n`. */
export type Values<K extends MessageKey> = {
  readonly [Name in Placeholders<TextOf<K>> | ((typeof de)[K] extends string ? never : "n")]: Name extends "n"
    ? number
    : string | number;
};

/** Nothing to give where the text asks for nothing. */
export type Arguments<K extends MessageKey> = keyof Values<K> extends never ? [] : [values: Values<K>];
