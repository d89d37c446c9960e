// @vitest-environment jsdom
import { expect, test } from "vitest";
import { createTranslator } from "../../shared/i18n/translate.ts";
import { faceOf } from "../../door/domain/verdict.ts";
import { recentStrip } from "../../door/ui/recent-strip.ts";
import { EVENING, admission, refusal, scanId } from "../world.ts";

test("strip_tellsEachVerdictByShapeNumberAndTime_andInWordsForAScreenReader", () => {
  const strip = recentStrip(createTranslator("de"), "Europe/Berlin", () => EVENING);
  const one = (number: number, judged: ReturnType<typeof admission>): Parameters<typeof strip.show>[0][number] => ({
    id: scanId(number),
    at: EVENING,
    face: faceOf({ kind: "decided", by: "server", judged }),
  });
  strip.show([one(2, refusal("revoked")), one(1, admission()), one(3, refusal("not_a_ticket", { tier: null, serial: null }))]);
  const items = [...strip.element.querySelectorAll("li")];
  expect(items.map((item) => item.textContent)).toEqual(["Gilt nicht mehr1220:00", "Eingelassen1220:00", "Kein Ticket–20:00"]);
  expect(new Set(items.map((item) => item.querySelector("path")?.getAttribute("d"))).size).toBe(2);
});
