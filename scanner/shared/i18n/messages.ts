import type { ArgumentsOf, MessagesOf, ValuesOf } from "./catalogue.ts";
import type { de } from "./de.ts";

export type { Plural } from "./catalogue.ts";

export type MessageKey = keyof typeof de;

export type Messages = MessagesOf<typeof de>;

export type Values<K extends MessageKey> = ValuesOf<(typeof de)[K]>;

export type Arguments<K extends MessageKey> = ArgumentsOf<(typeof de)[K]>;
