"""Issuer keys: unsafe public keys are refused when they are loaded, and a signature has one spelling."""

import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from backend.passes.issuer import IssuerPublicKey, IssuerSigner, key_id, key_ring, load_issuer_key

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SEED = bytes(range(32))

Point = tuple[int, int]


def add(a: Point, b: Point) -> Point:
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P)
    return x % P, y % P


def multiply(factor: int, point: Point) -> Point:
    result = (0, 1)
    while factor:
        if factor & 1:
            result = add(result, point)
        point = add(point, point)
        factor >>= 1
    return result


def point_with(y: int) -> Point | None:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    for x in (root, root * pow(2, (P - 1) // 4, P) % P):
        if x * x % P == square:
            return x, y
    return None


def small_order_points() -> set[Point]:
    """All eight, found by arithmetic: L times any point leaves only the part of small order."""
    found: set[Point] = {(0, 1)}
    y = 2
    while len(found) < 8:
        point = point_with(y)
        if point is not None:
            rest = multiply(L, point)
            found |= {multiply(factor, rest) for factor in range(8)}
        y += 1
    return found


def encoded(y: int, *, sign: int = 0) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


@pytest.mark.parametrize("length", [0, 31, 33])
def test_public_key__of_another_length__raises_value_error(length: int) -> None:
    with pytest.raises(ValueError, match="has 32 bytes"):
        IssuerPublicKey(b"\x09" * length)


def test_public_key__every_point_of_small_order__raises_value_error() -> None:
    points = small_order_points()
    assert len(points) == 8
    for x, y in points:
        with pytest.raises(ValueError, match="small order"):
            IssuerPublicKey(encoded(y, sign=x & 1))


def test_public_key__neutral_point__would_take_a_signature_that_anybody_can_write() -> None:
    """Why the test above matters: OpenSSL takes such a key, and then R = neutral, S = 0 for any message."""
    neutral = encoded(1)
    Ed25519PublicKey.from_public_bytes(neutral).verify(neutral + bytes(32), b"whatever")
    with pytest.raises(ValueError, match="small order"):
        IssuerPublicKey(neutral)


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("excess", range(19))
def test_public_key__y_not_reduced__raises_value_error(excess: int, sign: int) -> None:
    with pytest.raises(ValueError, match="not reduced"):
        IssuerPublicKey(encoded(P + excess, sign=sign))


@given(st.integers(2, P - 2), st.integers(0, 1))
def test_public_key__any_y__is_taken_exactly_when_a_point_has_it(y: int, sign: int) -> None:
    if point_with(y) is None:
        with pytest.raises(ValueError, match="not on the curve"):
            IssuerPublicKey(encoded(y, sign=sign))
    else:
        assert IssuerPublicKey(encoded(y, sign=sign)).raw == encoded(y, sign=sign)


def test_load_issuer_key__the_same_bytes_again__is_the_same_key_and_unsafe_ones_raise_each_time() -> None:
    raw = IssuerSigner(SEED).public_key.raw
    assert load_issuer_key(raw) is load_issuer_key(bytes(bytearray(raw)))
    assert load_issuer_key(raw) == IssuerPublicKey(raw)
    for _ in range(2):
        with pytest.raises(ValueError, match="small order"):
            load_issuer_key(encoded(1))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_signer__seed_of_another_length__raises_value_error(length: int) -> None:
    with pytest.raises(ValueError, match="seed has 32 bytes"):
        IssuerSigner(bytes(length))


def test_signer__shown_in_a_log__does_not_show_its_seed() -> None:
    signer = IssuerSigner(SEED)
    shown = repr(signer) + str(vars(signer))
    assert SEED.hex() not in shown
    assert repr(SEED) not in shown


@pytest.mark.parametrize("times", range(1, 15))
def test_verifies__multiples_of_the_group_order_added_to_s__false(times: int) -> None:
    signer = IssuerSigner(SEED)
    signature = signer.sign(b"message")
    s = int.from_bytes(signature[32:], "little") + times * L
    assert signer.public_key.verifies(signature, b"message")
    assert s < 2**256
    assert not signer.public_key.verifies(signature[:32] + s.to_bytes(32, "little"), b"message")


@given(st.binary(max_size=80))
def test_verifies__any_bytes_for_a_signature__false_and_no_exception(signature: bytes) -> None:
    assert not IssuerSigner(SEED).public_key.verifies(signature, b"message")


def test_signer__test_1_of_rfc_8032__gives_its_public_key_and_signature() -> None:
    signer = IssuerSigner(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert signer.public_key.raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert signer.sign(b"").hex() == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )


def test_key_id__is_the_beginning_of_the_sha_256_of_the_raw_key() -> None:
    key = IssuerSigner(SEED).public_key
    assert key.kid == key_id(key.raw) == hashlib.sha256(key.raw).digest()[:8]


def test_key_ring__two_keys_with_one_id__raises_value_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.passes.issuer.key_id", lambda _raw: bytes(8))
    first, second = IssuerSigner(SEED).public_key, IssuerSigner(bytes(32)).public_key
    with pytest.raises(ValueError, match="two issuer keys"):
        key_ring([first, second])


def test_key_ring__the_same_key_twice__holds_it_once() -> None:
    first, again, second = IssuerSigner(SEED), IssuerSigner(SEED), IssuerSigner(bytes(32))
    ring = key_ring(signer.public_key for signer in (first, again, second))
    assert dict(ring) == {signer.public_key.kid: signer.public_key for signer in (first, second)}
