"""The only way from a feature towards the chain."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from backend.db.repositories import intents
from backend.db.session import Database
from backend.outbox.intents import SIGNER_OF, NewIntent


def enqueue(session: Session, wishes: Sequence[NewIntent], *, now: datetime) -> int:
    """Write the wishes in the caller's transaction; those whose key is there already are passed over.

    Returns how many are new. Nothing is sent: the relayer finds them once the caller has committed.
    """
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    return intents.add(
        session,
        [
            {
                "collective_id": wish.collective_id,
                "event_id": wish.event_id,
                "kind": wish.kind.value,
                "signer": SIGNER_OF[wish.kind].value,
                "token_id": wish.token_id,
                "payload": dict(wish.payload),
                "dedupe_key": wish.dedupe_key,
                "request_id": request_id,
                "created_at": now,
            }
            for wish in wishes
        ],
    )


class Arrivals:
    """Says whether wishes have come since it was last asked; cheap enough to be asked many times a second.

    Only a hint: a wish that is committed after one with a higher number is not noticed. Who waits for wishes still has to
    look from time to time.
    """

    def __init__(self, db: Database) -> None:
        self._db = db
        self._newest = 0

    def __call__(self) -> bool:
        """Raises OperationalError when the database is away."""
        with self._db.read() as session:
            newest = intents.newest(session)
        came, self._newest = newest > self._newest, newest
        return came
