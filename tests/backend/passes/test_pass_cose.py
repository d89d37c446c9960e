"""COSE_Sign1: the caller chooses the algorithm, and a stranger's COSE code agrees with ours."""

from dataclasses import replace

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from backend.passes.cbor import CborValue
from backend.passes.cose import Algorithm, Label, parse_sign1, sign1
from backend.passes.errors import PassMalformed, Stage
from backend.passes.issuer import IssuerSigner

SIGNER = IssuerSigner(bytes(range(32)))


class TakesEverything:
    """A verifier that would take any signature, to see that it is not even asked."""

    algorithm = Algorithm.EDDSA

    def verifies(self, signature: bytes, message: bytes) -> bool:
        return bool(signature and message)


@pytest.mark.parametrize("header", [{}, {1: -7}, {1: b"\x27"}])
def test_is_signed_by__header_names_another_algorithm__false_without_asking_the_verifier(
    header: dict[int, CborValue],
) -> None:
    message = parse_sign1(sign1(b"payload", header={Label.KID: b"key"}, signer=SIGNER))
    assert message.is_signed_by(TakesEverything())
    assert not replace(message, header=header).is_signed_by(TakesEverything())


@pytest.mark.parametrize("critical", [[], [1], [100]])
def test_parse_sign1__anything_marked_critical__raises_malformed(critical: list[CborValue]) -> None:
    with pytest.raises(PassMalformed, match="critical") as caught:
        parse_sign1(sign1(b"payload", header={Label.CRIT: critical}, signer=SIGNER))
    assert caught.value.stage is Stage.COSE


def test_sign1__read_by_cbor2_and_cryptography_alone__is_a_valid_cose_sign1() -> None:
    message = cbor2.loads(sign1(b"payload", header={Label.KID: b"key"}, signer=SIGNER))
    assert message.tag == 18
    protected, unprotected, payload, signature = message.value
    assert (cbor2.loads(protected), unprotected, payload) == ({1: -8, 4: b"key"}, {}, b"payload")
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    Ed25519PublicKey.from_public_bytes(SIGNER.public_key.raw).verify(signature, signed)


def test_sign1__header_with_an_algorithm_of_its_own__is_overruled_by_the_signer() -> None:
    message = parse_sign1(sign1(b"payload", header={Label.ALG: -7}, signer=SIGNER))
    assert message.header == {1: -8}
