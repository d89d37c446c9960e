"""The only writer of the feed that doors follow: numbered per event, without gaps, in the order of the commits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from backend.db.repositories import feed


@dataclass(frozen=True)
class Change:
    """One thing doors have to learn, absolute and idempotent; the kinds and their bodies are in docs/checkin.md.

    `list_id` when it concerns the doors of one list only. Never personal data: every device of the event reads it.
    """

    kind: str
    body: Mapping[str, Any]
    list_id: int | None = None


def lock(session: Session, event_id: int) -> int:
    """Hold the event's feed until the transaction ends and return its last number; the next writer waits here.

    Whoever reads state to write changes from it takes the lock before it reads.
    """
    return feed.lock(session, event_id)


def append(session: Session, event_id: int, changes: Sequence[Change], now: datetime) -> None:
    """Add changes in this order, in the caller's transaction; takes the lock if the caller does not hold it yet."""
    if not changes:
        return
    last = feed.move(session, event_id, by=len(changes))
    feed.add(
        session,
        [
            {
                "event_id": event_id,
                "seq": last - len(changes) + position,
                "list_id": change.list_id,
                "kind": change.kind,
                "body": dict(change.body),
                "at": now,
            }
            for position, change in enumerate(changes, start=1)
        ],
    )
