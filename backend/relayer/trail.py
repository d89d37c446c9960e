"""From a log line back to the requests that caused it: the ids that the intents of a transaction were written with."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import structlog

from backend.db.repositories import relay
from backend.db.session import Database

# A transaction can carry the wishes of hundreds of requests; a line names the first of them and counts the others.
_MOST_NAMED = 8


def fields(request_ids: Iterable[str | None]) -> dict[str, list[str] | int]:
    """What a line says of these requests: `requests`, and `more_requests` when it cannot name all. Nothing for none."""
    known = list(dict.fromkeys(found for found in request_ids if found))
    if not known:
        return {}
    named: dict[str, list[str] | int] = {"requests": known[:_MOST_NAMED]}
    return named if len(known) <= _MOST_NAMED else {**named, "more_requests": len(known) - _MOST_NAMED}


class Trail:
    """The requests behind open transactions. What a transaction carries stays the same as long as it is open: asked for once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: dict[int, dict[str, list[str] | int]] = {}

    def know(self, transaction_id: int, request_ids: Iterable[str | None]) -> None:
        """What is known of a transaction that was just planned, the oldest wish first."""
        self._known[transaction_id] = fields(request_ids)

    @contextmanager
    def of(self, transaction_id: int) -> Iterator[None]:
        """Name the requests behind a transaction in every line that is logged within."""
        if transaction_id not in self._known:
            with self._db.read() as session:
                self._known[transaction_id] = fields(relay.request_ids(session, transaction_id))
        with structlog.contextvars.bound_contextvars(**self._known[transaction_id]):
            yield

    def keep_only(self, transaction_ids: Iterable[int]) -> None:
        """Forget what is not open any more."""
        self._known = {one: self._known[one] for one in transaction_ids if one in self._known}
