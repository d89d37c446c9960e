"""How a case of tests/vectors/pass/*.json is written down; for make_pass_vectors.py."""

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pass_bytes import EVENT, EXPIRES, A, kid, public, text

Case = dict[str, Any]


def case(name: str, given: str | bytes, expect: Case, *, keys: tuple[Ed25519PrivateKey, ...] = (A,)) -> Case:
    """`given` is the text, or the bytes behind the prefix; texts that JSON would not show plainly become text_hex."""
    shown = given if isinstance(given, str) else text(given)
    field = {"text": shown} if shown.isascii() and shown.isprintable() else {"text_hex": shown.encode().hex()}
    return {"name": name, **field, "keys": [public(key).hex() for key in keys], "expect": expect}


def scanned(name: str, given: str, expect: Case) -> Case:
    return {"name": name, "scanned": given, "keys": [public(A).hex()], "expect": expect}


def error(code: str, stage: str | None = None) -> Case:
    return {"error": code} | ({"stage": stage} if stage else {})


def ok(
    *,
    tier: int = 1,
    serial: int = 0,
    epoch: int = 0,
    expires: int = EXPIRES,
    event: bytes = EVENT,
    key: Ed25519PrivateKey = A,
    device: bytes | None = None,
    at: int | None = None,
) -> Case:
    fields: Case = {
        "kid": kid(key).hex(),
        "event_ref": event.hex(),
        "token_id": str(tier << 32 | serial),
        "tier": tier,
        "serial": serial,
        "epoch": epoch,
        "expires_at": expires,
        "holder_key": device.hex() if device else None,
        "proof_at": at,
    }
    return {"ok": fields}
