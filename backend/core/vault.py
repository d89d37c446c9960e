"""Encryption of private keys at rest: AES-256-GCM under a key kept in a file, outside of the database."""

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class VaultError(Exception):
    """The sealed bytes were made under another key, for another context, or were changed."""


class Vault:
    """Seals and opens small secrets. The context is authenticated: what was sealed for one key id opens for no other."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(hashlib.sha256(b"einlass vault\x00" + secret).digest())

    def seal(self, plain: bytes, *, context: str) -> bytes:
        """Nonce (12 bytes), ciphertext, tag (16 bytes)."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, context.encode())

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """What was sealed. Raises VaultError."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], context.encode())
        except (InvalidTag, ValueError):
            # ValueError: so little is left that not even a nonce is in it.
            raise VaultError(context) from None
