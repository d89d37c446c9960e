"""The pass as a whole: whatever is done to a text, it is refused with our error or it is the text that was issued."""

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.passes import base45, cbor
from backend.passes.claims import MAX_EXPIRES_AT, PassClaims
from backend.passes.cose import SIGN1_TAG
from backend.passes.errors import NotAPass, PassError, PassMalformed, PassSignatureInvalid, PassUnknownIssuer, Stage
from backend.passes.issuer import IssuerSigner, key_ring
from backend.passes.ticket_pass import MAX_PASS_CHARACTERS, PREFIX, issue, normalise_scan, parse, verify

BOX_OFFICE, FORGER = IssuerSigner(bytes(range(32))), IssuerSigner(bytes(32))
KEYS = key_ring([BOX_OFFICE.public_key])

CLAIMS = st.builds(
    PassClaims,
    event_ref=st.binary(min_size=8, max_size=8),
    token_id=st.integers(1 << 32, (1 << 63) - 1),
    epoch=st.integers(0, 2**32 - 1),
    expires_at=st.integers(1, MAX_EXPIRES_AT),
)
USUAL = PassClaims(event_ref=bytes(range(8)), token_id=1 << 32 | 7, epoch=0, expires_at=1_830_211_200)
ISSUED = issue(USUAL, BOX_OFFICE)
ISSUED_BYTES = base45.decode(ISSUED[len(PREFIX) :])


def ticket(*, tier: int = 1, serial: int = 0, epoch: int = 0, expires_at: int = 1_830_211_200) -> PassClaims:
    return PassClaims(event_ref=bytes(8), token_id=tier << 32 | serial, epoch=epoch, expires_at=expires_at)


@st.composite
def changed(draw: st.DrawFn, original: str, alphabet: st.SearchStrategy[str]) -> str:
    """`original` after one to four changes: something replaced, put in, taken out, repeated or cut off."""
    text = original
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 8)))
        put_in = draw(alphabet)
        text = draw(
            st.sampled_from(
                [text[:start] + put_in + text[end:], text[:start] + text[end:], text[:end] + text[start:], text[:start]]
            )
        )
    return text


@st.composite
def changed_bytes(draw: st.DrawFn) -> str:
    data = bytearray(ISSUED_BYTES)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 9)))
        data[start:end] = draw(st.binary(max_size=9))
    return PREFIX + base45.encode(bytes(data))


HOSTILE = (
    changed(ISSUED, st.text(alphabet=base45.ALPHABET, max_size=6))
    | changed(ISSUED, st.text(max_size=3))
    | changed_bytes()
    | st.text(max_size=40)
    | st.text(alphabet=base45.ALPHABET, max_size=300).map(PREFIX.__add__)
    | st.binary(max_size=200).map(lambda data: PREFIX + base45.encode(SIGN1_TAG + data))
)


@given(HOSTILE)
@example(ISSUED)
@example(ISSUED + "00")
@example("\ud800")
@example(PREFIX + "\ud800")
def test_verify__a_text_that_somebody_changed__only_the_issued_text_is_taken(text: str) -> None:
    try:
        verified = verify(text, KEYS)
    except PassError:
        assert text != ISSUED
        return
    assert text == ISSUED
    assert verified.claims == USUAL


@given(HOSTILE)
@example(ISSUED)
def test_parse__a_text_that_somebody_changed__what_is_taken_is_spelled_the_one_way(text: str) -> None:
    try:
        read = parse(text)
    except (NotAPass, PassMalformed):
        return
    parts: cbor.CborValue = [read.sign1.protected, {}, read.sign1.payload, read.sign1.signature]
    assert PREFIX + base45.encode(SIGN1_TAG + cbor.encode(parts)) == text


def test_verify__every_single_bit_changed__is_never_taken() -> None:
    for position in range(len(ISSUED_BYTES) * 8):
        data = bytearray(ISSUED_BYTES)
        data[position // 8] ^= 1 << position % 8
        with pytest.raises(PassError):
            verify(PREFIX + base45.encode(bytes(data)), KEYS)


def test_verify__every_single_character_changed__is_never_taken() -> None:
    for position in range(len(ISSUED)):
        for character in base45.ALPHABET.replace(ISSUED[position], ""):
            with pytest.raises(PassError):
                verify(ISSUED[:position] + character + ISSUED[position + 1 :], KEYS)


def test_verify__signed_by_a_forger_under_his_own_id__raises_unknown_issuer_with_the_id() -> None:
    with pytest.raises(PassUnknownIssuer) as caught:
        verify(issue(USUAL, FORGER), KEYS)
    assert caught.value.kid == FORGER.public_key.kid


def test_verify__signed_by_a_forger_under_the_box_offices_id__raises_signature_invalid_with_the_id() -> None:
    forged = parse(ISSUED).sign1
    parts: cbor.CborValue = [forged.protected, {}, forged.payload, FORGER.sign(forged.signed_bytes())]
    with pytest.raises(PassSignatureInvalid) as caught:
        verify(PREFIX + base45.encode(SIGN1_TAG + cbor.encode(parts)), KEYS)
    assert caught.value.kid == BOX_OFFICE.public_key.kid


@pytest.mark.parametrize("length", [MAX_PASS_CHARACTERS + 1, 10_000, 50_000_000])
def test_parse__longer_than_any_pass__is_refused_by_length_alone(length: int) -> None:
    text = PREFIX.ljust(length, "0")
    started = time.perf_counter()
    with pytest.raises(PassMalformed) as caught:
        parse(text)
    assert caught.value.stage is Stage.TEXT
    assert time.perf_counter() - started < 1


def test_parse__as_long_as_allowed__is_read() -> None:
    with pytest.raises(PassMalformed) as caught:
        parse(PREFIX.ljust(MAX_PASS_CHARACTERS, "0"))
    assert caught.value.stage is not Stage.TEXT


@pytest.mark.parametrize("around", ["\n", "\r\n", "\t", " ", " \t\r\n"])
def test_normalise_scan__ascii_white_space_around__is_taken_off_and_parse_alone_refuses_it(around: str) -> None:
    scanned = around + ISSUED + around
    assert normalise_scan(scanned) == ISSUED
    with pytest.raises(PassError):
        parse(scanned)
    with pytest.raises(PassError):
        parse(ISSUED + around)


@pytest.mark.parametrize(
    "around", ["\N{NO-BREAK SPACE}", "\N{IDEOGRAPHIC SPACE}", "\N{ZERO WIDTH SPACE}", "\0", "\x1c"]
)
def test_normalise_scan__other_white_space_around__stays_and_is_refused(around: str) -> None:
    assert normalise_scan(around + ISSUED + around) == around + ISSUED + around
    with pytest.raises(NotAPass):
        parse(normalise_scan(around + ISSUED))


@given(CLAIMS)
def test_verify__what_issue_wrote__gives_claims_and_key_id_back(claims: PassClaims) -> None:
    text = issue(claims, BOX_OFFICE)
    verified = verify(text, KEYS)
    assert (verified.claims, verified.kid) == (claims, BOX_OFFICE.public_key.kid)
    assert (parse(text).claims, parse(text).kid) == (claims, BOX_OFFICE.public_key.kid)
    assert normalise_scan(text) == text


def test_issue__the_same_claims_again__writes_the_same_text() -> None:
    assert issue(USUAL, BOX_OFFICE) == ISSUED


@pytest.mark.parametrize(
    ("claims", "characters"),
    [
        (ticket(), 169),
        (ticket(tier=3, serial=255), 171),
        (ticket(tier=23, serial=65_535, epoch=23), 172),
        (ticket(tier=23, serial=2**32 - 1, epoch=65_535), 178),
        (ticket(tier=2**31 - 1, serial=2**32 - 1, epoch=2**32 - 1, expires_at=MAX_EXPIRES_AT), 193),
    ],
)
def test_issue__small_and_large_values__has_the_size_that_the_specification_says(
    claims: PassClaims, characters: int
) -> None:
    assert len(issue(claims, BOX_OFFICE)) == characters
