"""Keys and signatures. Only the relayer imports this."""

import json
from dataclasses import dataclass
from pathlib import Path

from eth_account import Account
from eth_account.signers.local import LocalAccount
from eth_utils.crypto import keccak

from backend.core.errors import SetupError


@dataclass(frozen=True)
class SignedTransaction:
    """Bytes that any node will accept as ours, and their hash (computed here: nothing else is trusted for it)."""

    raw: bytes
    hash: str


@dataclass(frozen=True)
class Unsigned:
    """An EIP-1559 transaction; fees in wei per gas."""

    chain_id: int
    nonce: int
    to: str
    data: bytes
    gas: int
    max_fee: int
    max_priority_fee: int


class Key:
    """A private key in memory; never printed."""

    def __init__(self, account: LocalAccount) -> None:
        self._account = account

    @property
    def address(self) -> str:
        return str(self._account.address)

    def sign(self, unsigned: Unsigned) -> SignedTransaction:
        """The transaction, signed."""
        signed = self._account.sign_transaction(
            {
                "type": 2,
                "chainId": unsigned.chain_id,
                "nonce": unsigned.nonce,
                "to": bytes.fromhex(unsigned.to[2:]),
                "value": 0,
                "data": unsigned.data,
                "gas": unsigned.gas,
                "maxFeePerGas": unsigned.max_fee,
                "maxPriorityFeePerGas": unsigned.max_priority_fee,
            }
        )
        raw = bytes(signed.raw_transaction)
        return SignedTransaction(raw=raw, hash="0x" + keccak(raw).hex())


def load_key(path: Path, password: str) -> Key:
    """The key in an encrypted V3 keystore. Raises SetupError `keystore_missing` or `keystore_locked`."""
    if not path.is_file():
        raise SetupError("keystore_missing", path=str(path))
    try:
        private = Account.decrypt(json.loads(path.read_text()), password)
    except (ValueError, KeyError, TypeError):
        raise SetupError("keystore_locked", path=str(path)) from None
    return Key(Account.from_key(private))
