"""Private keys at rest open under their own key and context only."""

import pytest

from backend.core.vault import Vault, VaultError

VAULT = Vault(b"v" * 32)
SEALED = VAULT.seal(b"the seed", context="issuer:aa")


def test_open__any_one_bit_changed__vault_error() -> None:
    for place in range(len(SEALED)):
        changed = bytearray(SEALED)
        changed[place] ^= 1
        with pytest.raises(VaultError):
            VAULT.open(bytes(changed), context="issuer:aa")


@pytest.mark.parametrize("sealed", [b"", b"short", SEALED[:12], SEALED[:-1], SEALED + b"\x00"])
def test_open__cut_or_lengthened__vault_error(sealed: bytes) -> None:
    with pytest.raises(VaultError):
        VAULT.open(sealed, context="issuer:aa")


def test_open__of_another_context__vault_error() -> None:
    with pytest.raises(VaultError, match="issuer:bb"):
        VAULT.open(SEALED, context="issuer:bb")


def test_open__with_another_key__vault_error() -> None:
    with pytest.raises(VaultError):
        Vault(b"w" * 32).open(SEALED, context="issuer:aa")


def test_seal__twice__never_the_same_bytes_and_never_the_plain_ones() -> None:
    assert VAULT.seal(b"the seed", context="issuer:aa") != SEALED
    assert b"the seed" not in SEALED


def test_open__what_was_sealed__the_same_bytes() -> None:
    assert VAULT.open(SEALED, context="issuer:aa") == b"the seed"
    assert len(SEALED) == 12 + len(b"the seed") + 16
