"""Tickets, with what the chain and the relayer say of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from backend.db.bulk import changed
from backend.db.models.door import Admission
from backend.db.models.events import Event, Gate, Tier
from backend.db.models.pipeline import Intent, RelayItem
from backend.db.models.projections import ChainToken
from backend.db.models.tickets import Person, Ticket
from backend.db.repositories.states import chain_state
from backend.db.session import dialect_of
from backend.db.types import is_row_id

MINT = "mint_ticket"


@dataclass(frozen=True)
class TicketRecord:
    """A ticket with its surroundings. `item_state` and `failure` are the relayer's, `minted_block` and `owner` the chain's."""

    ticket: Ticket
    tier: Tier
    person: Person | None
    minted_block: int | None
    used_block: int | None
    owner: str | None
    item_state: str | None
    failure: str | None
    failure_args: Mapping[str, Any] | None
    admitted_at: datetime | None
    admitted_gate: str | None


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert tickets in bulk; a token id that exists is an IntegrityError."""
    dialect_of(session).insert_all(session, Ticket.table(), rows)


def highest_between(session: Session, event_id: int, *, first: int, last: int) -> int | None:
    """The highest of the event's token ids from `first` to `last`."""
    return session.scalar(
        select(func.max(Ticket.token_id)).where(Ticket.event_id == event_id, Ticket.token_id.between(first, last))
    )


def by_id(session: Session, ticket_id: int) -> Ticket | None:
    return session.get(Ticket, ticket_id) if is_row_id(ticket_id) else None


def by_token(session: Session, event_id: int, token_id: int) -> Ticket | None:
    """The event's ticket with this token id."""
    return session.scalar(select(Ticket).where(Ticket.event_id == event_id, Ticket.token_id == token_id))


def revoke(session: Session, ticket_id: int, *, reason: str, now: datetime) -> bool:
    """Mark a ticket as revoked; False when it was already."""
    result = session.execute(
        update(Ticket)
        .where(Ticket.id == ticket_id, Ticket.revoked_at.is_(None))
        .values(revoked_at=now, revoked_reason=reason)
    )
    return changed(result) == 1


def _records(event_id: int, contract: str | None, list_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Ticket,
            Tier,
            Person,
            ChainToken.minted_block,
            ChainToken.used_block,
            ChainToken.owner,
            RelayItem.state,
            RelayItem.failure,
            RelayItem.failure_args,
            Admission.admitted_at,
            Gate.name,
        )
        .join(Tier, Tier.id == Ticket.tier_id)
        .outerjoin(Person, Person.id == Ticket.person_id)
        .outerjoin(ChainToken, and_(ChainToken.contract == (contract or ""), ChainToken.token_id == Ticket.token_id))
        .outerjoin(
            Intent, and_(Intent.event_id == Ticket.event_id, Intent.token_id == Ticket.token_id, Intent.kind == MINT)
        )
        .outerjoin(RelayItem, RelayItem.intent_id == Intent.id)
        .outerjoin(Admission, and_(Admission.ticket_id == Ticket.id, Admission.list_id == list_id))
        .outerjoin(Gate, Gate.id == Admission.gate_id)
        .where(Ticket.event_id == event_id)
    )


def block(session: Session, ticket_id: int, *, now: datetime) -> bool:
    """Mark a ticket as blocked; False when it was already."""
    result = session.execute(
        update(Ticket).where(Ticket.id == ticket_id, Ticket.blocked_at.is_(None)).values(blocked_at=now)
    )
    return changed(result) == 1


def unblock(session: Session, ticket_id: int) -> bool:
    """Take the mark away; False when there was none."""
    result = session.execute(
        update(Ticket).where(Ticket.id == ticket_id, Ticket.blocked_at.is_not(None)).values(blocked_at=None)
    )
    return changed(result) == 1


def set_note(session: Session, ticket_id: int, note: str | None) -> None:
    session.execute(update(Ticket).where(Ticket.id == ticket_id).values(note=note))


def pattern(words: str) -> str:
    """What LIKE finds these words with, anywhere; its own signs in them mean themselves (escape: a backslash)."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _matches(query: str) -> ColumnElement[bool]:
    like = pattern(query)
    return or_(*(column.ilike(like, escape="\\") for column in (Person.name, Person.email, Ticket.note)))


def page(
    session: Session, event: Event, *, contract: str | None, list_id: int, query: str, limit: int, offset: int
) -> Sequence[TicketRecord]:
    """A page of the event's tickets in the order of issue, those whose person or note matches `query` if there is one."""
    statement = _records(event.id, contract, list_id).order_by(Ticket.id).limit(limit).offset(offset)
    if query:
        statement = statement.where(_matches(query))
    return [TicketRecord(*row) for row in session.execute(statement)]


def record(session: Session, ticket: Ticket, *, contract: str | None, list_id: int) -> TicketRecord:
    """One ticket with its surroundings."""
    statement = _records(ticket.event_id, contract, list_id).where(Ticket.id == ticket.id)
    return TicketRecord(*session.execute(statement).one())


def count(session: Session, event_id: int, *, query: str) -> int:
    statement = select(func.count()).select_from(Ticket).where(Ticket.event_id == event_id)
    if query:
        statement = statement.outerjoin(Person, Person.id == Ticket.person_id).where(_matches(query))
    return session.scalar(statement) or 0


def open_before(session: Session, collective_id: int, *, issued_before: datetime | None, now: datetime) -> int:
    """How many of the collective's tickets can still come in: not revoked, not in, their event not over.

    With `issued_before` only those that existed then.
    """
    statement = (
        select(func.count())
        .select_from(Ticket)
        .join(Event, Event.id == Ticket.event_id)
        .where(
            Event.collective_id == collective_id,
            Event.ends_at > now,
            Ticket.revoked_at.is_(None),
            ~select(Admission.ticket_id).where(Admission.ticket_id == Ticket.id).exists(),
        )
    )
    if issued_before is not None:
        # Rather one too many: at the same moment nobody knows which key was asked first.
        statement = statement.where(Ticket.created_at <= issued_before)
    return session.scalar(statement) or 0


def issued_by_tier(session: Session, event_id: int) -> dict[int, int]:
    """How many tickets of each tier (by tier id) were issued."""
    rows = session.execute(
        select(Ticket.tier_id, func.count()).where(Ticket.event_id == event_id).group_by(Ticket.tier_id)
    )
    return {row[0]: row[1] for row in rows}


def progress(session: Session, event_id: int, *, contract: str | None, final_block: int) -> dict[str, int]:
    """How many tickets are queued, sent, mined, final, failed."""
    state = chain_state(final_block)
    rows = session.execute(
        select(state, func.count())
        .select_from(Ticket)
        .outerjoin(ChainToken, and_(ChainToken.contract == (contract or ""), ChainToken.token_id == Ticket.token_id))
        .outerjoin(
            Intent, and_(Intent.event_id == Ticket.event_id, Intent.token_id == Ticket.token_id, Intent.kind == MINT)
        )
        .outerjoin(RelayItem, RelayItem.intent_id == Intent.id)
        .where(Ticket.event_id == event_id)
        .group_by(state)
    )
    return {row[0]: row[1] for row in rows}
