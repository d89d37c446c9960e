"""The proof that a bound pass is on its holder's device now: a COSE_Sign1 by that device over (issuer pass, time).

Whether the time is recent enough is the door's decision; nothing here knows what time it is.
"""

from dataclasses import dataclass

from backend.passes import cbor, cose
from backend.passes.claims import MAX_EXPIRES_AT
from backend.passes.errors import PassMalformed, Stage
from backend.passes.holder import SIGNATURE_BYTES, HolderSigner

MAX_PROOF_AT = MAX_EXPIRES_AT


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A proof whose signature nobody has looked at.

    at           unix seconds by the holder's clock, 1 to MAX_PROOF_AT
    sign1        the message that the device signed
    issuer_pass  the issuer pass inside, as parts that `cose.sign1_of` reads
    """

    at: int
    sign1: cose.Sign1
    issuer_pass: cbor.CborValue


def is_proof(sign1: cose.Sign1) -> bool:
    """Say whether a message is meant as a proof: its header names ES256 and nothing else."""
    return sign1.header == {int(cose.Label.ALG): int(cose.Algorithm.ES256)}


def open_proof(sign1: cose.Sign1) -> Proof:
    """Read what a message with a proof's header holds; what is inside the issuer pass is for others to read.

    Raises PassMalformed: stage cose for a signature of another length than 64 bytes, stage cbor for a payload that is
    not deterministic CBOR, stage proof for one that is not [issuer pass, time] or whose time is out of range.
    """
    if len(sign1.signature) != SIGNATURE_BYTES:
        raise PassMalformed(Stage.COSE, f"a signature has {SIGNATURE_BYTES} bytes, not {len(sign1.signature)}")
    match cbor.decode(sign1.payload):
        case [list() as issuer_pass, int() as at] if cbor.is_integer(at):
            pass
        case _:
            raise PassMalformed(Stage.PROOF, "not [issuer pass, time]")
    if not 1 <= at <= MAX_PROOF_AT:
        raise PassMalformed(Stage.PROOF, f"time {at} is not in 1..{MAX_PROOF_AT}")
    return Proof(at=at, sign1=sign1, issuer_pass=issuer_pass)


def sign_proof(issuer_pass: cose.Sign1, *, at: int, signer: HolderSigner) -> bytes:
    """Return the bytes of a proof. Raises ValueError for a time outside 1..MAX_PROOF_AT."""
    if not 1 <= at <= MAX_PROOF_AT:
        raise ValueError(f"time {at} is not in 1..{MAX_PROOF_AT}")
    return cose.sign1(cbor.encode([issuer_pass.parts(), at]), header={}, signer=signer)
