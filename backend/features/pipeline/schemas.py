"""The way to the chain as people and programs see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backend.chain.errors import RevertReason
from backend.db.repositories.relay_watch import OpenTransaction
from backend.features.pipeline.rules import Read

# What the relayer says with a row of its own, and what follows from silence and from the indexer's position.
RELAYER_ALARMS = ("low_balance", "key_used_elsewhere", "key_without_role", "fee_cap_reached", "send_refused")
OTHER_ALARMS = ("relayer_silent", "chain_not_read", "indexer_halted", "indexer_behind", "indexer_silent")


@dataclass(frozen=True)
class Alarm:
    """Something that needs a person. `since` is empty where nobody knows; `args` are the numbers and words of its sentence."""

    kind: str
    since: datetime | None
    args: Mapping[str, Any]


@dataclass(frozen=True)
class Waiting:
    """How much of one kind no transaction carries yet, and since when the oldest waits."""

    kind: str
    count: int
    since: datetime


@dataclass(frozen=True)
class Failed:
    """Something that cannot be done, and why. `asked`: somebody wants it tried again, and the relayer has not answered yet."""

    intent_id: int
    kind: str
    token_id: int | None
    collective: str
    event: str | None
    reason: RevertReason | None
    since: datetime
    asked: bool


@dataclass(frozen=True)
class Costs:
    """In wei, and in gas: what was paid, and what open transactions may cost at most."""

    paid_wei: int
    gas_used: int
    offered_wei: int
    gas_offered: int


@dataclass(frozen=True)
class Pipeline:
    """Everything on its way to the chain. `failed` are the first of `failed_count`, those of the reader's collectives alone."""

    alarms: Sequence[Alarm]
    waiting: Sequence[Waiting]
    transactions: Sequence[OpenTransaction]
    failed: Sequence[Failed]
    failed_count: int
    costs: Costs
    read: Read | None

    @property
    def waiting_count(self) -> int:
        return sum(group.count for group in self.waiting)

    @property
    def moving(self) -> bool:
        """Whether anything is on its way."""
        return bool(self.waiting or self.transactions)

    @property
    def since(self) -> datetime | None:
        """Since when the oldest that is on its way is."""
        moments = [group.since for group in self.waiting] + [found.since for found in self.transactions]
        return min(moments, default=None)


@dataclass(frozen=True)
class Measured:
    """What a monitoring system asks for; ages in seconds, `read` is None before the chain was ever read."""

    waiting: Mapping[str, int]
    failed: Mapping[str, int]
    transactions: Mapping[str, int]
    oldest_pending_seconds: float
    read: Read | None
    alarms: Mapping[str, int]
    paid_wei: int
    gas_used: int
