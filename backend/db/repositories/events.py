"""Events, tiers, gates, lists."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Exists, exists, func, select, update
from sqlalchemy.orm import Session, selectinload

from backend.db.models.collectives import Collective
from backend.db.models.door import Admission, Device, Scan
from backend.db.models.events import CheckinList, Event, Gate, Tier
from backend.db.models.projections import ChainCollective, ChainEvent, ChainToken
from backend.db.models.tickets import Ticket

_WHOLE = (selectinload(Event.tiers), selectinload(Event.gates).selectinload(Gate.tiers), selectinload(Event.lists))


def add(session: Session, event: Event) -> Event:
    session.add(event)
    session.flush()
    return event


def by_slug(session: Session, collective_id: int, slug: str) -> Event | None:
    return session.scalar(
        select(Event).where(Event.collective_id == collective_id, Event.slug == slug).options(*_WHOLE)
    )


def by_id(session: Session, event_id: int) -> Event:
    return session.get_one(Event, event_id, options=_WHOLE)


def by_ref(session: Session, ref: str) -> Event | None:
    return session.scalar(select(Event).where(Event.ref == ref).options(*_WHOLE))


def of_collective(session: Session, collective_id: int) -> Sequence[Event]:
    return session.scalars(
        select(Event).where(Event.collective_id == collective_id).order_by(Event.starts_at.desc(), Event.id)
    ).all()


def slugs_like(session: Session, collective_id: int, slug: str) -> set[str]:
    return set(
        session.scalars(
            select(Event.slug).where(Event.collective_id == collective_id, Event.slug.startswith(slug, autoescape=True))
        )
    )


def entrance(session: Session, event_id: int) -> CheckinList:
    """The list that counts who is in, the one that is settled on the chain."""
    return session.scalars(
        select(CheckinList).where(CheckinList.event_id == event_id, CheckinList.entrance.is_(True))
    ).one()


def list_by_id(session: Session, list_id: int) -> CheckinList:
    return session.get_one(CheckinList, list_id)


def gate_in_use(session: Session, gate_id: int) -> bool:
    """Whether a device works or worked at a gate, or something was scanned there."""
    return bool(session.scalar(select(_any(Device.gate_id == gate_id) | _any(Scan.gate_id == gate_id))))


def list_in_use(session: Session, list_id: int) -> bool:
    """Whether a device counts or counted on a list, or something was scanned on it."""
    return bool(session.scalar(select(_any(Device.list_id == list_id) | _any(Scan.list_id == list_id))))


def _any(condition: ColumnElement[bool]) -> Exists:
    return exists().where(condition)


def allot_serials(session: Session, tier_id: int, count: int) -> int | None:
    """Reserve `count` serials of the box office's share; the first of them, or None when fewer are left."""
    following = session.scalar(
        update(Tier)
        .where(Tier.id == tier_id, Tier.next_serial + count <= Tier.box_office)
        .values(next_serial=Tier.next_serial + count)
        .returning(Tier.next_serial)
    )
    return None if following is None else following - count


def _ours() -> ColumnElement[bool]:
    """Joins an event to its contract: made under its own collective's AccessManager, not a stranger's with the same reference."""
    return (
        (Collective.id == Event.collective_id)
        & (Collective.ref == ChainCollective.ref)
        & (Collective.founder == ChainCollective.creator)
        & (ChainCollective.access == ChainEvent.access)
        & (ChainEvent.ref == Event.ref)
    )


def on_chain(session: Session, event: Event) -> ChainEvent | None:
    """The event on the chain."""
    return session.scalar(select(ChainEvent).where(_ours(), Event.id == event.id))


def ids_of_contracts(session: Session, contracts: Sequence[str]) -> Sequence[int]:
    """The events that have these ticket contracts."""
    return session.scalars(select(Event.id).where(_ours(), ChainEvent.tickets.in_(contracts))).all()


def contract(session: Session, event: Event) -> str | None:
    """The address of the event's ticket contract."""
    found = on_chain(session, event)
    return found.tickets if found else None


def sold_on_chain(session: Session) -> Sequence[tuple[Event, Tier]]:
    """The tiers of which a part is sold on the chain itself, with their events, one event after the other."""
    rows = session.execute(
        select(Event, Tier)
        .join(Tier, Tier.event_id == Event.id)
        .where(Tier.box_office < Tier.supply)
        .order_by(Event.id, Tier.id)
    )
    return [(row[0], row[1]) for row in rows]


def settled_count(session: Session, contract_address: str) -> int:
    """How many of the contract's tickets the chain knows as used."""
    count = session.scalar(
        select(func.count())
        .select_from(ChainToken)
        .where(ChainToken.contract == contract_address, ChainToken.used_block.is_not(None))
    )
    return count or 0


def ticket_counts(session: Session, event_ids: Sequence[int]) -> dict[int, int]:
    """How many tickets each event has issued."""
    rows = session.execute(
        select(Ticket.event_id, func.count()).where(Ticket.event_id.in_(event_ids)).group_by(Ticket.event_id)
    )
    return {row[0]: row[1] for row in rows}


def admitted_counts(session: Session, event_ids: Sequence[int]) -> dict[int, int]:
    """How many tickets are in, by event, on the entrance list."""
    rows = session.execute(
        select(Admission.event_id, func.count())
        .join(CheckinList, CheckinList.id == Admission.list_id)
        .where(Admission.event_id.in_(event_ids), CheckinList.entrance.is_(True))
        .group_by(Admission.event_id)
    )
    return {row[0]: row[1] for row in rows}
