"""Paired devices and pairing codes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.db.bulk import changed
from backend.db.models.collectives import Collective
from backend.db.models.door import Device, PairingCode
from backend.db.models.events import CheckinList, Event, Gate
from backend.db.types import is_row_id


def add_pairing_code(session: Session, code: PairingCode) -> None:
    session.add(code)


def pairing_code(session: Session, code_hash: str) -> PairingCode | None:
    return session.scalar(select(PairingCode).where(PairingCode.code_hash == code_hash))


def use_pairing_code(session: Session, code_id: int, *, now: datetime) -> bool:
    """Mark a code as used; False when somebody else was faster."""
    result = session.execute(
        update(PairingCode).where(PairingCode.id == code_id, PairingCode.used_at.is_(None)).values(used_at=now)
    )
    return changed(result) == 1


def add(session: Session, device: Device) -> Device:
    session.add(device)
    session.flush()
    return device


def by_token(session: Session, token_hash: str) -> Device | None:
    return session.scalar(select(Device).where(Device.token_hash == token_hash))


def by_id(session: Session, device_id: int) -> Device | None:
    return session.get(Device, device_id) if is_row_id(device_id) else None


def of_event(session: Session, event_id: int) -> Sequence[tuple[Device, Gate]]:
    """The event's devices with their gates, the youngest first."""
    rows = session.execute(
        select(Device, Gate)
        .join(Gate, Gate.id == Device.gate_id)
        .where(Device.event_id == event_id)
        .order_by(Device.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def surroundings(session: Session, device: Device) -> tuple[Collective, Event, Gate, CheckinList]:
    """The collective, event, gate and list a device works for."""
    event = session.get_one(Event, device.event_id)
    return (
        session.get_one(Collective, event.collective_id),
        event,
        session.get_one(Gate, device.gate_id),
        session.get_one(CheckinList, device.list_id),
    )


def revoke(session: Session, device_id: int, *, now: datetime) -> bool:
    """Take a device's access away; False when it was gone already."""
    result = session.execute(
        update(Device).where(Device.id == device_id, Device.revoked_at.is_(None)).values(revoked_at=now)
    )
    return changed(result) == 1
