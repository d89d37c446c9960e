"""A door in the tests: scans at a gate, decided and kept as a device's would be."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from backend.db.models.door import Device
from backend.features.checkin.edge import keep_durably, redeem_durably
from backend.features.checkin.group import Place, Waiting
from backend.features.checkin.reading import PassReader
from backend.features.checkin.schemas import Fact, ScanAnswer, ScanFact, Source
from tests.backend.conftest import NOW, World

MAIN, YARD = 0, 1


def place(world: World, session: Session, gate: int = MAIN) -> tuple[int, Place]:
    """The event, and the gate with this number, on the entrance list."""
    event = world.event(session)
    return event.id, Place(gate_id=event.gates[gate].id, list_id=event.lists[0].id)


def scan(
    world: World, code: str, *, gate: int = MAIN, scan_id: UUID | None = None, device_id: int | None = None
) -> ScanAnswer:
    """Scan a code at a gate, or where the device is; the committed answer."""
    fact = ScanFact(id=scan_id or uuid4(), code=code, scanned_at=NOW, source=Source.CAMERA)
    if device_id is not None:
        return keep(world, device_id, fact)
    return redeem_durably(world.parts, lambda session: place(world, session, gate), fact)


def keep(world: World, device_id: int, fact: Fact) -> ScanAnswer:
    """A device's fact; the committed answer."""
    (answer,) = keep_all(world, device_id, [fact])
    if isinstance(answer, Exception):
        raise answer
    return answer


def keep_all(world: World, device_id: int, facts: list[Fact]) -> list[ScanAnswer | Exception]:
    """A device's facts in one group; what became of each."""
    reader = PassReader(world.parts.db)
    with world.parts.db.read() as session:
        event_id = world.event(session).id
    waiting = [
        Waiting(fact, device_id, reader.read(fact.code) if isinstance(fact, ScanFact) and not fact.ticket else None)
        for fact in facts
    ]
    return keep_durably(world.parts, event_id, waiting)


def device(world: World, name: str = "Telefon", gate: int = MAIN, role: str = "steward", on_list: int = 0) -> int:
    """A paired device; its id."""
    with world.parts.db.write() as session:
        event = world.event(session)
        row = Device(
            event_id=event.id,
            gate_id=event.gates[gate].id,
            list_id=event.lists[on_list].id,
            name=name,
            role=role,
            token_hash=name,
            paired_at=NOW,
        )
        session.add(row)
        session.flush()
        return row.id
