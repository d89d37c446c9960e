"""Telling doors what the chain says: which tickets it has, and whether the event was called off; also after a reorganisation.

The indexer writes projections and knows no doors. So this looks where the chain has moved, compares, and tells the
difference. When nothing moved it costs one small query.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from backend.core.serial_sets import read, run_set, spell
from backend.core.token_ids import token_id
from backend.db.repositories import chain, doors, events
from backend.features.checkin import feed
from backend.features.door import tell


@dataclass(frozen=True)
class Mark:
    """How far the chain was looked at: the next block to read, and the hash of the one before."""

    next_block: int
    block_hash: str | None


class Mirror:
    """What one process has compared so far; a new one compares everything once."""

    def __init__(self) -> None:
        self._seen: Mark | None = None
        self._open: set[int] = set()

    def is_due(self, session: Session) -> bool:
        """Whether doors have to learn something from the chain."""
        mark = _mark(session)
        if mark != self._seen:
            self._open |= _touched(session, self._seen)
            self._seen = mark
        # Compared without the lock: most blocks say nothing new of most events.
        self._open = {event_id for event_id in self._open if _differs(session, event_id)}
        return bool(self._open)

    def tell(self, session: Session, *, now: datetime) -> int:
        """Tell the doors of one event what is new; returns how many things that were.

        One event a transaction: who holds two feeds can meet somebody who holds them the other way round.
        """
        if not self._open:
            return 0
        # What was told is found to differ no more in the next round: until then the transaction may still fail.
        return _tell(session, min(self._open), now)


def _mark(session: Session) -> Mark:
    tip = chain.tip(session)
    return Mark(tip.next_block, chain.block_hash(session, tip.next_block - 1))


def _touched(session: Session, since: Mark | None) -> set[int]:
    """The events of which the chain may say something else than at `since`: all of them if blocks from then are gone."""
    if since is None or since.block_hash is None or chain.block_hash(session, since.next_block - 1) != since.block_hash:
        return set(doors.event_ids(session))
    contracts = chain.contracts_with_logs(session, from_block=since.next_block)
    return set(events.ids_of_contracts(session, contracts)) if contracts else set()


def _on_chain(session: Session, event_id: int) -> tuple[dict[int, int], bool]:
    """By tier the serials the chain has, and whether the event was called off there."""
    found = events.on_chain(session, events.by_id(session, event_id))
    if found is None:
        return {}, False
    runs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for run in doors.minted_runs(session, found.tickets):
        tier, serials = doors.split(run)
        runs[tier].append(serials)
    return {tier: run_set(serials) for tier, serials in runs.items()}, found.cancelled_block is not None


def _told(session: Session, event_id: int) -> dict[int, int]:
    return {tier: read(text) for tier, text in doors.mirror(session, event_id).items()}


def _differs(session: Session, event_id: int) -> bool:
    minted, cancelled = _on_chain(session, event_id)
    told = {tier: serials for tier, serials in _told(session, event_id).items() if serials}
    return minted != told or cancelled != doors.feed_of(session, event_id)[1]


def _tell(session: Session, event_id: int, now: datetime) -> int:
    feed.lock(session, event_id)
    minted, cancelled = _on_chain(session, event_id)
    before = _told(session, event_id)
    changed = {
        tier: (before.get(tier, 0), minted.get(tier, 0))
        for tier in sorted(before.keys() | minted.keys())
        if before.get(tier, 0) != minted.get(tier, 0)
    }
    for tier, (old, new) in changed.items():
        issued = _issued(session, event_id, tier)
        tell.minted(session, event_id, tier, on_chain=new & ~old & issued, gone=old & ~new & issued, now=now)
    doors.set_mirror(session, event_id, {tier: spell(new) for tier, (_, new) in changed.items()})
    called_off = cancelled != doors.feed_of(session, event_id)[1]
    if called_off:
        doors.set_cancelled(session, event_id, cancelled=cancelled)
        tell.rules(session, [event_id], now=now)
    return len(changed) + called_off


def _issued(session: Session, event_id: int, tier: int) -> int:
    """Of a tier the serials there are tickets of; who bought one on the chain itself gets theirs a little later."""
    runs = doors.issued_runs(session, event_id, first=token_id(tier, 0), last=token_id(tier + 1, 0) - 1)
    return run_set(doors.split(run)[1] for run in runs)
