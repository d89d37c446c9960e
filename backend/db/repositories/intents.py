"""Intents: appended by the outbox, read by the relayer and by pages that show what is pending."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.db.models.pipeline import Intent
from backend.db.session import dialect_of


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Append intents; one whose dedupe_key exists is passed over. Returns how many are new."""
    return dialect_of(session).insert_new(session, Intent.table(), rows)


def by_dedupe_key(session: Session, key: str) -> Intent | None:
    """The intent with this key."""
    return session.scalar(select(Intent).where(Intent.dedupe_key == key))


def newest(session: Session) -> int:
    """The highest number of an intent; 0 when there is none. One look at an index."""
    return session.scalar(select(func.max(Intent.id))) or 0
