"""What can be wrong with a scanned text.

PassError                  the text is no pass that a known issuer signed; `code` is stable and public
├── NotAPass               not_a_pass         does not even claim to be one: a poster's web address, a seat number
├── PassMalformed          malformed          claims to be one, is not spelled as docs/pass.md says; `stage`: where
├── PassUnknownIssuer      unknown_issuer     well spelled, names a key that is not in the key ring; `kid`: which
├── PassSignatureInvalid   signature_invalid  names a known key that did not sign it: forged or altered; `kid`: which
├── PassProofMissing       proof_missing      true, but bound to a device and shown without that device's proof
├── PassProofUnexpected    proof_unexpected   true, but a static pass inside a proof, which nobody could check
└── PassProofInvalid       proof_invalid      true and bound, but another key signed the proof, or it was altered

Messages are for logs. The door turns `code` into a sentence in the reader's language.
"""

from enum import StrEnum
from typing import ClassVar


class Stage(StrEnum):
    """The step of reading at which a pass stopped being one; the steps are those of docs/pass.md, section 6."""

    TEXT = "text"
    BASE45 = "base45"
    CBOR = "cbor"
    COSE = "cose"
    CLAIMS = "claims"
    PROOF = "proof"


class PassError(Exception):
    """The text is not a valid pass. Nothing else is ever raised for a text, however hostile."""

    code: ClassVar[str]


class NotAPass(PassError):
    """The text does not start with `EL1:`."""

    code = "not_a_pass"


class PassMalformed(PassError):
    """The text starts like a pass and is not spelled like one."""

    code = "malformed"

    def __init__(self, stage: Stage, detail: str, /) -> None:
        super().__init__(f"{stage}: {detail}")
        self.stage = stage


class PassUnknownIssuer(PassError):
    """No key with this `kid` is in the key ring."""

    code = "unknown_issuer"

    def __init__(self, kid: bytes, /) -> None:
        super().__init__(f"no issuer key {kid.hex()}")
        self.kid = kid


class PassSignatureInvalid(PassError):
    """The key with this `kid` did not sign this pass."""

    code = "signature_invalid"

    def __init__(self, kid: bytes, /) -> None:
        super().__init__(f"not signed by issuer key {kid.hex()}")
        self.kid = kid


class PassProofMissing(PassError):
    """The issuer signed this pass for one device, and there is no proof that it is on that device: a copy, perhaps."""

    code = "proof_missing"


class PassProofUnexpected(PassError):
    """The issuer signed this pass for no device, and yet there is a proof around it."""

    code = "proof_unexpected"


class PassProofInvalid(PassError):
    """The device that this pass is bound to did not sign the proof around it."""

    code = "proof_invalid"
