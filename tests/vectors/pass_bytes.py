"""Puts passes together byte by byte, right ones and wrong ones, for make_pass_vectors.py.

Knows nothing of backend/passes, so that a mistake over there cannot hide in here. The issuers' keys are those of
RFC 8032, section 7.1, tests 1 and 2, the first device's that of RFC 6979, A.2.5, the second's is 5: known to everybody,
never to be used for anything else.
"""

import hashlib

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
# The order of the group that Ed25519 signs in.
L = 2**252 + 27742317777372353535851937790883648493

A = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
)
B = Ed25519PrivateKey.from_private_bytes(
    bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
)
# The order of P-256.
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PHONE = ec.derive_private_key(0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721, ec.SECP256R1())
OTHER_PHONE = ec.derive_private_key(5, ec.SECP256R1())
EVENT = bytes.fromhex("e1c5a7f00d5eed42")
EXPIRES = 1_830_211_200  # 2027-12-31T00:00:00Z
AT = 1_830_200_000  # 2027-12-30T20:53:20Z


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
    return key.sign(sig_structure(protected, payload, aad))


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


# --- bound passes and proofs -------------------------------------------------------------------------------------------


def xy(key: ec.EllipticCurvePrivateKey) -> tuple[bytes, bytes]:
    numbers = key.public_key().public_numbers()
    return numbers.x.to_bytes(32), numbers.y.to_bytes(32)


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    x, y = xy(key)
    return bytes([2 + y[-1] % 2]) + x


def cose_key(
    x: bytes,
    sign_of_y: bytes = b"\xf5",
    *,
    kind: bytes = number(2),
    curve: bytes = number(1),
    more: tuple[bytes, ...] = (),
) -> bytes:
    """`x` is the CBOR item, and so are the others; `more` comes last."""
    return cbor_map(number(1), kind, number(-1), curve, number(-2), x, number(-3), sign_of_y, *more)


def cnf(key: ec.EllipticCurvePrivateKey) -> bytes:
    x, y = xy(key)
    return cbor_map(number(1), cose_key(bstr(x), b"\xf5" if y[-1] % 2 else b"\xf4"))


def bound_claims(confirmation: bytes = cnf(PHONE), *, expires: int = EXPIRES, ticket: bytes = ticket()) -> bytes:
    return cbor_map(number(4), number(expires), number(8), confirmation, number(-65537), ticket)


def es256(message: bytes, key: ec.EllipticCurvePrivateKey = PHONE, *, high: bool = False) -> bytes:
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256(), deterministic_signing=True)))
    if (s > N // 2) != high:
        s = N - s
    return r.to_bytes(32) + s.to_bytes(32)


def sig_structure(protected: bytes, payload: bytes, aad: bytes = b"") -> bytes:
    return array(head(3, 10) + b"Signature1", bstr(protected), bstr(aad), bstr(payload))


ES256 = cbor_map(number(1), number(-7))


def proof_of(
    payload: bytes,
    *,
    protected: bytes = ES256,
    unprotected: bytes = cbor_map(),
    signature: bytes | None = None,
    key: ec.EllipticCurvePrivateKey = PHONE,
) -> bytes:
    signature = es256(sig_structure(protected, payload), key) if signature is None else signature
    return b"\xd2" + array(bstr(protected), unprotected, bstr(payload), bstr(signature))


def shown(issuer_pass: bytes, at: int = AT) -> bytes:
    """The payload of a proof: the issuer pass without its tag, and the time."""
    return array(issuer_pass[1:], number(at))


# --- arithmetic of Ed25519 --------------------------------------------------------------------------------------------

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_BASE = (15112221349535400772501151409588531511454012693041857206046113283949847762202, 4 * pow(5, -1, _P) % _P)


def _add(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    (x1, y1), (x2, y2) = a, b
    product = _D * x1 * x2 * y1 * y2
    return (x1 * y2 + x2 * y1) * pow(1 + product, -1, _P) % _P, (y1 * y2 + x1 * x2) * pow(1 - product, -1, _P) % _P


def _times(factor: int, of: tuple[int, int]) -> tuple[int, int]:
    result = (0, 1)
    for bit in f"{factor:b}":
        result = _add(result, result)
        if bit == "1":
            result = _add(result, of)
    return result


def sign_with_small_order_r(payload: bytes, key: Ed25519PrivateKey = A) -> bytes:
    """A signature whose R has the point of order 2 added: it satisfies [8][S]B = [8]R + [8][k]A, and not [S]B = R + [k]A."""
    digest = bytearray(hashlib.sha512(key.private_bytes_raw()).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    secret, nonce = int.from_bytes(digest, "little"), 1_234_567
    x, y = _add(_times(nonce, _BASE), (0, _P - 1))
    r = (y | (x & 1) << 255).to_bytes(32, "little")
    signed = sig_structure(header(key), payload)
    k = int.from_bytes(hashlib.sha512(r + public(key) + signed).digest(), "little")
    return r + ((nonce + k * secret) % L).to_bytes(32, "little")


GOOD = message()
PAYLOAD = claims()
SIGNATURE = sign(PAYLOAD)
BOUND_PAYLOAD = bound_claims()
BOUND = message(BOUND_PAYLOAD)
PROOF_PAYLOAD = shown(BOUND)
PROOF = proof_of(PROOF_PAYLOAD)
