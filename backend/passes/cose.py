"""COSE_Sign1 (RFC 9052, section 4.2) in one shape: everything protected, payload inside, no external data.

A text holds one with its tag; the issuer pass inside a proof stands there without, because its place says what it is.

An algorithm is two small objects that fit `Signer` and `Verifier`. Which one may verify a message is the caller's
choice, never the message's: `alg` only has to agree with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from backend.passes import cbor
from backend.passes.errors import PassMalformed, Stage

# Tag 18 takes one byte. It is the only tag in a text and only its first byte, so cbor.py need not know tags at all.
SIGN1_TAG = b"\xd2"


class Label(IntEnum):
    """Header parameters (RFC 9052, section 3.1)."""

    ALG = 1
    CRIT = 2
    KID = 4


class Algorithm(IntEnum):
    """Signature algorithms of the COSE registry that passes use."""

    EDDSA = -8
    ES256 = -7


class Signer(Protocol):
    """A private key that signs with one algorithm."""

    @property
    def algorithm(self) -> Algorithm: ...

    def sign(self, message: bytes) -> bytes: ...


class Verifier(Protocol):
    """A public key that verifies one algorithm."""

    @property
    def algorithm(self) -> Algorithm: ...

    def verifies(self, signature: bytes, message: bytes) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign1:
    """A COSE_Sign1 as read: `protected` are the header's bytes as signed, `header` is what they say."""

    protected: bytes
    header: Mapping[int, cbor.CborValue]
    payload: bytes
    signature: bytes

    def parts(self) -> list[cbor.CborValue]:
        """Return the message as the array it stands in a text as."""
        return [self.protected, {}, self.payload, self.signature]

    def signed_bytes(self) -> bytes:
        """Return what the signature covers: the Sig_structure of RFC 9052, section 4.4."""
        return _sig_structure(self.protected, self.payload)

    def is_signed_by(self, verifier: Verifier) -> bool:
        """Say whether `verifier` takes the signature and the header names its algorithm."""
        if self.header.get(Label.ALG) != verifier.algorithm:
            return False
        return verifier.verifies(self.signature, self.signed_bytes())


def sign1(payload: bytes, *, header: Mapping[Label, cbor.CborValue], signer: Signer) -> bytes:
    """Return a tagged COSE_Sign1 of `payload`; the protected header is `alg` of the signer and `header`."""
    labelled: dict[int, cbor.CborValue] = {int(label): value for label, value in header.items()}
    protected = cbor.encode(labelled | {int(Label.ALG): int(signer.algorithm)})
    signature = signer.sign(_sig_structure(protected, payload))
    return SIGN1_TAG + cbor.encode([protected, {}, payload, signature])


def parse_sign1(data: bytes) -> Sign1:
    """Read a tagged COSE_Sign1 without judging its signature, which labels its header has, or which algorithm it names.

    Raises PassMalformed: stage cbor when a part is not deterministic CBOR, else stage cose. Critical headers
    (label 2) are refused because none is understood here.
    """
    if not data.startswith(SIGN1_TAG):
        raise PassMalformed(Stage.COSE, "not tagged as COSE_Sign1")
    return sign1_of(cbor.decode(data[len(SIGN1_TAG) :]))


def sign1_of(parts: cbor.CborValue) -> Sign1:
    """Read a COSE_Sign1 whose array is decoded already, as `parse_sign1` does; raises what that raises."""
    match parts:
        case [bytes() as protected, dict() as unprotected, bytes() as payload, bytes() as signature]:
            pass
        case _:
            raise PassMalformed(Stage.COSE, "not [protected, unprotected, payload, signature]")
    if unprotected:
        raise PassMalformed(Stage.COSE, "an unprotected header can be changed by anyone and must be empty")
    header = cbor.decode(protected)
    if not isinstance(header, dict):
        raise PassMalformed(Stage.COSE, "the protected header is no map")
    if Label.CRIT in header:
        raise PassMalformed(Stage.COSE, "a critical header that is not understood")
    return Sign1(protected=protected, header=header, payload=payload, signature=signature)


def _sig_structure(protected: bytes, payload: bytes) -> bytes:
    # "Signature1" is the one text string in all of this; 0x6a is its head.
    return b"\x84\x6aSignature1" + cbor.encode(protected) + cbor.encode(b"") + cbor.encode(payload)
