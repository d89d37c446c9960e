"""The issuer's Ed25519 keys (RFC 8032): one pair a collective, used for passes and for nothing else."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from backend.passes.cose import Algorithm

SEED_BYTES = 32
PUBLIC_KEY_BYTES = 32
SIGNATURE_BYTES = 64
KID_BYTES = 8

# Loaded keys. One a collective; a server has fewer, and one more costs a kilobyte.
_KEPT = 1024

# The curve -x^2 + y^2 = 1 + d x^2 y^2 over the integers modulo p (RFC 8032, section 5.1).
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
# The y of the points of order 8; with 0 and +-1 these are the y of all eight points of small order.
_Y8 = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
_SMALL_ORDER_Y = frozenset({0, 1, _P - 1, _Y8, _P - _Y8})


def key_id(raw: bytes) -> bytes:
    """Return the `kid` of a raw public key: the first 8 bytes of its SHA-256."""
    return hashlib.sha256(raw).digest()[:KID_BYTES]


@dataclass(frozen=True)
class IssuerPublicKey:
    """A key that passes are verified with: `raw` is its 32 bytes. Raises ValueError for bytes that are no safe key.

    Refused are encodings with y >= p, bytes that are no point of the curve, and the points of small order: with one of
    those as the key, anybody can write signatures that OpenSSL accepts.
    """

    raw: bytes
    kid: bytes = field(init=False, compare=False)
    _key: Ed25519PublicKey = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _require_safe_point(self.raw)
        object.__setattr__(self, "kid", key_id(self.raw))
        object.__setattr__(self, "_key", Ed25519PublicKey.from_public_bytes(self.raw))

    @property
    def algorithm(self) -> Algorithm:
        return Algorithm.EDDSA

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Say whether this key signed `message`.

        OpenSSL refuses S >= L and compares R byte by byte, so nobody can turn one signature into another.
        """
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@lru_cache(maxsize=_KEPT)
def load_issuer_key(raw: bytes) -> IssuerPublicKey:
    """Return the key of these 32 bytes, kept: finding out that it is safe takes longer than a signature.

    Raises ValueError as IssuerPublicKey does.
    """
    return IssuerPublicKey(raw)


class IssuerSigner:
    """Signs passes with the private key that a seed of 32 random bytes stands for. Never shows the seed again."""

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_BYTES:
            raise ValueError(f"an Ed25519 seed has {SEED_BYTES} bytes, not {len(seed)}")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key = IssuerPublicKey(self._key.public_key().public_bytes_raw())

    @property
    def algorithm(self) -> Algorithm:
        return Algorithm.EDDSA

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature; the same message gives the same bytes."""
        return self._key.sign(message)


def key_ring(keys: Iterable[IssuerPublicKey]) -> Mapping[bytes, IssuerPublicKey]:
    """Return the keys by `kid`, as `verify` wants them. Raises ValueError when two different keys share one."""
    ring: dict[bytes, IssuerPublicKey] = {}
    for key in keys:
        if ring.setdefault(key.kid, key) != key:
            raise ValueError(f"two issuer keys with the id {key.kid.hex()}")
    return MappingProxyType(ring)


def _require_safe_point(raw: bytes) -> None:
    if len(raw) != PUBLIC_KEY_BYTES:
        raise ValueError(f"an Ed25519 public key has {PUBLIC_KEY_BYTES} bytes, not {len(raw)}")
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y >= _P:
        raise ValueError("public key: y is not reduced")
    if y in _SMALL_ORDER_Y:
        raise ValueError("public key: a point of small order")
    # x^2 = u / v; it has a root exactly when u * v is a square (Euler's criterion).
    u, v = y * y - 1, _D * y * y + 1
    if pow(u * v, (_P - 1) // 2, _P) != 1:
        raise ValueError("public key: not on the curve")
