"""How far something is on its way to the chain, in the words everybody sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from backend.chain.errors import RevertReason


class ChainState(StrEnum):
    """The way of one ticket or membership: queued -> sent -> mined -> final, or failed with a reason."""

    QUEUED = "queued"
    SENT = "sent"
    MINED = "mined"
    FINAL = "final"
    FAILED = "failed"


@dataclass(frozen=True)
class ChainProgress:
    """How many are in which state; the sum is `total`."""

    queued: int = 0
    sent: int = 0
    mined: int = 0
    final: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        return self.queued + self.sent + self.mined + self.final + self.failed

    @property
    def settled(self) -> bool:
        """True when nothing will move any more by itself."""
        return self.final + self.failed == self.total


def refusal(failure: str | None, args: Mapping[str, Any] | None) -> RevertReason | None:
    """Why the chain refused something, as the relayer noted it; None when it did not, or nobody knows why."""
    return RevertReason(failure, args or {}) if failure else None


def chain_state(*, minted_block: int | None, final_block: int, item_state: str | None) -> ChainState:
    """The state of one thing, from the chain first and from the relayer for what the chain does not show yet."""
    if minted_block is not None:
        return ChainState.FINAL if minted_block <= final_block else ChainState.MINED
    if item_state == "failed":
        return ChainState.FAILED
    return ChainState.SENT if item_state == "assigned" else ChainState.QUEUED
