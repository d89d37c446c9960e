"""The bound pass: nobody but its device can show it, and whatever is done to a proof, it is refused with our error."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backend.passes import base45, cbor
from backend.passes.claims import MAX_EXPIRES_AT, PassClaims
from backend.passes.cose import SIGN1_TAG
from backend.passes.errors import (
    PassError,
    PassMalformed,
    PassProofInvalid,
    PassProofMissing,
    PassProofUnexpected,
    PassSignatureInvalid,
)
from backend.passes.holder import HolderSigner, N
from backend.passes.issuer import IssuerSigner, key_ring
from backend.passes.proof import MAX_PROOF_AT, sign_proof
from backend.passes.qr import qr_modules
from backend.passes.ticket_pass import MAX_PASS_CHARACTERS, PREFIX, issue, parse, prove, verify

BOX_OFFICE = IssuerSigner(bytes(range(32)))
KEYS = key_ring([BOX_OFFICE.public_key])
PHONE, THIEFS_PHONE = HolderSigner(5), HolderSigner(6)
NOW = 1_800_000_000


def ticket(
    *,
    tier: int = 1,
    serial: int = 0,
    epoch: int = 0,
    expires_at: int = 1_830_211_200,
    holder_key: bytes | None = PHONE.public_key.point,
) -> PassClaims:
    return PassClaims(
        event_ref=bytes(8), token_id=tier << 32 | serial, epoch=epoch, expires_at=expires_at, holder_key=holder_key
    )


BOUND = issue(ticket(), BOX_OFFICE)
STATIC = issue(ticket(holder_key=None), BOX_OFFICE)
SHOWN = prove(BOUND, at=NOW, signer=PHONE)
SHOWN_BYTES = base45.decode(SHOWN[len(PREFIX) :])


def around(issuer_pass: str, *, signer: HolderSigner = PHONE, at: int = NOW) -> str:
    """A proof around any issuer pass, whether it makes sense or not."""
    return PREFIX + base45.encode(sign_proof(parse(issuer_pass).sign1, at=at, signer=signer))


@st.composite
def changed_bytes(draw: st.DrawFn) -> str:
    data = bytearray(SHOWN_BYTES)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 9)))
        data[start:end] = draw(st.binary(max_size=9))
    return PREFIX + base45.encode(bytes(data))


@st.composite
def changed_text(draw: st.DrawFn) -> str:
    text = SHOWN
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 8)))
        put_in = draw(st.text(alphabet=base45.ALPHABET, max_size=6) | st.text(max_size=3))
        text = draw(st.sampled_from([text[:start] + put_in + text[end:], text[:end] + text[start:], text[:start]]))
    return text


ITEMS: st.SearchStrategy[cbor.CborValue] = st.recursive(
    st.integers(-(2**64), 2**64 - 1) | st.booleans() | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(-4, 8), inner, max_size=4),
    max_leaves=8,
)


@given(changed_text() | changed_bytes())
@example(SHOWN)
@example(BOUND)
def test_verify__a_proof_that_somebody_changed__only_the_shown_text_is_taken(text: str) -> None:
    try:
        verified = verify(text, KEYS)
    except PassError:
        assert text != SHOWN
        return
    assert text == SHOWN
    assert (verified.claims, verified.proof_at) == (ticket(), NOW)


@given(changed_text() | changed_bytes())
@example(SHOWN)
def test_parse__a_proof_that_somebody_changed__what_is_taken_is_spelled_the_one_way(text: str) -> None:
    try:
        read = parse(text)
    except PassError:
        return
    message: cbor.CborValue = read.sign1.parts()
    if read.proof:
        assert read.proof.sign1.payload == cbor.encode([message, read.proof.at])
        message = read.proof.sign1.parts()
    assert PREFIX + base45.encode(SIGN1_TAG + cbor.encode(message)) == text


@given(ITEMS)
def test_verify__a_device_that_signs_any_cbor__is_refused_with_our_error(payload: cbor.CborValue) -> None:
    try:
        spelled = cbor.encode(payload)
    except ValueError:
        return
    protected = cbor.encode({1: -7})
    parts: cbor.CborValue = [protected, {}, spelled, PHONE.sign(spelled)]
    with pytest.raises(PassMalformed):
        verify(PREFIX + base45.encode(SIGN1_TAG + cbor.encode(parts)), KEYS)


def test_verify__every_single_bit_of_a_proof_changed__is_never_taken() -> None:
    for position in range(len(SHOWN_BYTES) * 8):
        data = bytearray(SHOWN_BYTES)
        data[position // 8] ^= 1 << position % 8
        with pytest.raises(PassError):
            verify(PREFIX + base45.encode(bytes(data)), KEYS)


def test_verify__bound_pass_without_a_proof__raises_proof_missing_and_parse_reads_it() -> None:
    with pytest.raises(PassProofMissing):
        verify(BOUND, KEYS)
    read = parse(BOUND)
    assert (read.claims, read.proof) == (ticket(), None)


def test_verify__static_pass_inside_a_proof__raises_proof_unexpected() -> None:
    with pytest.raises(PassProofUnexpected):
        verify(around(STATIC), KEYS)


def test_verify__proof_by_another_phone__raises_proof_invalid() -> None:
    with pytest.raises(PassProofInvalid):
        verify(prove(BOUND, at=NOW, signer=THIEFS_PHONE), KEYS)


def test_verify__higher_s__raises_proof_invalid() -> None:
    s = int.from_bytes(SHOWN_BYTES[-32:])
    with pytest.raises(PassProofInvalid):
        verify(PREFIX + base45.encode(SHOWN_BYTES[:-32] + (N - s).to_bytes(32)), KEYS)


def test_verify__pass_that_a_thief_bound_to_his_own_phone__raises_signature_invalid() -> None:
    stolen = parse(BOUND).sign1
    x = PHONE.public_key.point[1:]
    payload = stolen.payload.replace(x, THIEFS_PHONE.public_key.point[1:])
    assert payload != stolen.payload
    forged: cbor.CborValue = [stolen.protected, {}, payload, stolen.signature]
    with pytest.raises(PassSignatureInvalid):
        verify(around(PREFIX + base45.encode(SIGN1_TAG + cbor.encode(forged)), signer=THIEFS_PHONE), KEYS)


@pytest.mark.parametrize("issuer_pass", [STATIC, SHOWN], ids=["static", "with a proof already"])
def test_prove__what_needs_no_proof__raises_value_error(issuer_pass: str) -> None:
    with pytest.raises(ValueError, match="only a bound pass"):
        prove(issuer_pass, at=NOW, signer=PHONE)


@pytest.mark.parametrize("at", [-1, 0, MAX_PROOF_AT + 1])
def test_prove__time_out_of_range__raises_value_error_that_names_it(at: int) -> None:
    with pytest.raises(ValueError, match=rf"time {at} "):
        prove(BOUND, at=at, signer=PHONE)


@pytest.mark.parametrize("holder_key", [b"", bytes(33), PHONE.public_key.point[1:], b"\2" + b"\xff" * 32])
def test_pass_claims__holder_key_that_is_no_point__raises_value_error(holder_key: bytes) -> None:
    with pytest.raises(ValueError, match=r"(?i)point|key"):
        ticket(holder_key=holder_key)


@given(
    claims=st.builds(
        ticket,
        tier=st.integers(1, 2**31 - 1),
        serial=st.integers(0, 2**32 - 1),
        epoch=st.integers(0, 2**32 - 1),
        expires_at=st.integers(1, MAX_EXPIRES_AT),
        holder_key=st.integers(1, N - 1).map(lambda secret: HolderSigner(secret).public_key.point),
    ),
    at=st.integers(1, MAX_PROOF_AT),
)
def test_parse__what_prove_wrote__gives_claims_and_time_back(claims: PassClaims, at: int) -> None:
    read = parse(prove(issue(claims, BOX_OFFICE), at=at, signer=PHONE))
    assert read.proof is not None
    assert (read.claims, read.proof.at, read.kid) == (claims, at, BOX_OFFICE.public_key.kid)


@given(st.integers(1, N - 1), st.integers(1, MAX_PROOF_AT))
def test_verify__what_the_device_itself_shows__is_taken_with_its_time(secret: int, at: int) -> None:
    phone = HolderSigner(secret)
    claims = ticket(holder_key=phone.public_key.point)
    verified = verify(prove(issue(claims, BOX_OFFICE), at=at, signer=phone), KEYS)
    assert (verified.claims, verified.proof_at, verified.kid) == (claims, at, BOX_OFFICE.public_key.kid)


def test_verify__static_pass__has_no_time() -> None:
    assert verify(STATIC, KEYS).proof_at is None


@pytest.mark.parametrize(
    ("claims", "at", "alone", "characters", "modules"),
    [
        (ticket(), NOW, 237, 357, 61),
        (ticket(tier=23, serial=65_535, epoch=23), NOW, 240, 360, 61),
        (ticket(tier=23, serial=2**32 - 1, epoch=65_535), NOW, 246, 366, 61),
        (ticket(tier=24, serial=2**32 - 1, epoch=65_535), NOW, 247, 367, 65),
        (
            ticket(tier=2**31 - 1, serial=2**32 - 1, epoch=2**32 - 1, expires_at=MAX_EXPIRES_AT),
            MAX_PROOF_AT,
            261,
            387,
            65,
        ),
    ],
)
def test_prove__small_and_large_values__has_the_size_that_the_specification_says(
    claims: PassClaims, at: int, alone: int, characters: int, modules: int
) -> None:
    issued = issue(claims, BOX_OFFICE)
    shown = prove(issued, at=at, signer=PHONE)
    assert (len(issued), len(shown), len(qr_modules(shown))) == (alone, characters, modules)
    assert len(shown) < MAX_PASS_CHARACTERS
