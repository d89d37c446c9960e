"""The feed of what doors have to learn: its numbers, and adding to it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from backend.db.models.door import DoorChange, DoorFeed
from backend.db.session import dialect_of

_HOLD = select(DoorFeed.seq).where(DoorFeed.event_id == bindparam("event")).with_for_update()
_MOVE = (
    update(DoorFeed.table())
    .where(DoorFeed.table().c.event_id == bindparam("event"))
    .values(seq=DoorFeed.table().c.seq + bindparam("by"))
    .returning(DoorFeed.table().c.seq)
)


def lock(session: Session, event_id: int) -> int:
    """Hold the event's feed until this transaction has ended, and say how far it is; the first time it is made."""
    seq = session.scalar(_HOLD, {"event": event_id})
    if seq is None:
        dialect_of(session).insert_new(
            session, DoorFeed.table(), [{"event_id": event_id, "seq": 0, "cancelled": False}]
        )
        seq = session.execute(_HOLD, {"event": event_id}).scalar_one()
    return seq


def move(session: Session, event_id: int, *, by: int) -> int:
    """Take the next `by` numbers of a feed, hold it until this transaction has ended; returns the last of them."""
    wanted = {"event": event_id, "by": by}
    last: int | None = session.scalar(_MOVE, wanted)
    if last is None:
        lock(session, event_id)
        last = session.execute(_MOVE, wanted).scalar_one()
    return last


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    dialect_of(session).insert_all(session, DoorChange.table(), rows)
