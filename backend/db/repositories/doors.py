"""What doors are told: the state of an event's tickets, the changes since, and head counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, tuple_, update
from sqlalchemy.orm import Session

from backend.core.token_ids import LARGEST_ID, serial_of, tier_of
from backend.db.bulk import changed
from backend.db.models.door import Admission, Device, DoorChange, DoorFeed, DoorMirror, GateCount, ListCount
from backend.db.models.events import Event, Gate, Tier
from backend.db.models.projections import ChainToken
from backend.db.models.tickets import Ticket

# Token ids from first to last, both in it.
TokenRun = tuple[int, int]


def feed_of(session: Session, event_id: int) -> tuple[int, bool]:
    """How far the event's feed is, and whether doors were told that the event is called off."""
    row = session.execute(select(DoorFeed.seq, DoorFeed.cancelled).where(DoorFeed.event_id == event_id)).one_or_none()
    return (0, False) if row is None else (row[0], row[1])


def heads(session: Session, event_ids: Sequence[int]) -> dict[int, int]:
    """How far the feeds of these events are."""
    rows = session.execute(select(DoorFeed.event_id, DoorFeed.seq).where(DoorFeed.event_id.in_(event_ids)))
    return {row[0]: row[1] for row in rows}


def oldest_change(session: Session, event_id: int) -> int | None:
    """The number of the oldest change that is kept."""
    return session.scalar(select(func.min(DoorChange.seq)).where(DoorChange.event_id == event_id))


def changes(session: Session, event_id: int, *, after: int, until: int) -> Sequence[DoorChange]:
    """The changes after one number up to another, in order."""
    return session.scalars(
        select(DoorChange)
        .where(DoorChange.event_id == event_id, DoorChange.seq > after, DoorChange.seq <= until)
        .order_by(DoorChange.seq)
    ).all()


def forget_changes(session: Session, *, before: datetime, limit: int) -> int:
    """Delete changes older than `before`, at most `limit`; returns how many."""
    old = select(DoorChange.event_id, DoorChange.seq).where(DoorChange.at < before).limit(limit)
    return changed(session.execute(delete(DoorChange).where(tuple_(DoorChange.event_id, DoorChange.seq).in_(old))))


def set_cancelled(session: Session, event_id: int, *, cancelled: bool) -> None:
    session.execute(update(DoorFeed).where(DoorFeed.event_id == event_id).values(cancelled=cancelled))


def issued_runs(session: Session, event_id: int, *, first: int = 0, last: int = LARGEST_ID) -> Iterator[TokenRun]:
    """The event's tickets from `first` to `last` as runs of token ids; a tier's tickets are mostly one run."""
    # Numbered in order, neighbours have the same distance between id and number.
    distance = (Ticket.token_id - func.row_number().over(order_by=Ticket.token_id)).label("distance")
    here = (
        select(Ticket.token_id, distance)
        .where(Ticket.event_id == event_id, Ticket.token_id.between(first, last))
        .subquery()
    )
    rows = session.execute(select(func.min(here.c.token_id), func.max(here.c.token_id)).group_by(here.c.distance))
    return ((row[0], row[1]) for row in rows)


def minted_runs(session: Session, contract: str) -> Iterator[TokenRun]:
    """The contract's tokens on the chain as runs of token ids."""
    distance = (ChainToken.token_id - func.row_number().over(order_by=ChainToken.token_id)).label("distance")
    here = select(ChainToken.token_id, distance).where(ChainToken.contract == contract).subquery()
    rows = session.execute(select(func.min(here.c.token_id), func.max(here.c.token_id)).group_by(here.c.distance))
    return ((row[0], row[1]) for row in rows)


def revoked(session: Session, event_id: int) -> Sequence[int]:
    """The ids of the event's revoked tickets."""
    return session.scalars(
        select(Ticket.token_id).where(Ticket.event_id == event_id, Ticket.revoked_at.is_not(None))
    ).all()


def blocked(session: Session, event_id: int) -> Sequence[int]:
    """The ids of the event's blocked tickets."""
    return session.scalars(
        select(Ticket.token_id).where(Ticket.event_id == event_id, Ticket.blocked_at.is_not(None))
    ).all()


def raised(session: Session, event_id: int) -> Sequence[tuple[int, int]]:
    """The event's tickets that were given anew, and their epochs."""
    rows = session.execute(select(Ticket.token_id, Ticket.epoch).where(Ticket.event_id == event_id, Ticket.epoch > 0))
    return rows.all()


def let_in(session: Session, list_id: int) -> Sequence[tuple[int, int]]:
    """Of each ticket that was let in on a list: its token id, and how many are inside with it."""
    rows = session.execute(
        select(Ticket.token_id, Admission.inside)
        .join(Ticket, Ticket.id == Admission.ticket_id)
        .where(Admission.list_id == list_id, Admission.entries > 0)
    )
    return rows.all()


def mirror(session: Session, event_id: int) -> dict[int, str]:
    """By tier the serials that doors were told are on the chain, as sets."""
    rows = session.execute(select(DoorMirror.tier, DoorMirror.minted).where(DoorMirror.event_id == event_id))
    return {row[0]: row[1] for row in rows}


def set_mirror(session: Session, event_id: int, minted: Mapping[int, str]) -> None:
    """Note what doors have been told of these tiers."""
    for tier, text in minted.items():
        session.merge(DoorMirror(event_id=event_id, tier=tier, minted=text))


@dataclass(frozen=True)
class HeadCount:
    """Of a list: tickets let in, people inside, entries that clash; and how many went in and out, by gate."""

    admitted: int
    inside: int
    clashes: int
    gates: Mapping[int, tuple[int, int]]


def head_count(session: Session, list_id: int) -> HeadCount:
    """The counts of a list, kept with every check-in; no table of tickets is read."""
    row = session.get(ListCount, list_id)
    by_gate = session.execute(
        select(GateCount.gate_id, GateCount.entered, GateCount.exited).where(GateCount.list_id == list_id)
    )
    gates = {gate_id: (entered, exited) for gate_id, entered, exited in by_gate}
    return HeadCount(row.admitted, row.inside, row.clashes, gates) if row else HeadCount(0, 0, 0, gates)


def gate_names(session: Session, event_id: int) -> Sequence[tuple[int, str]]:
    """The event's gates with their names."""
    rows = session.execute(select(Gate.id, Gate.name).where(Gate.event_id == event_id).order_by(Gate.id))
    return [(row[0], row[1]) for row in rows]


def valid_tickets(session: Session, event_id: int) -> int:
    """How many tickets were issued and not revoked, without reading all of them.

    Serials are given out in order: the box office's from 0 up to `next_serial`, the chain's own from `box_office` on.
    """
    issued = 0
    for number, box_office, supply, following in session.execute(
        select(Tier.number, Tier.box_office, Tier.supply, Tier.next_serial).where(Tier.event_id == event_id)
    ):
        issued += following
        if box_office < supply:
            ids = Ticket.token_id.between(number << 32 | box_office, number << 32 | supply)
            highest = session.scalar(select(func.max(Ticket.token_id)).where(Ticket.event_id == event_id, ids))
            issued += 0 if highest is None else serial_of(highest) + 1 - box_office
    revoked = session.scalar(
        select(func.count()).select_from(Ticket).where(Ticket.event_id == event_id, Ticket.revoked_at.is_not(None))
    )
    return issued - (revoked or 0)


def revoked_devices(session: Session, device_ids: Sequence[int]) -> set[int]:
    """Those of these devices that were locked out."""
    return set(session.scalars(select(Device.id).where(Device.id.in_(device_ids), Device.revoked_at.is_not(None))))


def tiers_of(session: Session, event_id: int) -> Sequence[Tier]:
    return session.scalars(select(Tier).where(Tier.event_id == event_id).order_by(Tier.number)).all()


def event_ids(session: Session) -> Sequence[int]:
    return session.scalars(select(Event.id).order_by(Event.id)).all()


def split(run: TokenRun) -> tuple[int, tuple[int, int]]:
    """A run of token ids as its tier and the run of its serials; ids of two tiers never touch (a tier has 2^32)."""
    return tier_of(run[0]), (serial_of(run[0]), serial_of(run[1]))
