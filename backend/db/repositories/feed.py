"""The feed of what doors have to learn: its numbers, and adding to it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from backend.db.models.door import DoorChange, DoorFeed
from backend.db.session import dialect_of


def lock(session: Session, event_id: int) -> int:
    """Hold the event's feed until this transaction has ended, and say how far it is; the first time it is made."""
    statement = select(DoorFeed.seq).where(DoorFeed.event_id == event_id).with_for_update()
    seq = session.scalar(statement)
    if seq is None:
        dialect_of(session).insert_new(
            session, DoorFeed.table(), [{"event_id": event_id, "seq": 0, "cancelled": False}]
        )
        seq = session.execute(statement).scalar_one()
    return seq


def move(session: Session, event_id: int, *, by: int) -> int:
    """Take the next `by` numbers of a feed, hold it until this transaction has ended; returns the last of them."""
    statement = (
        update(DoorFeed)
        .where(DoorFeed.event_id == event_id)
        .values(seq=DoorFeed.seq + by)
        .returning(DoorFeed.seq)
        .execution_options(synchronize_session=False)
    )
    last = session.scalar(statement)
    if last is None:
        lock(session, event_id)
        last = session.execute(statement).scalar_one()
    return last


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    session.execute(insert(DoorChange.table()), list(rows))
