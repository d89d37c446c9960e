"""How a verdict on a text is written down in the vectors, and by the reader of the scanner app."""

from collections.abc import Mapping
from typing import Any

from backend.passes.errors import PassError, PassMalformed
from backend.passes.issuer import IssuerPublicKey
from backend.passes.ticket_pass import verify


def verdict(text: str, keys: Mapping[bytes, IssuerPublicKey]) -> dict[str, Any]:
    try:
        verified = verify(text, keys)
    except PassMalformed as error:
        return {"error": error.code, "stage": str(error.stage)}
    except PassError as error:
        return {"error": error.code}
    claims = verified.claims
    return {
        "ok": {
            "kid": verified.kid.hex(),
            "event_ref": claims.event_ref.hex(),
            "token_id": str(claims.token_id),
            "tier": claims.tier,
            "serial": claims.serial,
            "epoch": claims.epoch,
            "expires_at": claims.expires_at,
            "holder_key": claims.holder_key.hex() if claims.holder_key else None,
            "proof_at": verified.proof_at,
        }
    }
