import { describe, expect, test } from "vitest";
import { de } from "../../holder/i18n/de.ts";
import { en } from "../../holder/i18n/en.ts";

const keys = Object.keys(de) as (keyof typeof de)[];
const placeholders = (text: string): string => [...text.matchAll(/\{\w+\}/gu)].join();

describe("catalogues", () => {
  test("english_hasTheSameKeysInTheSameOrder", () => {
    expect(Object.keys(en)).toEqual(keys);
  });

  test.each(keys)("%s_isTranslated_asksForTheSame_andSaysDu", (key) => {
    expect(placeholders(en[key])).toEqual(placeholders(de[key]));
    if (key !== "app.name") expect(en[key]).not.toEqual(de[key]);
    for (const text of [de[key], en[key]]) expect(text.trim()).toBe(text);
    expect(de[key]).not.toMatch(/\b(Ihnen|Ihre?[rnms]?)\b|(?<=\S )Sie\b/u);
  });
});
