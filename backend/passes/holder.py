"""The holder's P-256 key (FIPS 186-5): made on a device that never gives it away, and named in a bound pass.

ECDSA by nature has two signatures for one: with (r, s) also (r, n - s) holds, and anybody can write the second from the
first. Of the two only the one with the lower s is a signature here, so that nobody can turn one accepted text into
another. A device that signs takes n - s where its library gave the higher one; WebCrypto promises neither.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.passes.cose import Algorithm

COORDINATE_BYTES: Final = 32
POINT_BYTES: Final = 1 + COORDINATE_BYTES
SIGNATURE_BYTES: Final = 64
# The order of the group, and the highest s that is taken.
N: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
MAX_S: Final = N // 2

# Deterministic only for our own signer (RFC 6979); a device's signature shows nothing of how it was made.
_ECDSA = ec.ECDSA(SHA256(), deterministic_signing=True)
_EVEN, _ODD, _UNCOMPRESSED = 2, 3, 4
# Parsed keys, about 2 kB each. One check-in asks for the same key twice: reading the claims, checking the proof.
_KEPT = 1024


@dataclass(frozen=True)
class HolderPublicKey:
    """A key that proofs are verified with. `load_holder_key` makes it and says what is refused.

    point  33 bytes: 2 or 3 for an even or odd y, and x (SEC 1, section 2.3.3, compressed)
    """

    point: bytes
    _key: ec.EllipticCurvePublicKey = field(compare=False, repr=False)

    @property
    def algorithm(self) -> Algorithm:
        return Algorithm.ES256

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Say whether this key signed `message`; `signature` is r and s, 32 bytes each, s in the lower half."""
        if len(signature) != SIGNATURE_BYTES:
            return False
        r, s = int.from_bytes(signature[:COORDINATE_BYTES]), int.from_bytes(signature[COORDINATE_BYTES:])
        if s > MAX_S:
            return False
        try:
            self._key.verify(encode_dss_signature(r, s), message, _ECDSA)
        except InvalidSignature:
            return False
        return True


@lru_cache(maxsize=_KEPT)
def load_holder_key(point: bytes) -> HolderPublicKey:
    """Return the key whose compressed point `point` is.

    Raises ValueError for another length or first byte, for an x that is not below p, and where no point of the curve
    has this x. Every other point is safe: the group has prime order, so there are none of small order.
    """
    if len(point) != POINT_BYTES or point[0] not in (_EVEN, _ODD):
        raise ValueError(f"a holder's key is a compressed point of {POINT_BYTES} bytes, not {len(point)} like these")
    return HolderPublicKey(point, ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))


def compressed(raw: bytes) -> bytes:
    """Return the 33 bytes of a point given as browsers export it: 4, x and y, 65 bytes (WebCrypto's `raw`).

    Raises ValueError for another length or first byte and for a point that is not on the curve.
    """
    if len(raw) != 1 + 2 * COORDINATE_BYTES or raw[0] != _UNCOMPRESSED:
        raise ValueError(f"an exported P-256 key has {1 + 2 * COORDINATE_BYTES} bytes and starts with 4")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


class HolderSigner:
    """Signs proofs as a holder's device does. The devices are browsers; this one is for tests and demonstrations.

    `secret` is the private key, 1 to N - 1. Raises ValueError outside that.
    """

    def __init__(self, secret: int) -> None:
        if not 1 <= secret < N:
            raise ValueError("a P-256 private key is in 1..n-1")
        self._key = ec.derive_private_key(secret, ec.SECP256R1())
        public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        self.public_key = load_holder_key(public)

    @property
    def algorithm(self) -> Algorithm:
        return Algorithm.ES256

    def sign(self, message: bytes) -> bytes:
        """Return r and s, 64 bytes, s in the lower half; the same message gives the same bytes."""
        r, s = decode_dss_signature(self._key.sign(message, _ECDSA))
        return r.to_bytes(COORDINATE_BYTES) + min(s, N - s).to_bytes(COORDINATE_BYTES)
