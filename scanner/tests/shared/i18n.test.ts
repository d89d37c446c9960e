import { describe, expect, test } from "vitest";
import { de } from "../../shared/i18n/de.ts";
import { en } from "../../shared/i18n/en.ts";
import type { MessageKey, Plural } from "../../shared/i18n/messages.ts";
import { createTranslator, preferredLanguage } from "../../shared/i18n/translate.ts";

type Message = string | Plural;
const keys = Object.keys(de) as MessageKey[];
const texts = (message: Message): string[] => (typeof message === "string" ? [message] : [message.one, message.other]);
const placeholders = (message: Message): string[] => texts(message).map((text) => [...text.matchAll(/\{\w+\}/gu)].join());

describe("catalogues", () => {
  test("english_hasTheSameKeysInTheSameOrder", () => {
    expect(Object.keys(en)).toEqual(keys);
  });

  test.each(keys)("%s_asksForTheSameValuesInBothLanguages", (key) => {
    expect(placeholders(en[key])).toEqual(placeholders(de[key]));
  });

  test.each(keys)("%s_isWrittenAndTranslated", (key) => {
    for (const text of [...texts(de[key]), ...texts(en[key])]) expect(text.trim()).toBe(text);
    expect(texts(de[key]).every((text) => text !== "")).toBe(true);
    const sameInBoth: MessageKey[] = ["app.name", "settings.device.name", "scans.title", "settings.scans", "verdict.serial", "door.tickets", "notice.at"];
    if (!sameInBoth.includes(key)) expect(texts(en[key])).not.toEqual(texts(de[key]));
  });

  test.each(keys)("%s_saysDu", (key) => {
    for (const text of texts(de[key])) expect(text).not.toMatch(/\b(Ihnen|Ihre?[rnms]?)\b|(?<=\S )Sie\b/u);
  });
});

describe("createTranslator", () => {
  const german = createTranslator("de");
  const english = createTranslator("en");

  test("plural_followsTheNumber", () => {
    expect(german.t("door.notices", { n: 1 })).toBe("1 Hinweis");
    expect(german.t("door.notices", { n: 0 })).toBe("0 Hinweise");
    expect(english.t("door.tickets", { n: 2 })).toBe("2 tickets");
  });

  test("numbers_areWrittenTheLanguagesWay", () => {
    expect(german.number(12_345)).toBe("12.345");
    expect(english.t("door.tickets", { n: 12_345 })).toBe("12,345 tickets");
  });

  test("valueThatLooksLikeAPlaceholder_staysAsItIs", () => {
    expect(english.t("repair.text", { event: "{gate}", gate: "Hof" })).toContain("“{gate}”, Hof");
  });
});

describe("preferredLanguage", () => {
  test.each([
    [[], "en"],
    [["fr-FR", "pl"], "en"],
    [["fr", "de-AT", "en"], "de"],
    [["EN-us", "de"], "en"],
    [["den"], "en"],
  ] as const)("%j_is_%s", (tags, language) => {
    expect(preferredLanguage(tags)).toBe(language);
  });
});
