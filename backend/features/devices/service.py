"""Pairing phones at the door. A code works once; a token is scoped to one gate and stored hashed."""

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.errors import Conflict, Gone, Invalid, NotFound, Unauthenticated
from backend.core.ids import hash_token, new_token
from backend.core.text import clean_line
from backend.db.models.door import Device, PairingCode
from backend.db.models.events import Event
from backend.db.repositories import devices
from backend.features.devices.schemas import DeviceIdentity, DeviceRole, DeviceRow, DeviceTier, Pairing
from backend.features.parts import Parts

NAME_LENGTH = 60


def start_pairing(
    session: Session, parts: Parts, event: Event, *, gate_id: int, role: DeviceRole, list_id: int | None = None
) -> Pairing:
    """A fresh one-time code for a gate, on the entrance's list unless another is chosen.

    Raises NotFound `gate_unknown` or `list_unknown`.
    """
    gate = next((gate for gate in event.gates if gate.id == gate_id), None)
    if gate is None:
        raise NotFound("gate_unknown")
    lists = (found for found in event.lists if (found.entrance if list_id is None else found.id == list_id))
    on_list = next(lists, None)
    if on_list is None:
        raise NotFound("list_unknown")
    code = new_token()
    expires_at = parts.clock.now() + parts.settings.pairing_lifetime
    devices.add_pairing_code(
        session,
        PairingCode(
            event_id=event.id,
            gate_id=gate.id,
            list_id=on_list.id,
            role=role.value,
            code_hash=hash_token(code),
            expires_at=expires_at,
        ),
    )
    # In the fragment: browsers do not send it, so it stands in no log.
    return Pairing(
        code=code,
        url=f"{parts.settings.base_url}/door/#pair={code}",
        gate_name=gate.name,
        list_name=on_list.name,
        role=role,
        expires_at=expires_at,
    )


def pair(session: Session, parts: Parts, *, code: str, name: str) -> tuple[str, DeviceIdentity]:
    """Turn a code into a device; returns its token, which is shown this once, and who it is.

    Raises NotFound `pairing_code_unknown`, Conflict `pairing_code_used`, Gone `pairing_code_expired`, Invalid
    `device_name_missing` or `device_name_too_long`.
    """
    now = parts.clock.now()
    tidy = clean_line(name)
    if not tidy:
        raise Invalid("device_name_missing")
    if len(tidy) > NAME_LENGTH:
        raise Invalid("device_name_too_long", most=NAME_LENGTH)
    found = devices.pairing_code(session, hash_token(code))
    if found is None:
        raise NotFound("pairing_code_unknown")
    if found.used_at is not None:
        raise Conflict("pairing_code_used")
    if found.expires_at <= now:
        raise Gone("pairing_code_expired")
    if not devices.use_pairing_code(session, found.id, now=now):
        raise Conflict("pairing_code_used")
    token = new_token()
    device = devices.add(
        session,
        Device(
            event_id=found.event_id,
            gate_id=found.gate_id,
            list_id=found.list_id,
            name=tidy,
            role=found.role,
            token_hash=hash_token(token),
            paired_at=now,
        ),
    )
    return token, _identity(session, device)


def identify(session: Session, token: str | None) -> DeviceIdentity:
    """Who a bearer token belongs to. Raises Unauthenticated `device_unknown` or `device_revoked`."""
    device = devices.by_token(session, hash_token(token)) if token else None
    if device is None:
        raise Unauthenticated("device_unknown")
    if device.revoked_at is not None:
        raise Unauthenticated("device_revoked", at=iso(device.revoked_at))
    return _identity(session, device)


def _identity(session: Session, device: Device) -> DeviceIdentity:
    collective, event, gate, checkin_list = devices.surroundings(session, device)
    return DeviceIdentity(
        id=device.id,
        name=device.name,
        role=DeviceRole(device.role),
        collective_name=collective.name,
        event_id=event.id,
        event_ref=event.ref,
        event_name=event.name,
        venue=event.venue,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        gate_id=gate.id,
        gate_name=gate.name,
        gate_tiers=tuple(DeviceTier(tier.number, tier.name) for tier in gate.tiers),
        list_id=checkin_list.id,
        list_name=checkin_list.name,
    )


def listing(session: Session, event: Event) -> tuple[DeviceRow, ...]:
    """The event's devices, the youngest first."""
    lists = {found.id: found for found in event.lists}
    return tuple(
        DeviceRow(
            id=device.id,
            name=device.name,
            gate_name=gate.name,
            list_name=lists[device.list_id].name,
            entrance=lists[device.list_id].entrance,
            role=DeviceRole(device.role),
            paired_at=device.paired_at,
            revoked_at=device.revoked_at,
        )
        for device, gate in devices.of_event(session, event.id)
    )


def revoke(session: Session, parts: Parts, event: Event, device_id: int) -> None:
    """Take a device's access away at once. Raises NotFound `device_not_here`, Conflict `device_revoked_already`."""
    device = devices.by_id(session, device_id)
    if device is None or device.event_id != event.id:
        raise NotFound("device_not_here")
    if not devices.revoke(session, device.id, now=parts.clock.now()):
        raise Conflict("device_revoked_already")


def unpair(session: Session, parts: Parts, device_id: int) -> None:
    """The device gives its own access back; doing so twice changes nothing."""
    devices.revoke(session, device_id, now=parts.clock.now())
