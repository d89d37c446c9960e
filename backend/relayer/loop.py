"""The relayer's loop: one lane a key, one process a lane."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlalchemy.exc import OperationalError

from backend.chain.client import ChainClient
from backend.chain.errors import ChainError, TooManyRequests
from backend.chain.sender import Key
from backend.core.clock import Clock
from backend.core.logging import get_logger
from backend.core.loop import Stop, repeat
from backend.db.locks import JobLock, LockHeld, take
from backend.db.models.installation import Installation
from backend.db.session import Database
from backend.outbox.intents import Signer
from backend.outbox.service import Arrivals
from backend.relayer.lane import Lane

log = get_logger(__name__)

# One lane's trouble slows down that lane, up to this many seconds between its tries.
_LONGEST_PAUSE = 15.0


class LockLost(Exception):
    """The database dropped the connection that carried a lane's lock; somebody else may have the lane now."""


_PASSING = (ChainError, OperationalError, LockHeld, LockLost)


@dataclass(frozen=True)
class Rules:
    """What holds for every lane: the fee cap in wei per gas, after how long to offer more (None: what is usual on the chain)."""

    fee_cap: int
    bump_after: timedelta | None = None


@dataclass(frozen=True)
class Relaying:
    """What a relayer works with; each of the keys is a lane."""

    db: Database
    client: ChainClient
    clock: Clock
    keys: Mapping[Signer, Sequence[Key]]
    installed: Installation
    rules: Rules


class Runner:
    """Runs one key's lane whenever this process holds its lock; after trouble it waits longer each time."""

    def __init__(self, db: Database, clock: Clock, address: str, make: Callable[[], Lane]) -> None:
        self._db = db
        self._clock = clock
        self._address = address
        self._make = make
        self._lock: JobLock | None = None
        self._lane: Lane | None = None
        self._pause = 0.0
        self._not_before = clock.now()
        self.trouble: Exception | None = None

    def step(self, *, idle: float) -> bool:
        """One round of the lane, unless it waits out some trouble; what went wrong is in `trouble`."""
        now = self._clock.now()
        if self.trouble is not None and now < self._not_before:
            return False
        try:
            moved = self._held().step()
        except _PASSING as error:
            self.trouble = error
            self._pause = min(max(self._pause * 2, idle), _LONGEST_PAUSE)
            if isinstance(error, TooManyRequests) and error.retry_after:
                self._pause = max(self._pause, min(error.retry_after, 10 * _LONGEST_PAUSE))
            self._not_before = now + timedelta(seconds=self._pause)
            return False
        self.trouble, self._pause = None, 0.0
        return moved

    def open_count(self) -> int:
        """How many transactions are not done. Raises LockHeld when another process has the key."""
        return self._held().open_count()

    def _held(self) -> Lane:
        """The lane, made anew with every lock: what another process did meanwhile is in the database only."""
        if self._lock is not None and not self._lock.still_held():
            self.release()
            raise LockLost(self._address)
        if self._lock is None or self._lane is None:
            self._lock = take(self._db, f"lane {self._address}")
            self._lane = self._make()
        return self._lane

    def release(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            self._lock.release()
        self._lock, self._lane = None, None


def runners(relaying: Relaying, *, taking: bool = True) -> list[Runner]:
    """A runner for each key."""

    def lane(signer: Signer, key: Key) -> Lane:
        return Lane(
            db=relaying.db,
            client=relaying.client,
            clock=relaying.clock,
            key=key,
            signer=signer,
            installed=relaying.installed,
            fee_cap=relaying.rules.fee_cap,
            bump_after=relaying.rules.bump_after,
            taking=taking,
        )

    return [
        Runner(relaying.db, relaying.clock, key.address, partial(lane, signer, key))
        for signer, some in relaying.keys.items()
        for key in some
    ]


def round_of(found: Sequence[Runner], relaying: Relaying, *, idle: float) -> Callable[[], bool]:
    """A round of all lanes. It raises only when every lane has trouble: one key's shall not hold up the others."""

    def step() -> bool:
        # Each round anew: a local node that was restarted without its state answers at the same address with the same id.
        relaying.client.require_chain(relaying.installed.chain_id, relaying.installed.genesis_hash)
        moved = False
        for runner in found:
            before = runner.trouble
            moved |= runner.step(idle=idle)
            if runner.trouble is not None and runner.trouble is not before:
                log.warning("lane_waits", error=type(runner.trouble).__name__, detail=str(runner.trouble)[:300])
        troubles = [runner.trouble for runner in found]
        if troubles and all(trouble is not None for trouble in troubles):
            raise next(trouble for trouble in troubles if trouble is not None)
        return moved

    return step


@contextmanager
def _lanes(relaying: Relaying, *, taking: bool) -> Iterator[list[Runner]]:
    """The lanes, whose locks are given back in the end."""
    found = runners(relaying, taking=taking)
    try:
        yield found
    finally:
        for runner in found:
            runner.release()


def run(relaying: Relaying, *, idle: float, stop: Stop) -> None:
    """Run the lanes until stopped. A lane that another process runs is waited for."""
    with _lanes(relaying, taking=True) as found:
        step = round_of(found, relaying, idle=idle)
        repeat(step, stop=stop, idle=idle, passing=_PASSING, name="relayer", woken=Arrivals(relaying.db))


def drain(relaying: Relaying, *, idle: float, stop: Stop) -> int | None:
    """Bring everything open to its end and take nothing new, until done or stopped.

    Returns how many are still open; None when that could not be found out, because another process has the keys.
    """
    left: int | None = None
    with _lanes(relaying, taking=False) as found:
        step = round_of(found, relaying, idle=idle)

        def until_done() -> bool:
            nonlocal left
            moved = step()
            left = sum(runner.open_count() for runner in found)
            if left == 0:
                stop.set()
            return moved

        repeat(until_done, stop=stop, idle=idle, passing=_PASSING, name="drain")
    return left
