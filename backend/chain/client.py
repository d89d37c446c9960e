"""JSON-RPC to a node: few methods, typed answers, typed errors. No retries here: loops decide when to ask again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from eth_abi.exceptions import DecodingError
from eth_utils.crypto import keccak

from backend.chain.abi_files import FunctionAbi, checksum_address
from backend.chain.errors import (
    BrokenAnswer,
    ChainUnreachable,
    ContractReverted,
    RevertReason,
    UnknownBlock,
    WrongChain,
)
from backend.chain.profiles import ChainProfile, profile
from backend.chain.transport import Transport
from backend.core.logging import get_logger

log = get_logger(__name__)

T = TypeVar("T")


@dataclass(frozen=True)
class Header:
    """A block's header. `base_fee` is in wei per gas; `logs_bloom` is None where the node does not give it."""

    number: int
    hash: str
    parent_hash: str
    timestamp: int
    base_fee: int
    logs_bloom: bytes | None = None


@dataclass(frozen=True)
class Receipt:
    """A transaction's receipt. A call to an address without code succeeds and leaves no logs.

    `gas_price` is what was paid in wei per gas; 0 where the node does not say.
    """

    transaction_hash: str
    block_number: int
    block_hash: str
    succeeded: bool
    gas_used: int
    log_count: int
    gas_price: int = 0


@dataclass(frozen=True)
class FeeMarket:
    """The next block's base fee, and tips of the last blocks (medians over them of the half and the upper quarter)."""

    base_fee: int
    usual_tip: int
    urgent_tip: int


@dataclass(frozen=True)
class RawLog:
    """A log as the node gives it."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes
    block_number: int
    block_hash: str
    transaction_hash: str
    log_index: int


class ChainClient:
    """One node, or what `pool` makes of several. Every method raises ChainUnreachable or another ChainError.

    `finality` replaces what the chain's profile says about when a block is final.
    """

    def __init__(self, rpc_url: str, *, finality: ChainProfile | None = None) -> None:
        self._transport = Transport(rpc_url)
        self._finality = finality

    def request(self, method: str, *params: Any) -> Any:
        """The result of one call."""
        return self._transport.request(method, params)

    def _quantity(self, method: str, *params: Any) -> int:
        return _parsed(method, lambda answer: int(answer, 16), self.request(method, *params))

    def _data(self, method: str, *params: Any) -> bytes:
        return _parsed(method, lambda answer: bytes.fromhex(answer[2:]), self.request(method, *params))

    def chain_id(self) -> int:
        return self._quantity("eth_chainId")

    def require_chain(self, chain_id: int, genesis_hash: str) -> None:
        """Raise WrongChain unless this node is of that chain."""
        found, genesis = self.chain_id(), self.header(0)
        if found != chain_id or genesis is None or genesis.hash != genesis_hash:
            raise WrongChain(f"expected chain {chain_id} ({genesis_hash}), found {found} ({genesis and genesis.hash})")

    def header(self, block: int | str) -> Header | None:
        """A block's header by number or tag; None when there is no such block."""
        found = self.request("eth_getBlockByNumber", hex(block) if isinstance(block, int) else block, False)
        return None if found is None else _parsed("eth_getBlockByNumber", _header, found)

    def head(self) -> Header:
        """The newest block."""
        found = self.header("latest")
        if found is None:
            raise ChainUnreachable("the node has no blocks")
        return found

    def final_block(self, chain_id: int, head: Header) -> int:
        """The newest block that cannot change any more; -1 when there is none yet."""
        rule = self._finality or profile(chain_id)
        if rule.confirmations is not None:
            return head.number - rule.confirmations + 1
        try:
            found = self.header(rule.tag)
        except UnknownBlock as error:
            # A node says the same of a tag it does not know and of a chain too young to have such a block.
            log.info("no_finality_tag", tag=rule.tag, answer=str(error), depth=rule.depth_without_tag)
            return max(head.number - rule.depth_without_tag, -1)
        return -1 if found is None else found.number

    def logs(self, addresses: Sequence[str], first: int, last: int) -> list[RawLog]:
        """Logs of these contracts in blocks first..last, in the chain's order."""
        found = self.request("eth_getLogs", {"address": list(addresses), "fromBlock": hex(first), "toBlock": hex(last)})
        return _parsed("eth_getLogs", _logs, found)

    def logs_in_block(self, addresses: Sequence[str], block_hash: str) -> list[RawLog]:
        """Logs of these contracts in this very block. A node that does not have the block refuses, instead of finding nothing."""
        found = self.request("eth_getLogs", {"address": list(addresses), "blockHash": block_hash})
        return _parsed("eth_getLogs", _logs, found)

    def transaction_count(self, address: str) -> int:
        """The next nonce the chain itself expects, mined transactions only."""
        return self._quantity("eth_getTransactionCount", address, "latest")

    def balance(self, address: str) -> int:
        """Wei."""
        return self._quantity("eth_getBalance", address, "latest")

    def code(self, address: str) -> bytes:
        return self._data("eth_getCode", address, "latest")

    def receipt(self, transaction_hash: str) -> Receipt | None:
        """A mined transaction's receipt; None while it is not mined."""
        found = self.request("eth_getTransactionReceipt", transaction_hash)
        return None if found is None else _parsed("eth_getTransactionReceipt", _receipt, found)

    def call(self, to: str, data: bytes, *, sender: str | None = None, gas: int | None = None) -> bytes:
        """A read-only call, with so much gas at most. Raises ContractReverted, and ChainRefused where the gas ran out."""
        # Without a sender OpenZeppelin's checks see the zero address, which some of them let pass.
        fields = {"to": to, "data": "0x" + data.hex(), "from": sender or "0x" + "00" * 19 + "01"}
        if gas is not None:
            fields["gas"] = hex(gas)
        return self._data("eth_call", fields, "latest")

    def view(self, contract: str, view: FunctionAbi, *arguments: object, block: int) -> Any:
        """The one value a view answers, as of a block. Raises ContractReverted, also where there is no such contract."""
        fields = {"to": contract, "data": "0x" + view.encode(*arguments).hex()}
        try:
            (answer,) = view.decode(self._data("eth_call", fields, hex(block)))
        except DecodingError:
            raise ContractReverted(RevertReason("NoSuchView", {"contract": contract})) from None
        return checksum_address(answer) if view.outputs == ("address",) else answer

    def estimate_gas(self, to: str, data: bytes, *, sender: str) -> int:
        """The gas the call needs. Raises ContractReverted when it would fail."""
        return self._quantity("eth_estimateGas", {"from": sender, "to": to, "data": "0x" + data.hex()})

    def fee_market(self) -> FeeMarket:
        """What gas costs: the next block's base fee, and what was paid on top over the last five blocks."""
        history = self.request("eth_feeHistory", "0x5", "latest", [50, 75])
        return _parsed("eth_feeHistory", _market, history)

    def send_raw(self, raw: bytes) -> None:
        """Hand signed bytes to the node. Their hash is ours to compute; a node that answers another one is only noted."""
        answer = self.request("eth_sendRawTransaction", "0x" + raw.hex())
        ours = "0x" + keccak(raw).hex()
        if answer != ours:
            log.warning("node_answered_another_hash", ours=ours, answer=str(answer)[:80])


def _parsed(method: str, parse: Callable[[Any], T], answer: Any) -> T:
    """What `parse` makes of an answer. Raises BrokenAnswer when it is not of the form the method promises."""
    try:
        return parse(answer)
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        raise BrokenAnswer(f"{method}: not the answer that was asked for") from error


def _header(found: Any) -> Header:
    return Header(
        number=int(found["number"], 16),
        hash=found["hash"],
        parent_hash=found["parentHash"],
        timestamp=int(found["timestamp"], 16),
        base_fee=int(found.get("baseFeePerGas") or "0x0", 16),
        logs_bloom=bytes.fromhex(found["logsBloom"][2:]) if found.get("logsBloom") else None,
    )


def _receipt(found: Any) -> Receipt | None:
    if found.get("blockNumber") is None:
        return None
    return Receipt(
        transaction_hash=found["transactionHash"],
        block_number=int(found["blockNumber"], 16),
        block_hash=found["blockHash"],
        succeeded=int(found["status"], 16) == 1,
        gas_used=int(found["gasUsed"], 16),
        log_count=len(found["logs"]),
        gas_price=int(found.get("effectiveGasPrice") or "0x0", 16),
    )


def _logs(found: Any) -> list[RawLog]:
    logs = [
        RawLog(
            address=checksum_address(entry["address"]),
            topics=tuple(bytes.fromhex(topic[2:]) for topic in entry["topics"]),
            data=bytes.fromhex(entry["data"][2:]),
            block_number=int(entry["blockNumber"], 16),
            block_hash=entry["blockHash"],
            transaction_hash=entry["transactionHash"],
            log_index=int(entry["logIndex"], 16),
        )
        for entry in found
    ]
    return sorted(logs, key=lambda log: (log.block_number, log.log_index))


def _market(found: Any) -> FeeMarket:
    tips = [[int(tip, 16) for tip in block[:2]] for block in found.get("reward") or []]
    usual, urgent = (sorted(block[column] for block in tips) for column in (0, 1))
    return FeeMarket(
        base_fee=int(found["baseFeePerGas"][-1], 16),
        usual_tip=usual[len(usual) // 2] if usual else 0,
        urgent_tip=urgent[len(urgent) // 2] if urgent else 0,
    )
