"""Puts passes together byte by byte, right ones and wrong ones, for make_pass_vectors.py.

Knows nothing of backend/passes, so that a mistake over there cannot hide in here. The keys are those of RFC 8032,
section 7.1, tests 1 and 2: known to everybody, never to be used for anything else.
"""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# The order of the group that Ed25519 signs in.
L = 2**252 + 27742317777372353535851937790883648493

A = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
B = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
)
EVENT = bytes.fromhex("e1c5a7f00d5eed42")
EXPIRES = 1_830_211_200  # 2027-12-31T00:00:00Z


# --- bytes ------------------------------------------------------------------------------------------------------------


def h(text: str) -> bytes:
    return bytes.fromhex(text)


def head(major: int, number: int, size: int | None = None) -> bytes:
    """A CBOR head, the shortest one or one with `size` bytes for the number."""
    if size is None:
        if number < 24:
            return bytes([major << 5 | number])
        size = next(candidate for candidate in (1, 2, 4, 8) if number < 1 << 8 * candidate)
    return bytes([major << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[size]]) + number.to_bytes(size)


def number(value: int) -> bytes:
    return head(0, value) if value >= 0 else head(1, -1 - value)


def bstr(data: bytes) -> bytes:
    return head(2, len(data)) + data


def array(*items: bytes) -> bytes:
    return head(4, len(items)) + b"".join(items)


def cbor_map(*keys_and_values: bytes) -> bytes:
    return head(5, len(keys_and_values) // 2) + b"".join(keys_and_values)


def base45(data: bytes) -> str:
    text = ""
    for start in range(0, len(data), 2):
        pair = data[start : start + 2]
        value = int.from_bytes(pair)
        for _ in range(len(pair) + 1):
            value, digit = divmod(value, 45)
            text += _ALPHABET[digit]
    return text


# --- passes -----------------------------------------------------------------------------------------------------------


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes_raw()


def kid(key: Ed25519PrivateKey) -> bytes:
    return hashlib.sha256(public(key)).digest()[:8]


def header(key: Ed25519PrivateKey = A) -> bytes:
    return cbor_map(number(1), number(-8), number(4), bstr(kid(key)))


def ticket(*, event: bytes = EVENT, tier: int = 1, serial: int = 0, epoch: int = 0) -> bytes:
    return array(bstr(event), number(tier), number(serial), number(epoch))


def claims(*, expires: bytes = number(EXPIRES), ticket: bytes = ticket()) -> bytes:
    return cbor_map(number(4), expires, number(-65537), ticket)


def sign(payload: bytes, *, protected: bytes | None = None, key: Ed25519PrivateKey = A, aad: bytes = b"") -> bytes:
    protected = header(key) if protected is None else protected
    return key.sign(array(head(3, 10) + b"Signature1", bstr(protected), bstr(aad), bstr(payload)))


def message(
    payload: bytes = claims(),
    *,
    protected: bytes | None = None,
    unprotected: bytes = cbor_map(),
    signature: bytes | None = None,
    key: Ed25519PrivateKey = A,
) -> bytes:
    protected = header(key) if protected is None else protected
    signature = sign(payload, protected=protected, key=key) if signature is None else signature
    return b"\xd2" + array(bstr(protected), unprotected, bstr(payload), bstr(signature))


def text(data: bytes) -> str:
    return "EL1:" + base45(data)


GOOD = message()
PAYLOAD = claims()
SIGNATURE = sign(PAYLOAD)
