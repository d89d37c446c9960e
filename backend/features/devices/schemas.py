"""What the devices feature takes and gives."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class DeviceRole(StrEnum):
    STEWARD = "steward"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class Pairing:
    """A fresh one-time code and the link that carries it in its fragment."""

    code: str
    url: str
    gate_name: str
    list_name: str
    role: DeviceRole
    expires_at: datetime


@dataclass(frozen=True)
class DeviceRow:
    """A paired device in the organiser's list. `entrance`: it counts on the entrance's list."""

    id: int
    name: str
    gate_name: str
    list_name: str
    entrance: bool
    role: DeviceRole
    paired_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class DeviceTier:
    number: int
    name: str


@dataclass(frozen=True)
class DeviceIdentity:
    """Who a device is and what it may do: one event, one gate, one list."""

    id: int
    name: str
    role: DeviceRole
    collective_name: str
    event_id: int
    event_ref: str
    event_name: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    gate_id: int
    gate_name: str
    gate_tiers: tuple[DeviceTier, ...]
    list_id: int
    list_name: str
