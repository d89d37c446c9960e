"""Holders' keys: what is no point of the curve is refused, and a signature has one spelling."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import example, given
from hypothesis import strategies as st

from backend.passes.holder import MAX_S, HolderSigner, N, compressed, load_holder_key

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
PHONE = HolderSigner(5)
SMALL_X = next(x for x in range(1, 100) if pow(x**3 - 3 * x + B, (P - 1) // 2, P) == 1)


def signature_of(r: int, s: int) -> bytes:
    return r.to_bytes(32) + s.to_bytes(32)


@pytest.mark.parametrize(
    "point",
    [
        b"",
        b"\0",
        PHONE.public_key.point[:-1],
        PHONE.public_key.point + b"\0",
        b"\0" + PHONE.public_key.point[1:],
        b"\4" + PHONE.public_key.point[1:],
        b"\5" + PHONE.public_key.point[1:],
        bytes(64) + b"\2",
    ],
)
def test_load_holder_key__not_a_compressed_point__raises_value_error(point: bytes) -> None:
    with pytest.raises(ValueError, match="compressed point"):
        load_holder_key(point)


@pytest.mark.parametrize("sign", [2, 3])
@pytest.mark.parametrize("x", [P, P + SMALL_X, 2**256 - 1])
def test_load_holder_key__x_not_reduced__raises_value_error(x: int, sign: int) -> None:
    with pytest.raises(ValueError, match=r"(?i)point|key"):
        load_holder_key(bytes([sign]) + x.to_bytes(32))


@given(st.integers(0, P - 1), st.sampled_from([2, 3]))
@example(SMALL_X, 2)
def test_load_holder_key__any_x__is_taken_exactly_when_a_point_has_it(x: int, sign: int) -> None:
    point = bytes([sign]) + x.to_bytes(32)
    if pow(x**3 - 3 * x + B, (P - 1) // 2, P) == 1:
        assert load_holder_key(point).point == point
    else:
        with pytest.raises(ValueError, match=r"(?i)point|key"):
            load_holder_key(point)


@pytest.mark.parametrize("raw", [b"", bytes(65), PHONE.public_key.point, b"\4" + bytes(63)])
def test_compressed__not_an_exported_key__raises_value_error(raw: bytes) -> None:
    with pytest.raises(ValueError, match="65 bytes"):
        compressed(raw)


def test_compressed__a_point_beside_the_curve__raises_value_error() -> None:
    raw = ec.derive_private_key(5, ec.SECP256R1()).public_key()
    exported = raw.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    assert compressed(exported) == PHONE.public_key.point
    with pytest.raises(ValueError, match=r"(?i)point|key"):
        compressed(exported[:-1] + bytes([exported[-1] ^ 1]))


@pytest.mark.parametrize("secret", [-1, 0, N, N + 5])
def test_signer__secret_out_of_range__raises_value_error(secret: int) -> None:
    with pytest.raises(ValueError, match=r"1\.\.n-1"):
        HolderSigner(secret)


@given(st.binary(max_size=40))
def test_verifies__the_other_signature_that_anybody_can_write__false(message: bytes) -> None:
    signature = PHONE.sign(message)
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    assert PHONE.public_key.verifies(signature, message)
    assert not PHONE.public_key.verifies(signature_of(r, N - s), message)
    # To the library alone both are good.
    key = ec.derive_private_key(5, ec.SECP256R1()).public_key()
    key.verify(encode_dss_signature(r, N - s), message, ec.ECDSA(SHA256()))


@pytest.mark.parametrize(
    ("r", "s"), [(0, 0), (0, 1), (1, 0), (1, 1), (N, 1), (1, N), (N + 1, 1), (2**256 - 1, 2**256 - 1), (1, MAX_S + 1)]
)
def test_verifies__numbers_at_the_edges__false_and_no_exception(r: int, s: int) -> None:
    assert not PHONE.public_key.verifies(signature_of(r, s), b"message")


@given(st.binary(max_size=80))
def test_verifies__any_bytes_for_a_signature__false_and_no_exception(signature: bytes) -> None:
    assert not PHONE.public_key.verifies(signature, b"message")


def test_signer__what_it_signs__has_the_lower_s_and_is_good_to_the_library_alone() -> None:
    key = ec.derive_private_key(5, ec.SECP256R1())
    turned = 0
    for number in range(64):
        message = bytes([number])
        signature = PHONE.sign(message)
        r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
        assert s <= MAX_S
        key.public_key().verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
        _, first = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True)))
        turned += first != s
    assert turned > 10
