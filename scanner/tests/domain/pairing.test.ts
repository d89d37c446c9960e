import { describe, expect, test } from "vitest";
import { codeFromFragment, parsePairingLink, parsePairingText } from "../../door/domain/pairing.ts";

const ORIGIN = "https://door.example";

describe("parsePairingText", () => {
  test.each(["", "   ", "abc", "kein code!", "https://", `${ORIGIN}/door/`, `${ORIGIN}/door/#pair=`, `${ORIGIN}/door/#pair=a%20b%3C`, "x".repeat(129)])(
    "%j_isNone",
    (text) => {
      expect(parsePairingText(text, ORIGIN)).toEqual({ kind: "none" });
    },
  );

  test("javascriptLink_isNone", () => {
    expect(parsePairingText("javascript:alert(1)//door/#pair=ABCD1234", ORIGIN)).toEqual({ kind: "none" });
  });

  test("linkToAnotherPage_isNone", () => {
    expect(parsePairingText(`${ORIGIN}/other/#pair=ABCD1234`, ORIGIN)).toEqual({ kind: "none" });
  });

  test("linkToAnotherServer_saysWhich", () => {
    expect(parsePairingText("http://192.168.1.5:8000/door/#pair=ABCD1234", ORIGIN)).toEqual({
      kind: "other_server",
      host: "192.168.1.5:8000",
    });
  });

  test.each([`${ORIGIN}/door/#pair=AB-cd_1234`, `${ORIGIN}/door#pair=AB-cd_1234`, ` ${ORIGIN}/door/#pair=AB-\ncd_1234 `, "AB-cd_1234", " AB-cd _12 34\n"])(
    "%j_isTheCode",
    (text) => {
      expect(parsePairingText(text, ORIGIN)).toEqual({ kind: "code", code: "AB-cd_1234" });
    },
  );
});

describe("parsePairingLink", () => {
  test("bareWord_isNone_soThatNoOtherQrCodePairs", () => {
    expect(parsePairingLink("AB-cd_1234", ORIGIN)).toEqual({ kind: "none" });
  });

  test("ticket_isNone", () => {
    expect(parsePairingLink("EL1:6BF0A$C9%2KD7*P.Q8/R-L+5", ORIGIN)).toEqual({ kind: "none" });
  });
});

describe("codeFromFragment", () => {
  test.each(["", "#", "#pair", "#pair=", "#other=ABCD1234", "#pair=a"])("%j_isNull", (fragment) => {
    expect(codeFromFragment(fragment)).toBeNull();
  });

  test("pair_isTheCode", () => {
    expect(codeFromFragment("#pair=ABCD1234")).toBe("ABCD1234");
  });
});
