"""When a loop is silent, and when the chain is not read as it should be; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# The relayer looks for requests twice a second; after trouble with a node it pauses for 15 s at most.
_ANSWERS_WITHIN = timedelta(minutes=1)
# It offers what is in no block again every 20 s, and plans what waits in the same round.
_MOVES_WITHIN = timedelta(minutes=5)
# A public chain makes a block every few seconds; a local one only when somebody wants one.
_LOCAL_CHAINS = (31337, 1337)


@dataclass(frozen=True)
class Signs:
    """What the relayer left behind: since when something waits for it, and when it last moved.

    `asked`: the oldest request without an answer. `untouched`: when the open transaction that was left alone for longest was
    last touched. `ready`: since when something waits that could go out. `moved`: the moments anything moved.
    """

    asked: datetime | None
    untouched: datetime | None
    ready: datetime | None
    moved: Sequence[datetime]


def silent_since(signs: Signs, now: datetime) -> datetime | None:
    """Since when the relayer does nothing although something waits for it; None while it works, or nothing waits."""
    waits = [
        (signs.asked, _ANSWERS_WITHIN),
        (signs.untouched, _MOVES_WITHIN),
        (max([signs.ready, *signs.moved]) if signs.ready else None, _MOVES_WITHIN),
    ]
    return min((since for since, within in waits if since is not None and now - since > within), default=None)


@dataclass(frozen=True)
class Read:
    """How far the chain was read: the newest block that was, its head, that block's time, and why reading stopped, if it did."""

    block: int
    final_block: int
    head_block: int
    head_time: datetime
    halted: str | None

    @property
    def behind(self) -> int:
        """How many blocks are there that were not read."""
        return max(self.head_block - self.block, 0)


@dataclass(frozen=True)
class Limits:
    """How far behind reading may be, and how old the newest block."""

    blocks: int
    age: timedelta


def reading_problem(read: Read | None, *, chain_id: int, limits: Limits, now: datetime) -> str | None:
    """What is wrong with the indexer as a stable code; None when nothing is."""
    if read is None:
        return "chain_not_read"
    if read.halted is not None:
        return "indexer_halted"
    if read.behind > limits.blocks:
        return "indexer_behind"
    if chain_id not in _LOCAL_CHAINS and now - read.head_time > limits.age:
        return "indexer_silent"
    return None
