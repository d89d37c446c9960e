"""A node in memory for the lane: accounts nonces, keeps a pool, mines when told to, and can take its last block back."""

from collections import Counter
from dataclasses import dataclass, field

import rlp
from eth_abi.abi import decode
from eth_utils.crypto import keccak

from backend.chain.abi_files import function
from backend.chain.client import FeeMarket, Header, Receipt
from backend.chain.errors import ChainError, ChainRefused, ContractReverted, NonceTooLow, RevertReason

BASE_FEE = 10**9
MINT = function("EventTickets", "mint")


def parse_ids(data: bytes) -> tuple[int, ...]:
    """The token ids in a mint's calldata."""
    assert data.startswith(MINT.selector)
    return tuple(decode(MINT.inputs, data[4:])[0])


@dataclass(frozen=True)
class Sent:
    """What signed bytes say."""

    raw: bytes
    nonce: int
    max_fee: int
    gas: int
    to: str
    data: bytes

    @property
    def hash(self) -> str:
        return "0x" + keccak(self.raw).hex()

    @property
    def ids(self) -> tuple[int, ...]:
        """The token ids that a mint names; none of a transaction that does nothing."""
        return parse_ids(self.data) if self.data else ()


def parse(raw: bytes) -> Sent:
    """Read an EIP-1559 transaction."""
    assert raw[0] == 2
    _chain, nonce, _tip, max_fee, gas, to, _value, data, *_ = rlp.decode(raw[1:])
    return Sent(raw, int.from_bytes(nonce), int.from_bytes(max_fee), int.from_bytes(gas), "0x" + to.hex(), data)


@dataclass
class Node:
    """The methods of ChainClient that a lane uses. `poison` are token ids that the contract refuses, `dear` those that cost
    other gas than most."""

    poison: dict[int, str] = field(default_factory=dict)
    dear: dict[int, int] = field(default_factory=dict)
    reverting: bool = False
    silent: bool = False
    has_code: bool = True
    confirmations: int = 1
    refusal: ChainError | None = None
    pool: dict[int, Sent] = field(default_factory=dict)
    blocks: list[list[tuple[Sent, bool]]] = field(default_factory=list)
    sends: list[bytes] = field(default_factory=list)
    estimates: list[tuple[int, ...]] = field(default_factory=list)
    trials: list[tuple[tuple[int, ...], int]] = field(default_factory=list)
    forks: int = 0
    foreign: int = 0
    base_fee: int = BASE_FEE
    wei: int = 10**19

    # -- what the lane asks

    def head(self) -> Header:
        number = len(self.blocks)
        return Header(number, self._block_hash(number), self._block_hash(number - 1), number * 12, self.base_fee)

    def final_block(self, _chain_id: int, head: Header) -> int:
        return head.number - self.confirmations + 1

    def code(self, _address: str) -> bytes:
        return b"\x01" if self.has_code else b""

    def fee_market(self) -> FeeMarket:
        return FeeMarket(self.base_fee, 10**9, 2 * 10**9)

    def balance(self, _address: str) -> int:
        return self.wei

    def transaction_count(self, _address: str) -> int:
        return self.foreign + sum(len(block) for block in self.blocks)

    def estimate_gas(self, _to: str, data: bytes, *, sender: str) -> int:
        assert sender.startswith("0x")
        ids = parse_ids(data)
        self.estimates.append(ids)
        return self._needed(ids)

    def call(self, _to: str, data: bytes, *, sender: str, gas: int) -> bytes:
        assert sender.startswith("0x")
        ids = parse_ids(data)
        self.trials.append((ids, gas))
        if self._needed(ids) > gas:
            raise ChainRefused("-32003: out of gas")
        return b""

    def _needed(self, ids: tuple[int, ...]) -> int:
        for token_id in ids:
            if token_id in self.poison:
                raise ContractReverted(RevertReason(self.poison[token_id], {"tokenId": str(token_id)}))
        return 60_000 + sum(self.dear.get(token_id, 30_000) for token_id in ids)

    def send_raw(self, raw: bytes) -> None:
        self.sends.append(raw)
        if self.refusal is not None:
            raise self.refusal
        sent = parse(raw)
        if sent.nonce < self.transaction_count(""):
            raise NonceTooLow("nonce too low")
        self.pool[sent.nonce] = sent

    def receipt(self, transaction_hash: str) -> Receipt | None:
        for number, block in enumerate(self.blocks, start=1):
            for sent, succeeded in block:
                if sent.hash == transaction_hash:
                    logs = len(sent.ids) if succeeded and not self.silent else 0
                    return Receipt(sent.hash, number, self._block_hash(number), succeeded, sent.gas, logs)
        return None

    # -- what a test does

    def mine(self) -> None:
        """One block with everything in the pool whose turn it is and that pays the base fee."""
        block: list[tuple[Sent, bool]] = []
        while (sent := self.pool.get(self.transaction_count("") + len(block))) and sent.max_fee >= self.base_fee:
            del self.pool[sent.nonce]
            block.append((sent, not self.reverting))
        self.blocks.append(block)

    def reorganise(self, *, depth: int = 1, forget: bool) -> None:
        """Take the last blocks back; their transactions return to the pool, or are forgotten."""
        self.forks += 1
        for block in [self.blocks.pop() for _ in range(depth)]:
            if not forget:
                self.pool.update({sent.nonce: sent for sent, _ in block})

    def minted(self) -> Counter[int]:
        """How often the chain minted each token."""
        return Counter(
            token_id for block in self.blocks for sent, succeeded in block if succeeded for token_id in sent.ids
        )

    def _block_hash(self, number: int) -> str:
        return "0x" + keccak(f"{self.forks} {number}".encode()).hex()
