"""Finding a ticket at the door whose code cannot be read: by its number, its note, or a name where names are allowed."""

import re
from typing import Any

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.errors import Forbidden
from backend.core.text import clean_line
from backend.core.token_ids import serial_of, spoken, tier_of, token_id
from backend.db.repositories import door_lookup, doors, events
from backend.db.repositories.door_lookup import FoundTicket
from backend.features.devices.schemas import DeviceIdentity, DeviceRole

MOST = 20
# One letter would be a list of everybody.
_FEWEST_LETTERS = 2
_NUMBER = re.compile(r"(?:([0-9]{1,6})\s*[-–]\s*)?0*([1-9][0-9]{0,8})")


def require_supervisor(device: DeviceIdentity) -> None:
    """Raises Forbidden `supervisor_needed` unless a supervisor holds this device."""
    if device.role is not DeviceRole.SUPERVISOR:
        raise Forbidden("supervisor_needed")


def search(session: Session, device: DeviceIdentity, query: str) -> list[dict[str, Any]]:
    """The first MOST tickets that `query` means, as the interface spells them. Raises Forbidden `supervisor_needed`."""
    require_supervisor(device)
    words, names = clean_line(query), events.by_id(session, device.event_id).names_at_door
    found = door_lookup.search(
        session,
        device.event_id,
        list_id=device.list_id,
        token_ids=_numbered(session, device.event_id, words),
        words=words if len(words) >= _FEWEST_LETTERS else "",
        names=names,
        limit=MOST,
    )
    return [_spelled(ticket, names=names) for ticket in found]


def _numbered(session: Session, event_id: int, words: str) -> list[int]:
    """The token ids a number can mean: of every tier, unless it says which (`1-0042`)."""
    said = _NUMBER.fullmatch(words)
    if not said:
        return []
    tiers = [int(said[1])] if said[1] else [tier.number for tier in doors.tiers_of(session, event_id)]
    return [token_id(tier, int(said[2]) - 1) for tier in tiers]


def _spelled(ticket: FoundTicket, *, names: bool) -> dict[str, Any]:
    return {
        "tier": {"number": tier_of(ticket.token_id), "name": ticket.tier_name},
        "serial": serial_of(ticket.token_id),
        "number": spoken(ticket.token_id),
        "state": _state(ticket),
        "entries": ticket.entries or 0,
        "inside": ticket.inside or 0,
        "clashes": ticket.clashes or 0,
        "first": {"at": iso(ticket.first_at), "gate": ticket.first_gate} if ticket.first_at else None,
        "note": ticket.note,
        "name": ticket.person if names else None,
    }


def _state(ticket: FoundTicket) -> str:
    if ticket.revoked_at:
        return "revoked"
    if ticket.blocked_at:
        return "blocked"
    if ticket.inside:
        return "inside"
    return "admitted" if ticket.entries else "expected"
