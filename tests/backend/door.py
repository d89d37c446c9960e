"""A door in the tests: scans at a gate, decided and kept as a device's would be."""

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from backend.db.models.door import Device
from backend.db.models.events import Event
from backend.features.checkin.edge import redeem_durably
from backend.features.checkin.schemas import ScanAnswer, ScanRequest, Source
from backend.features.checkin.service import Place
from tests.backend.conftest import NOW, World

MAIN, YARD = 0, 1


def place(event: Event, gate: int = MAIN, device_id: int | None = None) -> Place:
    """The gate with this number, on the entrance list."""
    found = event.gates[gate]
    return Place(
        event=event,
        gate_id=found.id,
        gate_name=found.name,
        tiers=frozenset(tier.number for tier in found.tiers),
        list_id=event.lists[0].id,
        device_id=device_id,
    )


def scan(
    world: World, code: str, *, gate: int = MAIN, scan_id: UUID | None = None, device_id: int | None = None
) -> ScanAnswer:
    """Scan a code; the committed answer."""

    def where(session: Session) -> Place:
        return place(world.event(session), gate, device_id)

    request = ScanRequest(id=scan_id or uuid4(), code=code, scanned_at=NOW, source=Source.CAMERA)
    return redeem_durably(world.parts, where, request)


def device(world: World, name: str = "Telefon", gate: int = MAIN) -> int:
    """A paired device; its id."""
    with world.parts.db.write() as session:
        event = world.event(session)
        row = Device(
            event_id=event.id,
            gate_id=event.gates[gate].id,
            list_id=event.lists[0].id,
            name=name,
            role="steward",
            token_hash=name,
            paired_at=NOW,
        )
        session.add(row)
        session.flush()
        return row.id
