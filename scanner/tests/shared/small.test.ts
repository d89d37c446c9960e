import { describe, expect, test } from "vitest";
import { formatEventStart, formatMoment, isSameDay } from "../../shared/i18n/time.ts";
import { asScanId, newScanId } from "../../shared/ids.ts";
import { observable } from "../../shared/observable.ts";
import { EVENING } from "../world.ts";

const LEIPZIG = { now: EVENING, timezone: "Europe/Berlin", language: "de" } as const;
const HOUR = 3_600_000;

describe("times are the event's", () => {
  test("sameDay_isJustTheTime", () => {
    expect(formatMoment(EVENING, LEIPZIG)).toBe("20:00");
    expect(formatMoment(EVENING, { ...LEIPZIG, timezone: "America/New_York" })).toBe("14:00");
  });

  test("afterMidnightInTheEventsZone_isAnotherDay", () => {
    const now = EVENING + 5 * HOUR;
    expect(isSameDay(EVENING, { ...LEIPZIG, now })).toBe(false);
    expect(isSameDay(EVENING, { ...LEIPZIG, now, timezone: "America/New_York" })).toBe(true);
    expect(formatMoment(EVENING, { ...LEIPZIG, now })).toBe("So., 22. Nov., 20:00");
  });

  test("english_hasAClockOf24Hours", () => {
    expect(formatMoment(EVENING, { ...LEIPZIG, language: "en" })).toBe("20:00");
  });

  test("eventStart_isWrittenOut", () => {
    expect(formatEventStart(EVENING, LEIPZIG)).toBe("Sonntag, 22. November um 20:00");
    expect(formatEventStart(EVENING, { ...LEIPZIG, language: "en" })).toBe("Sunday 22 November at 20:00");
  });
});

describe("scan ids", () => {
  test.each(["", "1", "00000000-0000-4000-8000-00000000000g", "00000000000040008000000000000001"])("%j_isNone", (text) => {
    expect(asScanId(text)).toBeNull();
  });

  test("fresh_areRandomVersion4Uuids", () => {
    const ids = Array.from({ length: 200 }, newScanId);
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u);
  });

  test("upperCase_isTheSameId", () => {
    expect(asScanId("00000000-0000-4000-8000-00000000000A")).toBe("00000000-0000-4000-8000-00000000000a");
  });
});

describe("observable", () => {
  test("listener_hearsNowAndAfterEachChange_untilItStops", () => {
    const heard: number[] = [];
    const value = observable(1);
    const stop = value.watch((next) => heard.push(next));
    value.set(1);
    value.set(2);
    stop();
    value.set(3);
    expect(heard).toEqual([1, 2]);
    expect(value.get()).toBe(3);
  });
});
