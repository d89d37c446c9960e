"""What the events feature takes and gives."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from backend.chain.errors import RevertReason
from backend.features.checkin.schemas import Reentry
from backend.features.looks import Style
from backend.features.progress import ChainProgress


class TransferPolicy(StrEnum):
    """Whether a ticket may be passed on before the event is over; afterwards every ticket moves freely."""

    FREE = "free"
    FACE_VALUE = "face_value"
    LOCKED = "locked"


@dataclass(frozen=True)
class NewTier:
    """A kind of ticket: name (at most 32 bytes of UTF-8) and how many there can ever be."""

    name: str
    supply: int


@dataclass(frozen=True)
class NewGate:
    """A door and the numbers (from 1, in the order of the tiers) of the tiers it lets in."""

    name: str
    tiers: tuple[int, ...]


@dataclass(frozen=True)
class NewList:
    """A list that scans count on, and whether a ticket that was let in on it may come again."""

    name: str
    reentry: Reentry = Reentry.NEVER


@dataclass(frozen=True)
class NewEvent:
    """What an organiser announces. Times are aware; `zone` is an IANA name; no `style` is the collective's."""

    name: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    policy: TransferPolicy
    tiers: tuple[NewTier, ...]
    gates: tuple[NewGate, ...]
    style: Style | None = None


@dataclass(frozen=True)
class TierView:
    """A kind of ticket. `paper`: its static pass opens a door."""

    number: int
    name: str
    supply: int
    issued: int
    paper: bool


@dataclass(frozen=True)
class GateView:
    """A gate, and how many went in and out through it on the entrance's list."""

    id: int
    name: str
    tiers: tuple[int, ...]
    entered: int
    exited: int


@dataclass(frozen=True)
class ListView:
    id: int
    name: str
    entrance: bool
    reentry: Reentry


@dataclass(frozen=True)
class EventPage:
    """An event with everything its organiser works with.

    `contract` is empty until the chain has it; `chain_failure` names the contract's error when it could not be made.
    """

    id: int
    ref: str
    slug: str
    collective_slug: str
    collective_name: str
    palette: str
    name: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    policy: TransferPolicy
    contract: str | None
    tiers: tuple[TierView, ...]
    gates: tuple[GateView, ...]
    lists: tuple[ListView, ...]
    names_at_door: bool
    tickets: ChainProgress
    inside: int
    settled: int
    cancelled: bool = False
    chain_failure: RevertReason | None = None
