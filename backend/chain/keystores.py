"""Encrypted V3 keystores: made, and read for their address. Signing is in `sender`."""

import json
import secrets
from pathlib import Path

from eth_account import Account

from backend.chain.addresses import checksummed
from backend.core.errors import SetupError
from backend.core.secret_files import write_private


def ensure_keystore(path: Path, password: str) -> bool:
    """Make a fresh key in an encrypted keystore at `path` unless there is one. True when it was made now."""
    if path.exists():
        return False
    account = Account.from_key(secrets.token_bytes(32))
    document = dict(Account.encrypt(account.key, password))
    document["address"] = account.address
    write_private(path, json.dumps(document, indent=2).encode())
    return True


def keystore_address(path: Path) -> str:
    """The address in a keystore, without its password. Raises SetupError `keystore_missing` or `keystore_broken`."""
    if not path.is_file():
        raise SetupError("keystore_missing", path=str(path))
    try:
        return checksummed(str(json.loads(path.read_text())["address"]))
    except (ValueError, KeyError, TypeError):
        raise SetupError("keystore_broken", path=str(path)) from None
