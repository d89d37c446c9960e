"""What a supervisor looks up at the door: tickets with what they did on a list, and clashes with their scans."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, false, or_, select, update
from sqlalchemy.orm import Session

from backend.db.models.door import Admission, Device, ListCount, Scan
from backend.db.models.events import Gate, Tier
from backend.db.models.tickets import Person, Ticket
from backend.db.repositories.tickets import pattern


class FoundTicket(NamedTuple):
    """A ticket at the door. The last three are null until somebody was let in with it on the list."""

    token_id: int
    tier_name: str
    revoked_at: datetime | None
    blocked_at: datetime | None
    note: str | None
    person: str | None
    entries: int | None
    inside: int | None
    clashes: int | None
    first_at: datetime | None
    first_gate: str | None


def search(
    session: Session, event_id: int, *, list_id: int, token_ids: Sequence[int], words: str, names: bool, limit: int
) -> Sequence[FoundTicket]:
    """Tickets with one of these ids, or whose note or (with `names`) whose person's name holds these words."""
    like = pattern(words)
    asked = or_(
        Ticket.token_id.in_(token_ids),
        Ticket.note.ilike(like, escape="\\") if words else false(),
        Person.name.ilike(like, escape="\\") if words and names else false(),
    )
    rows = session.execute(
        select(
            Ticket.token_id,
            Tier.name,
            Ticket.revoked_at,
            Ticket.blocked_at,
            Ticket.note,
            Person.name,
            Admission.entries,
            Admission.inside,
            Admission.clashes,
            Admission.admitted_at,
            Gate.name,
        )
        .join(Tier, Tier.id == Ticket.tier_id)
        .outerjoin(Person, Person.id == Ticket.person_id)
        .outerjoin(Admission, and_(Admission.ticket_id == Ticket.id, Admission.list_id == list_id))
        .outerjoin(Gate, Gate.id == Admission.gate_id)
        .where(Ticket.event_id == event_id, asked)
        .order_by(Ticket.token_id)
        .limit(limit)
    )
    return [FoundTicket(*row) for row in rows]


class ClashScan(NamedTuple):
    """A scan of a ticket on a list, as the fold reads it and a person wants it told."""

    ticket_id: int
    token_id: int
    tier_name: str
    id: UUID
    direction: str
    at: datetime
    time_mark: str | None
    gate_id: int
    gate: str
    device: str | None
    let_in: bool
    override: str | None
    undoes: UUID | None


_SCANS = (
    select(
        Ticket.id,
        Ticket.token_id,
        Tier.name,
        Scan.id,
        Scan.direction,
        Scan.at,
        Scan.time_mark,
        Scan.gate_id,
        Gate.name,
        Device.name,
        Scan.let_in,
        Scan.override,
        Scan.undoes,
    )
    .select_from(Admission)
    .join(Scan, and_(Scan.ticket_id == Admission.ticket_id, Scan.list_id == Admission.list_id))
    .join(Ticket, Ticket.id == Scan.ticket_id)
    .join(Tier, Tier.id == Ticket.tier_id)
    .join(Gate, Gate.id == Scan.gate_id)
    .outerjoin(Device, Device.id == Scan.device_id)
    .where(or_(Scan.let_in, Scan.undoes.is_not(None)))
    .order_by(Ticket.token_id, Scan.at, Scan.id)
)


def scans_of_clashes(session: Session, list_id: int) -> list[ClashScan]:
    """All scans that count of the list's tickets with a clash, in the order of their time."""
    rows = session.execute(_SCANS.where(Admission.list_id == list_id, Admission.clashes > 0))
    return [ClashScan._make(row) for row in rows]


def scans_of_returners(session: Session, list_id: int) -> list[ClashScan]:
    """All scans that count of the list's tickets with more than one entry."""
    rows = session.execute(_SCANS.where(Admission.list_id == list_id, Admission.entries > 1))
    return [ClashScan._make(row) for row in rows]


def set_clashes(session: Session, list_id: int, clashes: dict[int, int]) -> None:
    """Write how many entries clash, of the tickets (by row) that have any on this list; of all others none do."""
    session.execute(
        update(Admission).where(Admission.list_id == list_id, Admission.clashes > 0).values(clashes=0),
        execution_options={"synchronize_session": False},
    )
    for ticket_id, count in clashes.items():
        session.execute(
            update(Admission)
            .where(Admission.list_id == list_id, Admission.ticket_id == ticket_id)
            .values(clashes=count),
            execution_options={"synchronize_session": False},
        )
    session.execute(
        update(ListCount).where(ListCount.list_id == list_id).values(clashes=sum(clashes.values())),
        execution_options={"synchronize_session": False},
    )
