"""Writes tests/vectors/pass/*.json: passes, valid and broken, that every implementation must judge alike.

    python tests/vectors/make_pass_vectors.py [folder]

Broken passes are signed like valid ones (unless the signature is the point), so that each fails for the one reason
in its name. How to read the files: docs/pass.md, section 8.
"""

import json
import sys
from pathlib import Path

from bound_pass_cases import bindings, bound, cuts_of_a_proof, proofs
from pass_bytes import (
    EVENT,
    EXPIRES,
    GOOD,
    PAYLOAD,
    SIGNATURE,
    A,
    B,
    L,
    array,
    base45,
    bstr,
    cbor_map,
    claims,
    h,
    head,
    header,
    kid,
    message,
    number,
    sign,
    sign_with_small_order_r,
    text,
    ticket,
)
from pass_cases import Case, case, error, ok, scanned


def valid() -> list[Case]:
    def good(
        name: str, *, tier: int = 1, serial: int = 0, epoch: int = 0, expires: int = EXPIRES, event: bytes = EVENT
    ) -> Case:
        payload = claims(expires=number(expires), ticket=ticket(event=event, tier=tier, serial=serial, epoch=epoch))
        expect = ok(tier=tier, serial=serial, epoch=epoch, expires=expires, event=event)
        return case(name, message(payload), expect)

    spaces = next(serial for serial in range(10_000) if "  " in text(message(claims(ticket=ticket(serial=serial)))))
    two_keys = case("signed by the second of two known keys", message(key=B), ok(key=B), keys=(A, B))
    return [
        good("the first ticket of the first tier"),
        good(
            "the largest value everywhere", tier=2**31 - 1, serial=2**32 - 1, epoch=2**32 - 1, expires=253_402_300_799
        ),
        good("an event reference of zeros", event=bytes(8)),
        good("an event reference of ones", event=b"\xff" * 8),
        good("values at the end of one byte", tier=23, serial=23, epoch=23),
        good("values at the start of two bytes", tier=24, serial=24, epoch=24),
        good("values at the end of two bytes", tier=255, serial=255, epoch=255),
        good("values at the start of three bytes", tier=256, serial=256, epoch=256),
        good("values at the end of three bytes", tier=65_535, serial=65_535, epoch=65_535),
        good("values at the start of five bytes", tier=65_536, serial=65_536, epoch=65_536),
        good("expired in 1970: carried, not judged", expires=1),
        good("expires after 2106", expires=2**32),
        good("two spaces in a row inside the text", serial=spaces),
        two_keys,
        scanned("a hand scanner adds carriage return and line feed", text(GOOD) + "\r\n", ok()),
        scanned("a hand scanner adds a tab", text(GOOD) + "\t", ok()),
        scanned("pasted with spaces and lines around it", " \n" + text(GOOD) + " \n ", ok()),
    ]


def no_pass_at_all() -> list[Case]:
    other = error("not_a_pass")
    return [
        case("empty", "", other),
        case("a space", " ", other),
        case("a poster's web address", "https://example.org/?EL1:", other),
        case("a European health certificate", "HC1:" + base45(GOOD), other),
        case("a later version", "EL2:" + base45(GOOD), other),
        case("lower case", text(GOOD).lower(), other),
        case("lower-case prefix", "el1:" + base45(GOOD), other),
        case("prefix without its colon", "EL1" + base45(GOOD), other),
        case("without the prefix", base45(GOOD), other),
        case("a space before the prefix", " " + text(GOOD), other),
        case("a byte order mark before the prefix", "\N{ZERO WIDTH NO-BREAK SPACE}" + text(GOOD), other),
        case("full-width letters", "\N{FULLWIDTH LATIN CAPITAL LETTER E}L1:" + base45(GOOD), other),
        scanned("a no-break space before the prefix is not white space", "\N{NO-BREAK SPACE}" + text(GOOD), other),
        scanned("white space only", " \t\r\n", other),
    ]


def spelling() -> list[Case]:
    base = error("malformed", "base45")
    body = base45(GOOD)
    letter = next(place for place, character in enumerate(body) if character.isalpha())
    return [
        case("513 characters", "EL1:" + "0" * 509, error("malformed", "text")),
        case("5,000 characters", "EL1:" + "0" * 4_996, error("malformed", "text")),
        case("the longest text that is looked at", "EL1:" + "0" * 507, error("malformed", "cose")),
        case("one character missing at the end", text(GOOD)[:-1], error("malformed", "cbor")),
        case("two characters missing at the end", text(GOOD)[:-2], base),
        case("one character more at the end", text(GOOD) + "0", base),
        case("one lower-case letter", "EL1:" + body[:letter] + body[letter].lower() + body[letter + 1 :], base),
        case("the prefix twice", "EL1:" + text(GOOD), base),
        case("three characters that mean 65536", "EL1:GGW" + body, base),
        case("three characters that mean more than any", "EL1::::" + body, base),
        case("two last characters that mean 256", text(GOOD) + "V5", base),
        case("two last characters that mean more than any", text(GOOD) + "::", base),
        case("an underscore", "EL1:_" + body[1:], base),
        case("an umlaut", "EL1:Ä" + body[1:], base),
        case("a NUL", "EL1:\0" + body[1:], base),
        case("an Arabic-Indic digit", "EL1:\N{ARABIC-INDIC DIGIT SIX}" + body[1:], base),
        case("a letter that upper-casing would turn into two", "EL1:ß" + body[1:], base),
        case("a line feed at the end, not normalised", text(GOOD) + "\n", base),
        case("a line feed inside", text(GOOD)[:40] + "\n" + text(GOOD)[40:], base),
        case("a space put in", text(GOOD)[:40] + " " + text(GOOD)[40:], base),
        case("percent-encoded", text(GOOD).replace(" ", "%20").replace(body[0], "%36", 1), base),
    ]


def cbor_items() -> list[Case]:
    bad = error("malformed", "cbor")
    protected, unprotected = bstr(header()), cbor_map()
    payload, signature = bstr(PAYLOAD), bstr(SIGNATURE)

    def outer(name: str, data: bytes) -> Case:
        return case(name, b"\xd2" + data, bad)

    def in_header(name: str, protected_map: bytes) -> Case:
        return case(name, message(protected=protected_map), bad)

    def in_claims(name: str, payload: bytes) -> Case:
        return case(name, message(payload), bad)

    def in_ticket(name: str, *parts: bytes) -> Case:
        return in_claims(name, claims(ticket=array(*parts)))

    event, one, nil = bstr(EVENT), number(1), number(0)
    cuts = {
        "right after the tag": 1,
        "after the array's head": 2,
        "inside the protected header": 10,
        "after the protected header": 2 + len(protected),
        "after the unprotected header": 3 + len(protected),
        "inside the payload": 20 + len(protected),
        "after the payload": 3 + len(protected) + len(payload),
        "inside the signature": len(GOOD) - 32,
        "before its last byte": len(GOOD) - 1,
    }
    return [
        *(case(f"cut {where}", GOOD[:length], bad) for where, length in cuts.items()),
        case("a zero byte after the end", GOOD + b"\0", bad),
        case("two zero bytes after the end", GOOD + b"\0\0", bad),
        case("a second pass after the end", GOOD + GOOD, bad),
        case("a byte after the end of the header", message(protected=header() + b"\0"), bad),
        case("a byte after the end of the claims", message(PAYLOAD + b"\0"), bad),
        case("a tag inside the tag", b"\xd2" + GOOD, bad),
        outer("outer array of indefinite length", h("9f") + protected + unprotected + payload + signature + h("ff")),
        outer("unprotected header of indefinite length", array(protected, h("bfff"), payload, signature)),
        outer("payload in chunks", array(protected, unprotected, h("5f") + payload + h("ff"), signature)),
        in_header("header of indefinite length", h("bf") + header()[1:] + h("ff")),
        in_claims("claims of indefinite length", h("bf") + PAYLOAD[1:] + h("ff")),
        in_claims("ticket of indefinite length", claims(ticket=h("9f") + ticket()[1:] + h("ff"))),
        outer("outer array with a longer head", h("9804") + protected + unprotected + payload + signature),
        outer("protected header with a longer head", array(h("580d") + header(), unprotected, payload, signature)),
        outer("unprotected header with a longer head", array(protected, h("b800"), payload, signature)),
        outer(
            "payload with a longer head", array(protected, unprotected, head(2, len(PAYLOAD), 2) + PAYLOAD, signature)
        ),
        outer("signature with a longer head", array(protected, unprotected, payload, h("590040") + SIGNATURE)),
        in_header("algorithm written longer", h("a20138070448") + kid(A)),
        in_header("label written longer", h("a218012704") + bstr(kid(A))),
        in_claims("expiry in eight bytes", claims(expires=head(0, EXPIRES, 8))),
        in_claims("claim key written longer", h("a21804") + PAYLOAD[2:]),
        in_claims(
            "private claim key in eight bytes", cbor_map(number(4), number(EXPIRES), head(1, 65_536, 8), ticket())
        ),
        in_ticket("tier written longer", event, h("1801"), nil, nil),
        in_ticket("serial written longer", event, one, h("190000"), nil),
        in_ticket("epoch written longer", event, one, nil, h("1a00000000")),
        in_header("algorithm twice", cbor_map(one, number(-8), one, number(-8), number(4), bstr(kid(A)))),
        in_header(
            "key id twice, two values", cbor_map(one, number(-8), number(4), bstr(kid(A)), number(4), bstr(kid(B)))
        ),
        in_claims("expiry twice", cbor_map(number(4), number(1), number(4), number(EXPIRES), number(-65537), ticket())),
        in_claims(
            "ticket twice", cbor_map(number(4), number(1), number(-65537), ticket(), number(-65537), ticket(tier=2))
        ),
        outer("unprotected label twice", array(protected, cbor_map(one, one, one, one), payload, signature)),
        in_header("header keys in the other order", cbor_map(number(4), bstr(kid(A)), one, number(-8))),
        in_claims("claim keys in the other order", cbor_map(number(-65537), ticket(), number(4), number(EXPIRES))),
        in_claims("expiry tagged as a date", claims(expires=h("c1") + number(EXPIRES))),
        in_claims("expiry as a date in words", claims(expires=h("c074") + b"2027-12-31T00:00:00Z")),
        in_ticket("tier as a big number", event, h("c24101"), nil, nil),
        in_ticket("tier as a decimal fraction", event, h("c4820001"), nil, nil),
        in_ticket("a shared value", event, h("d81c01"), nil, nil),
        in_ticket("a reference to a shared value", event, h("d81d00"), nil, nil),
        in_ticket("a string reference", h("d90100") + event, h("d81900"), nil, nil),
        in_ticket("a regular expression", h("d82368") + b"(a+)+$$$", one, nil, nil),
        in_ticket("an e-mail", h("d82468") + b"To: a\n\nb", one, nil, nil),
        in_claims("claims tagged as a set", h("d90102") + PAYLOAD),
        in_claims("claims tagged as CBOR in CBOR", h("d818") + bstr(PAYLOAD)),
        in_claims("claims tagged as CBOR", h("d9d9f7") + PAYLOAD),
        in_claims("expiry as a float of two bytes", claims(expires=h("f93c00"))),
        in_claims("expiry as a float of eight bytes", claims(expires=h("fb41db45c460000000"))),
        in_claims(
            "not a number as a key", cbor_map(h("f97e00"), nil, number(4), number(EXPIRES), number(-65537), ticket())
        ),
        in_claims("expiry is null", claims(expires=h("f6"))),
        in_ticket("tier is a longer true", event, h("f815"), nil, nil),
        in_ticket("tier is true as a simple value of two bytes", event, h("f801"), nil, nil),
        in_claims("true as a key", cbor_map(number(4), number(EXPIRES), h("f5"), nil, number(-65537), ticket())),
        in_ticket("epoch is undefined", event, one, nil, h("f7")),
        in_ticket("epoch is a simple value", event, one, nil, h("e0")),
        in_ticket("event reference as text", h("68") + b"einlass!", one, nil, nil),
        in_claims("claim key as text", cbor_map(number(4), number(EXPIRES), h("66") + b"ticket", ticket())),
        outer("detached payload", array(protected, unprotected, h("f6"), signature)),
        in_claims("claims that nest five deep", claims(ticket=array(array(array(array()))))),
        in_claims("claims that nest deep", h("81") * 200 + h("00")),
        outer("an outer array that nests deep", h("81") * 200 + h("00")),
        outer("a byte string longer than memory", h("845bffffffffffffffff") + header()),
        outer("an array longer than memory", h("9bffffffffffffffff") + protected),
        outer("a map longer than memory", h("84") + protected + h("bbffffffffffffffff") + payload),
        outer("a reserved length", h("9c")),
        outer("a break without a beginning", h("ff")),
        in_claims("empty claims", b""),
    ]


def cose_shape() -> list[Case]:
    bad = error("malformed", "cose")
    alg, eddsa, kid_label, kid_a = number(1), number(-8), number(4), bstr(kid(A))
    protected, unprotected, payload, signature = bstr(header()), cbor_map(), bstr(PAYLOAD), bstr(SIGNATURE)

    def with_header(name: str, protected: bytes) -> Case:
        return case(name, message(protected=protected), bad)

    return [
        case("nothing after the prefix", "EL1:", bad),
        case("not tagged", GOOD[1:], bad),
        case("tagged as COSE_Mac0", h("d1") + GOOD[1:], bad),
        case("tagged as COSE_Encrypt0", h("d0") + GOOD[1:], bad),
        case("tagged as COSE_Sign", h("d862") + GOOD[1:], bad),
        case("tag written longer", h("d812") + GOOD[1:], bad),
        case("tagged as a CWT", h("d83d") + GOOD, bad),
        case("tagged as CBOR", h("d9d9f7") + GOOD, bad),
        case("three parts", b"\xd2" + array(protected, unprotected, payload), bad),
        case("five parts", b"\xd2" + array(protected, unprotected, payload, signature, bstr(b"")), bad),
        case("a map of parts", b"\xd2" + cbor_map(number(0), protected, number(1), payload), bad),
        case("a number", b"\xd2" + number(0), bad),
        case("protected header not wrapped", b"\xd2" + array(header(), unprotected, payload, signature), bad),
        case("unprotected header is an array", b"\xd2" + array(protected, array(), payload, signature), bad),
        case("payload not wrapped", b"\xd2" + array(protected, unprotected, PAYLOAD, signature), bad),
        case("key id unprotected as well", message(unprotected=cbor_map(kid_label, kid_a)), bad),
        case("unknown unprotected header", message(unprotected=cbor_map(number(100), number(0))), bad),
        case(
            "algorithm unprotected",
            message(protected=cbor_map(kid_label, kid_a), unprotected=cbor_map(alg, eddsa)),
            bad,
        ),
        with_header("empty header map", cbor_map()),
        with_header("header is an array", array()),
        with_header("header is a number", number(0)),
        with_header("header is bytes", bstr(header())),
        with_header("algorithm missing", cbor_map(kid_label, kid_a)),
        with_header("algorithm ES256", cbor_map(alg, number(-7), kid_label, kid_a)),
        with_header("algorithm Ed25519 of RFC 9864", cbor_map(alg, number(-19), kid_label, kid_a)),
        with_header("algorithm HMAC with SHA-256", cbor_map(alg, number(5), kid_label, kid_a)),
        with_header("algorithm zero", cbor_map(alg, number(0), kid_label, kid_a)),
        with_header("algorithm is true", cbor_map(alg, h("f5"), kid_label, kid_a)),
        with_header("header is false", h("f4")),
        case("unprotected header is false", message(unprotected=h("f4")), bad),
        with_header("algorithm as bytes", cbor_map(alg, bstr(b"\x27"), kid_label, kid_a)),
        with_header("key id missing", cbor_map(alg, eddsa)),
        with_header("key id empty", cbor_map(alg, eddsa, kid_label, bstr(b""))),
        with_header("key id of seven bytes", cbor_map(alg, eddsa, kid_label, bstr(kid(A)[:7]))),
        with_header("key id of nine bytes", cbor_map(alg, eddsa, kid_label, bstr(kid(A) + b"\0"))),
        with_header("key id as a number", cbor_map(alg, eddsa, kid_label, number(7))),
        with_header("content type as well", cbor_map(alg, eddsa, number(3), number(61), kid_label, kid_a)),
        with_header("type as well", cbor_map(alg, eddsa, kid_label, kid_a, number(16), number(0))),
        with_header("unknown header as well", cbor_map(alg, eddsa, kid_label, kid_a, number(100), number(0))),
        with_header(
            "unknown critical header",
            cbor_map(alg, eddsa, number(2), array(number(100)), kid_label, kid_a, number(100), number(0)),
        ),
        with_header("known header marked critical", cbor_map(alg, eddsa, number(2), array(alg), kid_label, kid_a)),
        with_header("nothing marked critical", cbor_map(alg, eddsa, number(2), array(), kid_label, kid_a)),
        case("no signature", message(signature=b""), bad),
        case("signature of 63 bytes", message(signature=SIGNATURE[:63]), bad),
        case("signature of 65 bytes", message(signature=SIGNATURE + b"\0"), bad),
    ]


def claim_values() -> list[Case]:
    bad = error("malformed", "claims")
    exp, ticket_key = number(4), number(-65537)
    event, one, nil = bstr(EVENT), number(1), number(0)

    def with_claims(name: str, payload: bytes) -> Case:
        return case(name, message(payload), bad)

    def with_ticket(name: str, *parts: bytes) -> Case:
        return with_claims(name, claims(ticket=array(*parts)))

    return [
        with_claims("no claims", cbor_map()),
        with_claims("expiry missing", cbor_map(ticket_key, ticket())),
        with_claims("ticket missing", cbor_map(exp, number(EXPIRES))),
        with_claims("an issuing time as well", cbor_map(exp, number(EXPIRES), number(6), one, ticket_key, ticket())),
        with_claims("another private claim as well", PAYLOAD.replace(h("a2"), h("a3"), 1) + number(-65538) + nil),
        with_claims("claims are an array", array()),
        with_claims("claims are bytes", bstr(PAYLOAD)),
        with_claims("expiry zero", claims(expires=nil)),
        with_claims("expiry negative", claims(expires=number(-1))),
        with_claims("expiry in the year 10000", claims(expires=number(253_402_300_800))),
        with_claims("expiry of 64 bits", claims(expires=number(2**64 - 1))),
        with_claims("expiry as bytes", claims(expires=bstr(b"\1"))),
        with_claims("ticket is a number", claims(ticket=one)),
        with_claims("ticket is a map", claims(ticket=cbor_map())),
        with_claims("claims that nest four deep", claims(ticket=array(array(array())))),
        with_ticket("ticket of three parts", event, number(1 << 32), nil),
        with_ticket("ticket of five parts", event, one, nil, nil, nil),
        with_ticket("event reference of seven bytes", bstr(EVENT[:7]), one, nil, nil),
        with_ticket("event reference of nine bytes", bstr(EVENT + b"\0"), one, nil, nil),
        with_ticket("event reference as a number", number(int.from_bytes(EVENT)), one, nil, nil),
        with_ticket("tier zero", event, nil, nil, nil),
        with_ticket("tier is true", event, h("f5"), nil, nil),
        with_ticket("serial is false", event, one, h("f4"), nil),
        with_ticket("epoch is false", event, one, nil, h("f4")),
        with_ticket("event reference is false", h("f4"), one, nil, nil),
        with_claims("expiry is true", claims(expires=h("f5"))),
        with_claims("ticket is true", claims(ticket=h("f5"))),
        with_claims("claims are true", h("f5")),
        with_ticket("tier negative", event, number(-1), nil, nil),
        with_ticket("tier of 32 bits", event, number(2**31), nil, nil),
        with_ticket("tier of 64 bits", event, number(2**64 - 1), nil, nil),
        with_ticket("tier as an array", event, array(), nil, nil),
        with_ticket("serial negative", event, one, number(-1), nil),
        with_ticket("serial of 33 bits", event, one, number(2**32), nil),
        with_ticket("serial of 33 bits under tier zero", event, nil, number(1 << 32), nil),
        with_ticket("serial of 64 bits", event, one, number(2**64 - 1), nil),
        with_ticket("serial as bytes", event, one, bstr(b"\0"), nil),
        with_ticket("epoch negative", event, one, nil, number(-1)),
        with_ticket("epoch of 33 bits", event, one, nil, number(2**32)),
        with_ticket("epoch the most negative", event, one, nil, number(-(2**64))),
        with_ticket("epoch as a map", event, one, nil, cbor_map()),
    ]


def signatures() -> list[Case]:
    forged, unknown = error("signature_invalid"), error("unknown_issuer")
    r, s = SIGNATURE[:32], int.from_bytes(SIGNATURE[32:], "little")

    def signed(name: str, signature: bytes) -> Case:
        return case(name, message(signature=signature), forged)

    def altered(name: str, payload: bytes) -> Case:
        return case(name, message(payload, signature=SIGNATURE), forged)

    return [
        case("no key known", GOOD, unknown, keys=()),
        case("only another key known", GOOD, unknown, keys=(B,)),
        case("key id of nobody", message(protected=header().replace(kid(A), bytes(8))), unknown),
        case("key id with its last bit changed", message(protected=header()[:-1] + bytes([header()[-1] ^ 1])), unknown),
        signed("signed by another key", sign(PAYLOAD, protected=header(A), key=B)),
        case("signed by the first, key id of the second", message(protected=header(B)), forged, keys=(A, B)),
        signed("S plus the order of the group", r + (s + L).to_bytes(32, "little")),
        signed("S plus twice the order of the group", r + (s + 2 * L).to_bytes(32, "little")),
        signed("S negated", r + (L - s).to_bytes(32, "little")),
        signed("S with its top bit set", r + (s | 1 << 255).to_bytes(32, "little")),
        signed("R with its sign changed", r[:31] + bytes([r[31] ^ 0x80]) + SIGNATURE[32:]),
        signed("R with its first bit changed", bytes([r[0] ^ 1]) + SIGNATURE[1:]),
        signed("R is the neutral point, S zero", b"\1" + bytes(63)),
        signed("all zeros", bytes(64)),
        signed("all ones", b"\xff" * 64),
        signed("the halves swapped", SIGNATURE[32:] + r),
        signed("the signature of another ticket", sign(claims(ticket=ticket(serial=1)))),
        altered("tier changed after signing", claims(ticket=ticket(tier=2))),
        altered("serial changed after signing", claims(ticket=ticket(serial=1))),
        altered("epoch changed after signing", claims(ticket=ticket(epoch=1))),
        altered("event changed after signing", claims(ticket=ticket(event=bytes(8)))),
        altered("expiry changed after signing", claims(expires=number(EXPIRES + 1))),
        signed("the payload signed by itself", A.sign(PAYLOAD)),
        signed("signed with external data", sign(PAYLOAD, aad=b"EL1:")),
        signed("signed with an empty header", sign(PAYLOAD, protected=b"")),
        signed("R with a part of small order, which only the issuer could make", sign_with_small_order_r(PAYLOAD)),
        signed("signed as COSE_Sign", A.sign(h("8469") + b"Signature" + bstr(header()) + bstr(b"") + bstr(PAYLOAD))),
    ]


FILES = {
    "valid": valid,
    "prefix": no_pass_at_all,
    "spelling": spelling,
    "cbor": cbor_items,
    "cose": cose_shape,
    "claims": claim_values,
    "signature": signatures,
    "bound": bound,
    "binding": bindings,
    "proof": proofs,
    "proof-cut": cuts_of_a_proof,
}


def render(cases: list[Case]) -> str:
    """One case a line, so that a change shows as the case it changes."""
    lines = ",\n".join(json.dumps(each, ensure_ascii=True) for each in cases)
    return f"[\n{lines}\n]\n"


def main(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, cases in FILES.items():
        (folder / f"{name}.json").write_text(render(cases()), encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "pass")
