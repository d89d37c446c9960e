import { afterEach, beforeEach, expect, vi } from "vitest";

let complaints: string[] = [];

beforeEach(() => {
  complaints = [];
  // Nothing here may reach a network, and nothing may grumble unheard.
  vi.stubGlobal("fetch", () => {
    complaints.push("a test called the real fetch");
    return Promise.reject(new TypeError("no network in tests"));
  });
  for (const level of ["warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((...words: unknown[]) => {
      complaints.push(`console.${level}: ${words.join(" ")}`);
    });
  }
});

afterEach(() => {
  expect(complaints).toEqual([]);
});
