"""Admissions: who is in, and what the chain has not been told of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.db.models.door import Admission
from backend.db.models.events import CheckinList, Event, Gate
from backend.db.models.tickets import Ticket


def admission(session: Session, *, ticket_id: int, list_id: int) -> tuple[Admission, str] | None:
    """The admission of a ticket on a list with the name of its gate."""
    row = session.execute(
        select(Admission, Gate.name)
        .join(Gate, Gate.id == Admission.gate_id)
        .where(Admission.ticket_id == ticket_id, Admission.list_id == list_id)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


@dataclass(frozen=True)
class Unsettled:
    """An admission the chain has not been told of."""

    ticket_id: int
    list_id: int
    event_id: int
    collective_id: int
    event_ref: str
    token_id: int
    admitted_at: datetime


def unsettled(session: Session, *, limit: int, take: bool = False) -> Sequence[Unsettled]:
    """Admissions at entrances whose event settles, that no intent carries yet, the oldest first.

    With `take` they are this transaction's until it has ended, and those that another one has taken are passed over; with
    SQLite all writers queue anyway.
    """
    statement = (
        select(
            Admission.ticket_id,
            Admission.list_id,
            Admission.event_id,
            Event.collective_id,
            Event.ref,
            Ticket.token_id,
            Admission.admitted_at,
        )
        .join(CheckinList, CheckinList.id == Admission.list_id)
        .join(Event, Event.id == Admission.event_id)
        .join(Ticket, Ticket.id == Admission.ticket_id)
        .where(Admission.settled_by.is_(None), CheckinList.entrance.is_(True), Event.settle.is_(True))
        .order_by(Admission.admitted_at, Admission.ticket_id)
        .limit(limit)
    )
    if take:
        statement = statement.with_for_update(of=Admission, skip_locked=True)
    return [Unsettled(*row) for row in session.execute(statement)]


def mark_settled(session: Session, *, list_id: int, ticket_ids: Sequence[int], intent_id: int) -> None:
    """Note which intent carries these admissions to the chain."""
    session.execute(
        update(Admission)
        .where(Admission.list_id == list_id, Admission.ticket_id.in_(ticket_ids))
        .values(settled_by=intent_id)
    )
