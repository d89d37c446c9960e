"""The issuer pass: `EL1:` and the Base45 of a COSE_Sign1 over a CWT. The specification is docs/pass.md."""

from collections.abc import Mapping
from dataclasses import dataclass

from backend.passes import base45, cose
from backend.passes.claims import PassClaims, decode_claims, encode_claims
from backend.passes.errors import NotAPass, PassMalformed, PassSignatureInvalid, PassUnknownIssuer, Stage
from backend.passes.issuer import KID_BYTES, SIGNATURE_BYTES, IssuerPublicKey, IssuerSigner

PREFIX = "EL1:"
# The longest pass of today has 193 characters, one with a proof of its holder's device about 360.
MAX_PASS_CHARACTERS = 512

_ASCII_WHITE_SPACE = " \t\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnverifiedPass:
    """A well spelled pass whose signature nobody has looked at: good for showing, never for opening a door."""

    kid: bytes
    claims: PassClaims
    sign1: cose.Sign1


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPass:
    """A pass that the key `kid` signed; only `verify` makes one. Whether it opens a door now is the door's decision."""

    kid: bytes
    claims: PassClaims


def normalise_scan(scanned: str) -> str:
    """Return what a camera, a hand scanner or a person typed, without ASCII white space at its ends.

    Hand scanners end a code with Enter or Tab. A pass neither starts nor ends with white space (its last character
    stands for at most 32, the space for 36), so nothing of it is lost. Spaces inside belong to it.
    """
    return scanned.strip(_ASCII_WHITE_SPACE)


def issue(claims: PassClaims, signer: IssuerSigner) -> str:
    """Return the pass for `claims`; the same claims and key always give the same text."""
    header = {cose.Label.KID: signer.public_key.kid}
    return PREFIX + base45.encode(cose.sign1(encode_claims(claims), header=header, signer=signer))


def parse(text: str) -> UnverifiedPass:
    """Read a pass without judging its signature. Every accepted text is the only spelling of what it says.

    Raises NotAPass without the prefix, PassMalformed for everything after it that is not as docs/pass.md says. Time
    and memory are bounded by MAX_PASS_CHARACTERS, whatever the text.
    """
    if not text.startswith(PREFIX):
        raise NotAPass(f"does not start with {PREFIX}")
    if len(text) > MAX_PASS_CHARACTERS:
        raise PassMalformed(Stage.TEXT, f"{len(text)} characters, more than {MAX_PASS_CHARACTERS}")
    sign1 = cose.parse_sign1(base45.decode(text[len(PREFIX) :]))
    return UnverifiedPass(kid=_issuer_kid(sign1), claims=decode_claims(sign1.payload), sign1=sign1)


def verify(text: str, keys: Mapping[bytes, IssuerPublicKey]) -> VerifiedPass:
    """Read a pass and prove that one of `keys` (by kid, see `key_ring`) signed it.

    Raises what `parse` raises, PassUnknownIssuer and PassSignatureInvalid. Expiry is carried, not judged.
    """
    unverified = parse(text)
    key = keys.get(unverified.kid)
    if key is None:
        raise PassUnknownIssuer(unverified.kid)
    if not unverified.sign1.is_signed_by(key):
        raise PassSignatureInvalid(unverified.kid)
    return VerifiedPass(kid=unverified.kid, claims=unverified.claims)


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
