"""Passes that are bound to a device, and the proofs around them, right and wrong; for make_pass_vectors.py."""

from cryptography.hazmat.primitives.asymmetric import ec
from pass_bytes import (
    AT,
    BOUND,
    BOUND_PAYLOAD,
    ES256,
    EVENT,
    EXPIRES,
    GOOD,
    OTHER_PHONE,
    PAYLOAD,
    PHONE,
    PROOF,
    PROOF_PAYLOAD,
    SIGNATURE,
    A,
    B,
    N,
    array,
    bound_claims,
    bstr,
    cbor_map,
    cnf,
    cose_key,
    es256,
    h,
    head,
    header,
    kid,
    message,
    number,
    point,
    proof_of,
    shown,
    sig_structure,
    text,
    ticket,
    xy,
)
from pass_cases import Case, case, error, ok, scanned

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
CURVE_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
LAST = 253_402_300_799


def on_curve(x: int) -> bool:
    return pow(x**3 - 3 * x + CURVE_B, (P - 1) // 2, P) == 1


def bound() -> list[Case]:
    def good(name: str, at: int = AT, *, phone: ec.EllipticCurvePrivateKey = PHONE, **values: int) -> Case:
        tier, serial, epoch = (values.get(part, usual) for part, usual in (("tier", 1), ("serial", 0), ("epoch", 0)))
        expires = values.get("expires", EXPIRES)
        payload = bound_claims(cnf(phone), expires=expires, ticket=ticket(tier=tier, serial=serial, epoch=epoch))
        expect = ok(tier=tier, serial=serial, epoch=epoch, expires=expires, device=point(phone), at=at)
        return case(name, proof_of(shown(message(payload), at), key=phone), expect)

    def at_which(wanted: int) -> int:
        """The first second at which the byte at `wanted` of the signature is zero."""
        return next(at for at in range(AT, AT + 10_000) if proof_of(shown(BOUND, at))[wanted - 64] == 0)

    first = ok(device=point(PHONE), at=AT)
    return [
        good("the first ticket of the first tier, y odd"),
        good("y even", phone=OTHER_PHONE),
        good("the largest that fits 61 modules", tier=23, serial=2**32 - 1, epoch=65_535),
        good("the largest value everywhere", LAST, tier=2**31 - 1, serial=2**32 - 1, epoch=2**32 - 1, expires=LAST),
        good("shown in 1970: carried, not judged", 1),
        good("shown after 2106", 2**32),
        good("shown after it expired: carried, not judged", EXPIRES + 1),
        good("r begins with a zero", at_which(0)),
        good("s begins with a zero", at_which(32)),
        case(
            "signed by the second of two known keys",
            proof_of(shown(message(BOUND_PAYLOAD, key=B))),
            ok(key=B, device=point(PHONE), at=AT),
            keys=(A, B),
        ),
        scanned("a hand scanner adds carriage return and line feed", text(PROOF) + "\r\n", first),
    ]


def bindings() -> list[Case]:
    """Issuer passes whose binding is wrong; none gets as far as the question for a proof."""
    bad, malformed = error("malformed", "claims"), error("malformed", "cbor")
    one, exp, ticket_key = number(1), (number(4), number(EXPIRES)), (number(-65537), ticket())
    x, y = (bstr(part) for part in xy(PHONE))
    key, true = cose_key(x), h("f5")
    no_point = next(candidate for candidate in range(1, 100) if not on_curve(candidate))
    small = next(candidate for candidate in range(1, 100) if on_curve(candidate))

    def bound_to(name: str, confirmation: bytes, expect: Case = bad) -> Case:
        return case(name, message(bound_claims(confirmation)), expect)

    def key_of(name: str, key: bytes, expect: Case = bad) -> Case:
        return bound_to(name, cbor_map(one, key), expect)

    return [
        bound_to("confirmation is empty", cbor_map()),
        bound_to("confirmation is true", true),
        bound_to("confirmation is null", h("f6"), malformed),
        bound_to("confirmation is the key itself", key),
        bound_to("confirmation is bytes", bstr(cnf(PHONE))),
        bound_to("confirmed by key id", cbor_map(number(3), bstr(kid(A)))),
        bound_to("confirmed by an encrypted key", cbor_map(number(2), key)),
        bound_to("confirmed by key and by key id", cbor_map(one, key, number(3), bstr(kid(A)))),
        bound_to("confirmed under key true", cbor_map(true, key), malformed),
        bound_to("confirmed twice", cbor_map(one, key, one, key), malformed),
        key_of("key is empty", cbor_map()),
        key_of("key is bytes", bstr(key)),
        key_of("key is an array", array(x, y)),
        key_of("key is false", h("f4")),
        key_of("key type OKP", cose_key(x, kind=one)),
        key_of("key type symmetric", cose_key(x, kind=number(4))),
        key_of("key type missing", cbor_map(number(-1), one, number(-2), x, number(-3), true)),
        key_of("key type is true", cose_key(x, kind=true)),
        key_of("curve P-384", cose_key(x, curve=number(2))),
        key_of("curve secp256k1", cose_key(x, curve=number(8))),
        key_of("curve missing", cbor_map(one, number(2), number(-2), x, number(-3), true)),
        key_of("curve is true, which is not 1", cose_key(x, curve=true)),
        key_of("x missing", cbor_map(one, number(2), number(-1), one, number(-3), true)),
        key_of("x empty", cose_key(bstr(b""))),
        key_of("x of 31 bytes", cose_key(bstr(xy(PHONE)[0][:31]))),
        key_of("x of 33 bytes", cose_key(bstr(b"\0" + xy(PHONE)[0]))),
        key_of("x as a number", cose_key(number(5))),
        key_of("x without a point", cose_key(bstr(no_point.to_bytes(32)))),
        key_of("x is p", cose_key(bstr(P.to_bytes(32)))),
        key_of("x of a point, plus p", cose_key(bstr((P + small).to_bytes(32)))),
        key_of("x all ones", cose_key(bstr(b"\xff" * 32))),
        key_of("y missing", cbor_map(one, number(2), number(-1), one, number(-2), x)),
        key_of("y in full", cose_key(x, y)),
        key_of("sign of y as a number", cose_key(x, one)),
        key_of("sign of y as bytes", cose_key(x, bstr(b"\1"))),
        key_of("sign of y null", cose_key(x, h("f6")), malformed),
        key_of("sign of y written longer", cose_key(x, h("f815")), malformed),
        key_of("algorithm as well", cbor_map(one, number(2), number(3), number(-7), *parts_of_key(x))),
        key_of("key id as well", cbor_map(one, number(2), number(2), bstr(b"k"), *parts_of_key(x))),
        key_of("private key as well", cose_key(x, more=(number(-4), bstr((5).to_bytes(32))))),
        key_of("labels in the other order", cbor_map(*parts_of_key(x), one, number(2)), malformed),
        case("bound after the ticket", message(cbor_map(*exp, *ticket_key, number(8), cnf(PHONE))), malformed),
        case(
            "bound twice",
            message(cbor_map(*exp, number(8), cnf(PHONE), number(8), cnf(OTHER_PHONE), *ticket_key)),
            malformed,
        ),
        case(
            "bound and an issuing time",
            message(cbor_map(*exp, number(6), one, number(8), cnf(PHONE), *ticket_key)),
            bad,
        ),
        case("bound without an expiry", message(cbor_map(number(8), cnf(PHONE), *ticket_key)), bad),
        case("bound without a ticket", message(cbor_map(*exp, number(8), cnf(PHONE))), bad),
        case("binding cut off after signing", message(PAYLOAD, signature=BOUND[-64:]), error("signature_invalid")),
        case("binding put in after signing", message(BOUND_PAYLOAD, signature=SIGNATURE), error("signature_invalid")),
        case("bound, without a proof", BOUND, error("proof_missing")),
        scanned("bound, without a proof, by a hand scanner", text(BOUND) + "\r\n", error("proof_missing")),
        case("bound, without a proof, by an unknown issuer", message(BOUND_PAYLOAD, key=B), error("unknown_issuer")),
    ]


def parts_of_key(x: bytes) -> tuple[bytes, ...]:
    return number(-1), number(1), number(-2), x, number(-3), h("f5")


def proofs() -> list[Case]:
    return [*proof_payloads(), *proof_headers(), *passes_inside(), *proof_signatures()]


def proof_payloads() -> list[Case]:
    bad, malformed = error("malformed", "proof"), error("malformed", "cbor")
    inside, time = BOUND[1:], number(AT)

    def holding(name: str, payload: bytes, expect: Case = bad) -> Case:
        return case(name, proof_of(payload), expect)

    def at(name: str, time: bytes, expect: Case = bad) -> Case:
        return holding(name, array(inside, time), expect)

    return [
        holding("nothing in it", b"", malformed),
        holding("a number in it", time),
        holding("a map in it", cbor_map(number(1), inside, number(2), time)),
        holding("bytes in it", bstr(inside)),
        holding("true in it", h("f5")),
        holding("an empty array in it", array()),
        holding("no time", array(inside)),
        holding("only a time", array(time)),
        holding("time first", array(time, inside)),
        holding("three parts", array(inside, time, time)),
        holding("issuer pass as bytes", array(bstr(BOUND), time)),
        holding("issuer pass as a map", array(cbor_map(), time)),
        holding("issuer pass with its tag", array(BOUND, time), malformed),
        holding("issuer pass alone, as it is shown on paper", BOUND, malformed),
        holding("payload with a byte after the end", PROOF_PAYLOAD + b"\0", malformed),
        holding("payload of indefinite length", h("9f") + inside + time + h("ff"), malformed),
        holding("payload that nests five deep", array(h("81") * 4 + h("00"), time), malformed),
        at("time zero", number(0)),
        at("time negative", number(-1)),
        at("time in the year 10000", number(LAST + 1)),
        at("time of 64 bits", number(2**64 - 1)),
        at("time beyond 64 bits", h("c249010000000000000000"), malformed),
        at("time true", h("f5")),
        at("time as bytes", bstr(AT.to_bytes(4))),
        at("time as an array", array(time)),
        at("time as a float", h("fb41db45956c000000"), malformed),
        at("time tagged as a date", h("c1") + time, malformed),
        at("time as text", h("6a") + b"1830200000", malformed),
        at("time null", h("f6"), malformed),
        at("time in eight bytes", head(0, AT, 8), malformed),
    ]


def proof_headers() -> list[Case]:
    bad, malformed = error("malformed", "cose"), error("malformed", "cbor")
    alg, es256_id = number(1), number(-7)

    def under(name: str, protected: bytes, expect: Case = bad) -> Case:
        return case(name, proof_of(PROOF_PAYLOAD, protected=protected), expect)

    def signed(name: str, signature: bytes) -> Case:
        return case(name, proof_of(PROOF_PAYLOAD, signature=signature), bad)

    good = PROOF[-64:]
    return [
        under("proof's header empty", cbor_map()),
        under("proof's header missing", b"", malformed),
        under("proof by ESP256 of RFC 9864", cbor_map(alg, number(-9))),
        under("proof by ES384", cbor_map(alg, number(-35))),
        under("proof by ES256K", cbor_map(alg, number(-47))),
        under("proof by HMAC", cbor_map(alg, number(5))),
        under("proof names EdDSA", cbor_map(alg, number(-8))),
        under("proof with the issuer's header, so no proof", header(), error("malformed", "claims")),
        under("proof with a key id", cbor_map(alg, es256_id, number(4), bstr(kid(A)))),
        under("proof with an unknown header", cbor_map(alg, es256_id, number(100), number(0))),
        under(
            "proof with an unknown critical header",
            cbor_map(alg, es256_id, number(2), array(number(100)), number(100), number(0)),
        ),
        under("proof with nothing marked critical", cbor_map(alg, es256_id, number(2), array())),
        under("algorithm of the proof written longer", h("a2013806"), malformed),
        under("algorithm of the proof twice", cbor_map(alg, es256_id, alg, es256_id), malformed),
        case("proof with an unprotected header", proof_of(PROOF_PAYLOAD, unprotected=cbor_map(alg, es256_id)), bad),
        case("proof not tagged", PROOF[1:], bad),
        case("a proof that is tagged as COSE_Sign", h("d862") + PROOF[1:], bad),
        case("a proof, and a byte", PROOF + b"\0", malformed),
        case("two proofs in a row", PROOF + PROOF[:1], malformed),
        signed("proof without a signature", b""),
        signed("proof's signature of 63 bytes", good[:63]),
        signed("proof's signature of 65 bytes", good + b"\0"),
        signed("proof's signature in DER", h("3044") + h("0220") + good[:32] + h("0220") + good[32:]),
    ]


def passes_inside() -> list[Case]:
    bad = error("malformed", "cose")

    def around(name: str, issuer_pass: bytes, expect: Case = bad) -> Case:
        return case(name, proof_of(shown(issuer_pass)), expect)

    protected, unprotected, payload, signature = bstr(header()), cbor_map(), bstr(BOUND_PAYLOAD), bstr(BOUND[-64:])
    crit = cbor_map(number(1), number(-8), number(2), array(number(4)), number(4), bstr(kid(A)))
    no_point = cbor_map(number(1), cose_key(bstr(b"\xff" * 32)))
    return [
        around("around an empty array", b"\xd2" + array()),
        around("around three parts", b"\xd2" + array(protected, unprotected, payload)),
        around("around five parts", b"\xd2" + array(protected, unprotected, payload, signature, signature)),
        around("around true for a signature", b"\xd2" + array(protected, unprotected, payload, h("f5"))),
        around("around a proof", PROOF),
        around("around a pass of algorithm ES256", message(BOUND_PAYLOAD, protected=ES256)),
        around(
            "around a pass with an unprotected header", message(BOUND_PAYLOAD, unprotected=cbor_map(*2 * (number(0),)))
        ),
        around("around a pass with a critical header", message(BOUND_PAYLOAD, protected=crit)),
        around("around a pass without a key id", message(BOUND_PAYLOAD, protected=cbor_map(number(1), number(-8)))),
        around("around a pass with a signature of 63 bytes", message(BOUND_PAYLOAD, signature=BOUND[-64:-1])),
        around(
            "around a pass whose header has a byte after its end",
            message(BOUND_PAYLOAD, protected=header() + b"\0"),
            error("malformed", "cbor"),
        ),
        around(
            "around a pass with a byte after its claims", message(BOUND_PAYLOAD + b"\0"), error("malformed", "cbor")
        ),
        around("around a pass without claims", message(cbor_map()), error("malformed", "claims")),
        around("around a pass bound to no point", message(bound_claims(no_point)), error("malformed", "claims")),
        around("around a pass by an unknown issuer", message(BOUND_PAYLOAD, key=B), error("unknown_issuer")),
        around(
            "around a pass that another issuer signed",
            message(BOUND_PAYLOAD, signature=message(BOUND_PAYLOAD, key=B)[-64:]),
            error("signature_invalid"),
        ),
        case(
            "a thief binds the pass to his own phone",
            proof_of(shown(message(bound_claims(cnf(OTHER_PHONE)), signature=BOUND[-64:])), key=OTHER_PHONE),
            error("signature_invalid"),
        ),
        around(
            "a newer epoch written in by the holder",
            message(bound_claims(ticket=ticket(epoch=1)), signature=BOUND[-64:]),
            error("signature_invalid"),
        ),
        around("around a static pass", GOOD, error("proof_unexpected")),
        case(
            "around a static pass, by another phone", proof_of(shown(GOOD), key=OTHER_PHONE), error("proof_unexpected")
        ),
        case("around a static pass, all zeros", proof_of(shown(GOOD), signature=bytes(64)), error("proof_unexpected")),
        around("around a static pass of an unknown issuer", message(PAYLOAD, key=B), error("unknown_issuer")),
    ]


def proof_signatures() -> list[Case]:
    forged = error("proof_invalid")
    good = PROOF[-64:]
    r, s = good[:32], int.from_bytes(good[32:])
    signed_bytes = sig_structure(ES256, PROOF_PAYLOAD)
    other = message(bound_claims(ticket=ticket(serial=1)))

    def signed(name: str, signature: bytes) -> Case:
        return case(name, proof_of(PROOF_PAYLOAD, signature=signature), forged)

    return [
        case("proof by another phone", proof_of(PROOF_PAYLOAD, key=OTHER_PHONE), forged),
        signed("the proof of another pass of the same phone", proof_of(shown(other))[-64:]),
        signed("the proof of ten seconds later", proof_of(shown(BOUND, AT + 10))[-64:]),
        case("proof put around another pass", proof_of(shown(other), signature=good), forged),
        case("time changed after signing", proof_of(shown(BOUND, AT + 30), signature=good), forged),
        signed("s in the upper half", es256(signed_bytes, high=True)),
        signed("s plus one", r + (s + 1).to_bytes(32)),
        signed("s zero", r + bytes(32)),
        signed("s is the order of the group", r + N.to_bytes(32)),
        signed("r zero", bytes(32) + good[32:]),
        signed("r is the order of the group", N.to_bytes(32) + good[32:]),
        signed("r with its last bit changed", r[:-1] + bytes([r[-1] ^ 1]) + good[32:]),
        signed("proof's signature all zeros", bytes(64)),
        signed("proof's signature all ones", b"\xff" * 64),
        signed("r and s are one", (1).to_bytes(32) * 2),
        signed("the halves of the proof's signature swapped", good[32:] + r),
        signed("the halves in little-endian order", r[::-1] + good[:31:-1]),
        signed("the proof's payload signed by itself", es256(PROOF_PAYLOAD)),
        signed("the proof signed with external data", es256(sig_structure(ES256, PROOF_PAYLOAD, b"EL1:"))),
        signed("the proof signed with an empty header", es256(sig_structure(b"", PROOF_PAYLOAD))),
        signed("the proof signed by the issuer", A.sign(signed_bytes)),
        signed("the issuer's signature once more", BOUND[-64:]),
    ]


def cuts_of_a_proof() -> list[Case]:
    """Cut where each part begins, in the middle of it, and before its last byte; and so inside the payload."""
    malformed = error("malformed", "cbor")
    parts = [ES256, PROOF_PAYLOAD, PROOF[-64:]]
    places = {1, 2, len(PROOF) - 1}
    for part in parts:
        start = PROOF.index(part)
        places |= {start - 1, start, start + len(part) // 2, start + len(part) - 1}
    inner = [header(), BOUND_PAYLOAD, point(PHONE)[1:], EVENT, BOUND[-64:]]
    cuts = {1, 2, len(PROOF_PAYLOAD) - 1, len(PROOF_PAYLOAD) - 5}
    for part in inner:
        start = PROOF_PAYLOAD.index(part)
        cuts |= {start - 1, start, start + len(part) // 2, start + len(part)}
    return [
        *(case(f"a proof of {length} bytes", PROOF[:length], malformed) for length in sorted(places)),
        *(
            case(f"a proof with {length} bytes in it", proof_of(PROOF_PAYLOAD[:length]), malformed)
            for length in sorted(cuts)
        ),
    ]
