"""What geth's pool does and Anvil's does not: replacements pay 10 % more, few gapped transactions, low fees wait."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import rlp
from eth_account import Account
from eth_utils.crypto import keccak

from tests.faults.proxy import Answer, Forward

_MOST_GAPPED = 64
_BUMP_PERCENT = 10


@dataclass(frozen=True)
class Sent:
    """A signed EIP-1559 transaction, decoded."""

    raw: str
    hash: str
    sender: str
    nonce: int
    max_fee: int
    max_priority_fee: int

    def may_replace(self, other: "Sent") -> bool:
        """Whether geth takes it in the place of `other`: both fees at least 10 % higher."""
        return self.max_fee * 100 >= other.max_fee * (100 + _BUMP_PERCENT) and (
            self.max_priority_fee * 100 >= other.max_priority_fee * (100 + _BUMP_PERCENT)
        )


def decode(raw: str) -> Sent:
    """Read a raw type-2 transaction."""
    data = bytes.fromhex(raw[2:])
    assert data[0] == 2, "only EIP-1559 transactions are ours"
    fields = rlp.decode(data[1:])
    nonce, tip, fee = (int.from_bytes(fields[at], "big") for at in (1, 2, 3))
    sender = str(Account.recover_transaction(data))
    return Sent(raw, "0x" + keccak(data).hex(), sender, nonce, fee, tip)


@dataclass
class Geth:
    """geth's pool in front of Anvil's. `highest_fee` is the most any transaction ever offered per gas."""

    pool: dict[tuple[str, int], Sent] = field(default_factory=dict)
    parked: dict[tuple[str, int], Sent] = field(default_factory=dict)
    refusals: Counter[str] = field(default_factory=Counter)
    dropped: int = 0
    highest_fee: int = 0
    seen: list[Sent] = field(default_factory=list)

    def __call__(self, method: str, params: list[Any], forward: Forward) -> Answer:
        if self.parked:
            self.unpark(forward)
        if method != "eth_sendRawTransaction":
            return forward(method, params)
        sent = decode(params[0])
        refusal = self._refusal(sent, forward)
        if refusal:
            self.refusals[refusal.split(":", maxsplit=1)[0]] += 1
            return {"error": {"code": -32000, "message": refusal}}
        self.highest_fee = max(self.highest_fee, sent.max_fee)
        self.seen.append(sent)
        if self._gapped(sent, forward) > _MOST_GAPPED:
            # geth takes it, and forgets it at once.
            self.dropped += 1
            return {"result": sent.hash}
        return self._accept(sent, forward)

    def unpark(self, forward: Forward) -> None:
        """Hand on what waits for a lower base fee, as far as Anvil takes it now."""
        for key, sent in sorted(self.parked.items()):
            answer = forward("eth_sendRawTransaction", [sent.raw])
            if not _below_base_fee(answer):
                del self.parked[key]

    def _accept(self, sent: Sent, forward: Forward) -> Answer:
        key = (sent.sender, sent.nonce)
        answer = forward("eth_sendRawTransaction", [sent.raw])
        if _below_base_fee(answer):
            self.parked[key] = sent
        elif "error" in answer:
            return answer
        else:
            self.parked.pop(key, None)
        self.pool[key] = sent
        return {"result": sent.hash}

    def _refusal(self, sent: Sent, forward: Forward) -> str | None:
        mined = self._mined(sent.sender, forward)
        if sent.nonce < mined:
            return f"nonce too low: next nonce {mined}, tx nonce {sent.nonce}"
        other = self._waiting(sent.sender, sent.nonce, forward)
        if other is None:
            return None
        if other.hash == sent.hash:
            return "already known"
        return None if sent.may_replace(other) else "replacement transaction underpriced"

    def _waiting(self, sender: str, nonce: int, forward: Forward) -> Sent | None:
        """The transaction of this nonce that is in the pool; Anvil forgets on restarts and reorganisations."""
        sent = self.pool.get((sender, nonce))
        if sent is None or (sender, nonce) in self.parked:
            return sent
        found = forward("eth_getTransactionByHash", [sent.hash]).get("result")
        return sent if found and found.get("blockNumber") is None else None

    def _mined(self, sender: str, forward: Forward) -> int:
        return int(forward("eth_getTransactionCount", [sender, "latest"])["result"], 16)

    def _gapped(self, sent: Sent, forward: Forward) -> int:
        """How many of the sender's transactions would wait for one that is missing, this one included."""
        nonce = self._mined(sent.sender, forward)
        while nonce == sent.nonce or self._waiting(sent.sender, nonce, forward):
            nonce += 1
        waiting = [n for (who, n) in self.pool if who == sent.sender and n > nonce and n != sent.nonce]
        return sum(self._waiting(sent.sender, n, forward) is not None for n in waiting) + (sent.nonce > nonce)


def _below_base_fee(answer: Answer) -> bool:
    return "less than block base fee" in str(answer.get("error", {}).get("message", ""))
