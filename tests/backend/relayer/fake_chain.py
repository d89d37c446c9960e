"""A chain in memory with the methods a lane uses: a pool, blocks that can be taken back, and crashes on order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from eth_abi.abi import decode
from eth_account.typed_transactions import TypedTransaction
from eth_utils.crypto import keccak
from hexbytes import HexBytes

from backend.chain.abi_files import function
from backend.chain.client import Header, Receipt
from backend.chain.errors import AlreadyKnown, ContractReverted, NonceTooLow, RevertReason


class Crash(Exception):
    """The process ends here."""


@dataclass
class Block:
    number: int
    hash: str
    transactions: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Call:
    """A transaction as the chain read it."""

    hash: str
    nonce: int
    to: str
    data: bytes
    fields: dict[str, Any]

    @property
    def ids(self) -> tuple[int, ...]:
        """The token ids of a mint or revocation."""
        call = function("EventTickets", "mint")
        if self.data[:4] != call.selector:
            call = function("EventTickets", "revoke")
        ids: tuple[int, ...] = decode(call.inputs, self.data[4:])[0]
        return ids


class FakeChain:
    """One node and its chain. Blocks come by `mine` only."""

    def __init__(self) -> None:
        self.blocks = [Block(0, "0x00")]
        self.final = 0
        self.calls: dict[str, Call] = {}
        self.pool: list[str] = []
        # Every raw transaction that arrived, in the order it did, resent ones too.
        self.sent: list[bytes] = []
        # Token ids whose mint the contract refuses, with the error's name.
        self.spoiled: dict[int, str] = {}
        # Calls that are estimated well and fail in the block; -1: all of them.
        self.reverting = 0
        self.silent = False
        self.codeless: set[str] = set()
        self.before: dict[str, Callable[[], None]] = {}
        self.after: dict[str, Callable[[], None]] = {}
        self.on_send: Callable[[bytes], None] = lambda _: None
        self._forks = 0
        self._failed: set[str] = set()

    # -- what a test does

    def crash(self, method: str, *, after: bool = False) -> None:
        """End the process the next time this method is called: before it did anything, or after."""
        hooks = self.after if after else self.before

        def fire() -> None:
            del hooks[method]
            raise Crash(method)

        hooks[method] = fire

    def mine(self, *, final: bool = True) -> None:
        """Put the pool into a block; with `final` it cannot be taken back any more."""
        number = len(self.blocks)
        block = Block(number, f"0x{self._forks}b{number:x}", self.pool)
        for hash_ in block.transactions:
            if self.reverting:
                self.reverting -= 1
                self._failed.add(hash_)
        self.pool = []
        self.blocks.append(block)
        if final:
            self.final = number

    def reorganise(self, depth: int, *, keep: bool = False) -> None:
        """Take the last blocks back and put empty ones in their place; with `keep` their transactions are mined again."""
        lost = self.blocks[-depth:]
        del self.blocks[-depth:]
        self._forks += 1
        for old in lost:
            self.pool = old.transactions if keep else []
            self.mine(final=False)

    def mined(self) -> list[Call]:
        """The calls on the chain, in its order."""
        return [self.calls[hash_] for block in self.blocks for hash_ in block.transactions]

    def minted(self) -> list[int]:
        """The token ids of all calls on the chain that did their work, in order."""
        return [token_id for call in self.mined() if call.hash not in self._failed for token_id in call.ids]

    # -- what a lane asks

    def _enter(self, method: str) -> None:
        if hook := self.before.get(method):
            hook()

    def _leave(self, method: str) -> None:
        if hook := self.after.get(method):
            hook()

    def head(self) -> Header:
        self._enter("head")
        last = self.blocks[-1]
        return Header(last.number, last.hash, "0x", 0, 10**9)

    def final_block(self, chain_id: int, head: Header) -> int:
        assert chain_id == 31337
        return min(self.final, head.number)

    def code(self, address: str) -> bytes:
        return b"" if address in self.codeless else b"\x60"

    def priority_fee(self) -> int:
        self._enter("priority_fee")
        return 2 * 10**9

    def transaction_count(self, address: str) -> int:
        assert address
        self._enter("transaction_count")
        return len(self.mined())

    def estimate_gas(self, to: str, data: bytes, *, sender: str) -> int:
        assert to
        assert sender
        self._enter("estimate_gas")
        for token_id in Call("", 0, to, data, {}).ids:
            if token_id in self.spoiled:
                raise ContractReverted(RevertReason(self.spoiled[token_id], {"tokenId": str(token_id)}))
        self._leave("estimate_gas")
        return 100_000

    def receipt(self, transaction_hash: str) -> Receipt | None:
        self._enter("receipt")
        for block in self.blocks:
            if transaction_hash in block.transactions:
                good = transaction_hash not in self._failed
                logs = 1 if good and not self.silent else 0
                return Receipt(transaction_hash, block.number, block.hash, succeeded=good, gas_used=5, log_count=logs)
        return None

    def send_raw(self, raw: bytes) -> None:
        self._enter("send_raw")
        self.on_send(raw)
        self.sent.append(raw)
        call = _read(raw)
        if call.hash in self.pool:
            raise AlreadyKnown("already known")
        if call.nonce < len(self.mined()):
            raise NonceTooLow("nonce too low")
        self.calls[call.hash] = call
        self.pool.append(call.hash)
        self._leave("send_raw")


def _read(raw: bytes) -> Call:
    fields = TypedTransaction.from_bytes(HexBytes(raw)).as_dict()
    return Call("0x" + keccak(raw).hex(), fields["nonce"], "0x" + fields["to"].hex(), bytes(fields["data"]), fields)


def distinct(raws: Sequence[bytes]) -> list[bytes]:
    """The different ones among them, in order."""
    return list(dict.fromkeys(raws))
