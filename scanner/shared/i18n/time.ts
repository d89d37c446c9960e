import type { Language } from "./catalogue.ts";

/** Where and when the reader is. Times in milliseconds since 1970; the zone is the event's, by its IANA name. */
export interface Reader {
  readonly now: number;
  readonly timezone: string;
  readonly language: Language;
}

/** "20:14", and on another day in the event's zone "Sa., 14. Nov., 20:14". */
export function formatMoment(at: number, reader: Reader): string {
  const { timezone, language } = reader;
  const date: Intl.DateTimeFormatOptions = isSameDay(at, reader) ? {} : { weekday: "short", day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(localeOf(language), { timeZone: timezone, hour: "2-digit", minute: "2-digit", ...date }).format(at);
}

/** True when a time is on the reader's present day, in the event's zone. */
export function isSameDay(at: number, { now, timezone }: Reader): boolean {
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: timezone, dateStyle: "short" });
  return day.format(at) === day.format(now);
}

/** "Samstag, 14. November, 20:00": the whole date of an event, in its own zone. */
export function formatEventStart(at: number, { timezone, language }: { timezone: string; language: Language }): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    timeZone: timezone,
    weekday: "long",
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
  }).format(at);
}

/** British English, because its clock has 24 hours: a door must not wonder about a.m. and p.m. */
function localeOf(language: Language): string {
  return language === "de" ? "de-DE" : "en-GB";
}
