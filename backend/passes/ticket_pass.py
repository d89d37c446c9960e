"""The pass, alone or inside a proof: `EL1:` and the Base45 of a COSE_Sign1. The specification is docs/pass.md."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.passes import base45, cose
from backend.passes.claims import PassClaims, decode_claims, encode_claims
from backend.passes.errors import (
    NotAPass,
    PassMalformed,
    PassProofInvalid,
    PassProofMissing,
    PassProofUnexpected,
    PassSignatureInvalid,
    PassUnknownIssuer,
    Stage,
)
from backend.passes.holder import HolderSigner, load_holder_key
from backend.passes.issuer import KID_BYTES, SIGNATURE_BYTES, IssuerPublicKey, IssuerSigner
from backend.passes.proof import Proof, is_proof, open_proof, sign_proof

PREFIX = "EL1:"
# The longest issuer pass has 261 characters, the longest with a proof 387.
MAX_PASS_CHARACTERS = 512

_ASCII_WHITE_SPACE = " \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnverifiedPass:
    """A well spelled pass whose signatures nobody has looked at: good for showing, never for opening a door.

    `sign1` is the issuer's message, `proof` what its holder's device put around it, if anything.
    """

    kid: bytes
    claims: PassClaims
    sign1: cose.Sign1
    proof: Proof | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPass:
    """A pass that the key `kid` signed; only `verify` makes one. Whether it opens a door now is the door's decision.

    proof_at  None for a static pass, which may be paper and may be a copy; for a bound pass the unix seconds at which,
              by its own clock, the holder's device showed it. Nobody has compared them with the time yet.
    """

    kid: bytes
    claims: PassClaims
    proof_at: int | None


def normalise_scan(scanned: str) -> str:
    """Return what a camera, a hand scanner or a person typed, without ASCII white space at its ends.

    Hand scanners end a code with Enter or Tab. A pass neither starts nor ends with white space (its last character
    stands for at most 32, the space for 36), so nothing of it is lost. Spaces inside belong to it.
    """
    return scanned.strip(_ASCII_WHITE_SPACE)


def issue(claims: PassClaims, signer: IssuerSigner) -> str:
    """Return the issuer pass for `claims`; the same claims and key always give the same text.

    With a holder key in the claims it is bound: no door takes it without a proof, see `prove`.
    """
    header = {cose.Label.KID: signer.public_key.kid}
    return PREFIX + base45.encode(cose.sign1(encode_claims(claims), header=header, signer=signer))


def prove(issuer_pass: str, *, at: int, signer: HolderSigner) -> str:
    """Return the text that the holder's device shows at the unix second `at`: the bound `issuer_pass` inside a proof.

    Browsers do this (scanner/shared/pass/proof.ts); here it serves tests and demonstrations. Raises what `parse`
    raises, and ValueError for a pass that is static or has a proof already, and for a time out of range.
    """
    read = parse(issuer_pass)
    if read.claims.holder_key is None or read.proof is not None:
        raise ValueError("only a bound pass without a proof can be put into one")
    return PREFIX + base45.encode(sign_proof(read.sign1, at=at, signer=signer))


def parse(text: str) -> UnverifiedPass:
    """Read a pass without judging its signatures. Every accepted text is the only spelling of what it says.

    Raises NotAPass without the prefix, PassMalformed for everything after it that is not as docs/pass.md says. Time
    and memory are bounded by MAX_PASS_CHARACTERS, whatever the text.
    """
    if not text.startswith(PREFIX):
        raise NotAPass(f"does not start with {PREFIX}")
    if len(text) > MAX_PASS_CHARACTERS:
        raise PassMalformed(Stage.TEXT, f"{len(text)} characters, more than {MAX_PASS_CHARACTERS}")
    outer = cose.parse_sign1(base45.decode(text[len(PREFIX) :]))
    proof = open_proof(outer) if is_proof(outer) else None
    sign1 = cose.sign1_of(proof.issuer_pass) if proof else outer
    return UnverifiedPass(kid=_issuer_kid(sign1), claims=decode_claims(sign1.payload), sign1=sign1, proof=proof)


def verify(text: str, keys: Mapping[bytes, IssuerPublicKey]) -> VerifiedPass:
    """Read a pass and prove that one of `keys` (by kid, see `key_ring`) signed it, and its device the proof of a bound one.

    Raises what `parse` raises, PassUnknownIssuer, PassSignatureInvalid, and for a true pass PassProofMissing,
    PassProofUnexpected and PassProofInvalid. Expiry and the proof's time are carried, not judged.
    """
    return verify_read(parse(text), keys)


def verify_read(unverified: UnverifiedPass, keys: Mapping[bytes, IssuerPublicKey]) -> VerifiedPass:
    """Do the rest of `verify` for a pass that is read already, for instance to look its issuer's key up."""
    key = keys.get(unverified.kid)
    if key is None:
        raise PassUnknownIssuer(unverified.kid)
    if not unverified.sign1.is_signed_by(key):
        raise PassSignatureInvalid(unverified.kid)
    return VerifiedPass(kid=unverified.kid, claims=unverified.claims, proof_at=_proved_at(unverified))


def _proved_at(true_pass: UnverifiedPass) -> int | None:
    holder_key, proof = true_pass.claims.holder_key, true_pass.proof
    if holder_key is None:
        if proof is not None:
            raise PassProofUnexpected("a static pass inside a proof")
        return None
    if proof is None:
        raise PassProofMissing("a bound pass without a proof")
    if not proof.sign1.is_signed_by(load_holder_key(holder_key)):
        raise PassProofInvalid("not signed by the device that the pass is bound to")
    return proof.at


def _issuer_kid(sign1: cose.Sign1) -> bytes:
    match sign1.header:
        case {cose.Label.ALG: cose.Algorithm.EDDSA, cose.Label.KID: bytes() as kid, **rest} if not rest:
            pass
        case _:
            raise PassMalformed(Stage.COSE, "the protected header is not {1: -8, 4: kid}")
    if len(kid) != KID_BYTES:
        raise PassMalformed(Stage.COSE, f"a key id has {KID_BYTES} bytes, not {len(kid)}")
    if len(sign1.signature) != SIGNATURE_BYTES:
        raise PassMalformed(Stage.COSE, f"a signature has {SIGNATURE_BYTES} bytes, not {len(sign1.signature)}")
    return kid
