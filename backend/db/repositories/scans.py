"""What a group of scans needs to be decided, in few statements, and what they leave behind."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BindParameter, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session

from backend.db.models.collectives import Collective, IssuerKey
from backend.db.models.door import Admission, Device, GateCount, ListCount, Scan
from backend.db.models.events import CheckinList, Event, Gate, GateTier, Tier
from backend.db.models.projections import ChainCollective, ChainEvent, ChainToken
from backend.db.models.tickets import Person, Ticket
from backend.db.session import dialect_of


@dataclass(frozen=True)
class GateHere:
    name: str
    tiers: frozenset[int]


@dataclass(frozen=True)
class Scene:
    """An event as a door needs it. `keys` are the collective's issuer keys, `trusted` those that are not retired."""

    event_id: int
    ref: str
    starts_at: datetime
    ends_at: datetime
    names_at_door: bool
    contract: str | None
    cancelled: bool
    gates: Mapping[int, GateHere]
    reentry: Mapping[int, str]
    tiers: Mapping[int, str]
    paper: frozenset[int]
    keys: frozenset[str]
    trusted: frozenset[str]


class DeviceHere(NamedTuple):
    id: int
    event_id: int
    gate_id: int
    list_id: int
    role: str
    revoked_at: datetime | None


class KeptScan(NamedTuple):
    id: UUID
    event_id: int
    list_id: int
    gate_id: int
    device_id: int | None
    ticket_id: int | None
    kind: str
    direction: str
    at: datetime
    override: str | None
    shown: str | None
    answer: dict[str, Any]


class TicketHere(NamedTuple):
    """A ticket; `minted` is null while the chain does not have it."""

    id: int
    token_id: int
    epoch: int
    revoked_at: datetime | None
    blocked_at: datetime | None
    note: str | None
    person: str | None
    minted: int | None


class PassageRow(NamedTuple):
    """A scan that counts, or (`undoes`) the undoing of one."""

    id: UUID
    ticket_id: int | None
    list_id: int
    gate_id: int
    direction: str
    at: datetime
    let_in: bool
    override: str | None
    undoes: UUID | None


# Built once: in a busy minute putting these together takes longer than the database takes to do them.
def _any_of(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


_EVENT = (
    select(
        Event.ref,
        Event.starts_at,
        Event.ends_at,
        Event.names_at_door,
        Event.collective_id,
        ChainEvent.tickets,
        ChainEvent.cancelled_block,
    )
    .join(Collective, Collective.id == Event.collective_id)
    # Under its own collective's AccessManager, not a stranger's with the same reference.
    .outerjoin(
        ChainCollective, (ChainCollective.ref == Collective.ref) & (ChainCollective.creator == Collective.founder)
    )
    .outerjoin(ChainEvent, (ChainEvent.access == ChainCollective.access) & (ChainEvent.ref == Event.ref))
    .where(Event.id == bindparam("event"))
    .order_by(ChainEvent.tickets.is_(None))
    .limit(1)
)
_TIERS = select(Tier.id, Tier.number, Tier.name, Tier.paper).where(Tier.event_id == bindparam("event"))
_KEYS = select(IssuerKey.kid, IssuerKey.retired_at).where(IssuerKey.collective_id == bindparam("collective"))
_LISTS = select(CheckinList.id, CheckinList.reentry).where(CheckinList.event_id == bindparam("event"))
_GATES = (
    select(Gate.id, Gate.name, GateTier.tier_id)
    .outerjoin(GateTier, GateTier.gate_id == Gate.id)
    .where(Gate.event_id == bindparam("event"))
)
_DEVICES = select(Device.id, Device.event_id, Device.gate_id, Device.list_id, Device.role, Device.revoked_at).where(
    Device.id.in_(_any_of("ids"))
)
_KEPT = select(
    Scan.id,
    Scan.event_id,
    Scan.list_id,
    Scan.gate_id,
    Scan.device_id,
    Scan.ticket_id,
    Scan.kind,
    Scan.direction,
    Scan.at,
    Scan.override,
    Scan.shown,
    Scan.answer,
).where(Scan.id.in_(_any_of("ids")))
_TICKETS = (
    select(
        Ticket.id,
        Ticket.token_id,
        Ticket.epoch,
        Ticket.revoked_at,
        Ticket.blocked_at,
        Ticket.note,
        Person.name,
        ChainToken.minted_block,
    )
    .outerjoin(Person, Person.id == Ticket.person_id)
    .outerjoin(ChainToken, (ChainToken.contract == bindparam("contract")) & (ChainToken.token_id == Ticket.token_id))
    .where(Ticket.event_id == bindparam("event"))
)
_TICKETS_BY_TOKEN = _TICKETS.where(Ticket.token_id.in_(_any_of("ids")))
_TICKETS_BY_ID = _TICKETS.where(Ticket.id.in_(_any_of("ids")))
_PASSAGES = select(
    Scan.id,
    Scan.ticket_id,
    Scan.list_id,
    Scan.gate_id,
    Scan.direction,
    Scan.at,
    Scan.let_in,
    Scan.override,
    Scan.undoes,
).where(Scan.ticket_id.in_(_any_of("ids")), or_(Scan.let_in, Scan.undoes.is_not(None)))


def scene(session: Session, event_id: int) -> Scene:
    """The event with all that is the same for each of its scans."""
    here = {"event": event_id}
    event = session.execute(_EVENT, here).one()
    tiers = session.execute(_TIERS, here).all()
    lists = session.execute(_LISTS, here).all()
    keys = session.execute(_KEYS, {"collective": event.collective_id}).all()
    return Scene(
        event_id=event_id,
        ref=event.ref,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        names_at_door=event.names_at_door,
        contract=event.tickets,
        cancelled=event.cancelled_block is not None,
        gates=_gates(session, event_id, {row.id: row.number for row in tiers}),
        reentry={row.id: row.reentry for row in lists},
        tiers={row.number: row.name for row in tiers},
        paper=frozenset(row.number for row in tiers if row.paper),
        keys=frozenset(row.kid for row in keys),
        trusted=frozenset(row.kid for row in keys if row.retired_at is None),
    )


def _gates(session: Session, event_id: int, numbers: Mapping[int, int]) -> dict[int, GateHere]:
    let_in: dict[int, set[int]] = defaultdict(set)
    names: dict[int, str] = {}
    for gate_id, name, tier_id in session.execute(_GATES, {"event": event_id}):
        names[gate_id] = name
        if tier_id in numbers:
            let_in[gate_id].add(numbers[tier_id])
    return {gate_id: GateHere(name, frozenset(let_in[gate_id])) for gate_id, name in names.items()}


def devices(session: Session, ids: Iterable[int]) -> dict[int, DeviceHere]:
    return {row.id: DeviceHere._make(row) for row in session.execute(_DEVICES, {"ids": list(ids)})}


def kept(session: Session, ids: Iterable[UUID]) -> dict[UUID, KeptScan]:
    """Those of these scans that are here already."""
    return {row.id: KeptScan._make(row) for row in session.execute(_KEPT, {"ids": list(ids)})}


def tickets(
    session: Session, event_id: int, *, contract: str | None, token_ids: Iterable[int], ids: Iterable[int]
) -> list[TicketHere]:
    """The event's tickets with these token ids or row ids, each once, and what the chain says of them."""
    here = {"event": event_id, "contract": contract or ""}
    found: dict[int, TicketHere] = {}
    for statement, wanted in ((_TICKETS_BY_TOKEN, list(token_ids)), (_TICKETS_BY_ID, list(ids))):
        if wanted:
            rows = session.execute(statement, {**here, "ids": wanted})
            found |= {row.id: TicketHere._make(row) for row in rows}
    return list(found.values())


def passages(session: Session, ticket_ids: Iterable[int]) -> list[PassageRow]:
    """Every scan of these tickets, on any list, that let somebody through or undid one."""
    return [PassageRow._make(row) for row in session.execute(_PASSAGES, {"ids": list(ticket_ids)})]


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep scans; an id that exists is an IntegrityError."""
    dialect_of(session).insert_all(session, Scan.table(), rows)


def note_shown(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add what the device had shown (`shown`, and `let_in` that follows from it) to the scans with these ids (`scan`)."""
    table = Scan.table()
    session.execute(
        update(table)
        .where(table.c.id == bindparam("scan"))
        .values(shown=bindparam("was_shown"), let_in=bindparam("went_in")),
        list(rows),
    )


def put_admissions(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write who is in, each ticket once a list; what was settled of an admission that is there stays."""
    dialect_of(session).replace(session, Admission.table(), rows, keys=("ticket_id", "list_id"))


def drop_admissions(session: Session, keys: Sequence[tuple[int, int]]) -> None:
    """Forget the admissions of these tickets on these lists: nobody was let in after all."""
    table = Admission.table()
    session.execute(
        delete(table).where(table.c.ticket_id == bindparam("ticket"), table.c.list_id == bindparam("list")),
        [{"ticket": ticket, "list": list_id} for ticket, list_id in keys],
    )


def count_gates(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add `entered` and `exited` to the counts of gates on lists."""
    dialect_of(session).add_up(session, GateCount.table(), rows, keys=("list_id", "gate_id"))


def count_lists(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add `admitted`, `inside` and `clashes` to the counts of lists."""
    dialect_of(session).add_up(session, ListCount.table(), rows, keys=("list_id",))
