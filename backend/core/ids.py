"""Identifiers and secrets: references that may be public, tokens that may not.

Tokens carry 128 bits of randomness or more and are stored as a hash only. Link tokens are not stored at all: they are a MAC
over what they point to, so that a leaked database opens no ticket and the organiser can still print every link again.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from dataclasses import dataclass
from enum import StrEnum

REF_BYTES = 8
TOKEN_BYTES = 24
_MAC_BYTES = 16
_LINK_LAYOUT = struct.Struct(">QI")


def new_ref() -> str:
    """A public random reference of a collective or event: 16 hex characters, the form the pass and the chain use."""
    return secrets.token_hex(REF_BYTES)


def new_token() -> str:
    """A fresh secret with 192 bits of randomness, URL-safe; store only `hash_token` of it."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_token(token: str) -> str:
    """What is stored of a token. Plain SHA-256 suffices because the token itself cannot be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


class LinkKind(StrEnum):
    """What a link token opens; part of the MAC, so that a token of one kind never opens another."""

    TICKET = "ticket"
    MEMBERSHIP = "membership"


@dataclass(frozen=True)
class LinkTarget:
    """The row a link token points to, and the version of the link (raised to make old links useless)."""

    row_id: int
    version: int


class LinkTokens:
    """Makes and reads the tokens in `/t/...` and `/m/...` links."""

    def __init__(self, key: bytes) -> None:
        if len(key) < 32:
            raise ValueError("the link key needs 32 bytes or more")
        self._key = key

    def make(self, kind: LinkKind, target: LinkTarget) -> str:
        """The token for `target`: base64url of row id (8 bytes), version (4 bytes) and a 128-bit MAC."""
        body = _LINK_LAYOUT.pack(target.row_id, target.version)
        return base64.urlsafe_b64encode(body + self._mac(kind, body)).rstrip(b"=").decode()

    def read(self, kind: LinkKind, token: str) -> LinkTarget | None:
        """What `token` points to, or None when it is not what `make` made with this key for this kind, letter by letter."""
        try:
            sent = token.encode("ascii")
            raw = base64.urlsafe_b64decode(sent + b"=" * (-len(sent) % 4))
        except (UnicodeEncodeError, binascii.Error):
            return None
        if len(raw) != _LINK_LAYOUT.size + _MAC_BYTES:
            return None
        target = LinkTarget(*_LINK_LAYOUT.unpack_from(raw))
        # The whole text is compared, not only its MAC: base64 has several spellings of the same bytes.
        return target if hmac.compare_digest(self.make(kind, target).encode(), sent) else None

    def _mac(self, kind: LinkKind, body: bytes) -> bytes:
        return hmac.digest(self._key, kind.encode() + b"\x00" + body, "sha256")[:_MAC_BYTES]
