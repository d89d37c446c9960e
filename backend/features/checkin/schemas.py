"""What the door asks and is told."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Outcome(StrEnum):
    ADMITTED = "admitted"
    EXITED = "exited"
    REFUSED = "refused"
    UNDONE = "undone"

    @property
    def lets_through(self) -> bool:
        """Whether somebody goes through the gate, in or out."""
        return self in (Outcome.ADMITTED, Outcome.EXITED)


class Direction(StrEnum):
    ENTRY = "entry"
    EXIT = "exit"


class Reentry(StrEnum):
    """Whether a ticket that was let in on a list may come again."""

    NEVER = "never"
    AFTER_EXIT = "after_exit"
    ANY = "any"


class Clock(StrEnum):
    """What a device counted on from its last sync with: a clock nobody can set, or its wall clock after a reload."""

    MONOTONIC = "monotonic"
    WALL = "wall"


class TimeMark(StrEnum):
    """What is doubtful about the time of a scan."""

    FUTURE = "future"
    BEFORE_SYNC = "before_sync"
    WALL = "wall"


class Reason(StrEnum):
    """Why somebody is not let in; pretix's words where they exist."""

    NOT_A_TICKET = "not_a_ticket"
    INVALID = "invalid"
    WRONG_EVENT = "wrong_event"
    TIER = "tier"
    ALREADY_REDEEMED = "already_redeemed"
    REVOKED = "revoked"
    CANCELED = "canceled"
    UNPAID = "unpaid"
    STALE = "stale"
    INVALID_TIME = "invalid_time"
    BLOCKED = "blocked"
    PAPER = "paper"
    NOT_MINTED = "not_minted"


class Source(StrEnum):
    """How the code came in."""

    CAMERA = "camera"
    KEYBOARD = "keyboard"
    WEDGE = "wedge"
    CLI = "cli"


class Medium(StrEnum):
    """What was shown: a static pass (paper, or its picture) or a phone's fresh proof."""

    PAPER = "paper"
    PHONE = "phone"


@dataclass(frozen=True)
class ScanRequest:
    """A scan as the device reports it. `id` is the device's own and makes the report repeatable."""

    id: UUID
    code: str
    scanned_at: datetime
    source: Source


@dataclass(frozen=True)
class FirstAdmission:
    """When and where a ticket was let in."""

    at: datetime
    gate: str


@dataclass(frozen=True)
class Tier:
    number: int
    name: str


@dataclass(frozen=True)
class ScanAnswer:
    """What the door shows. The same scan id is always answered with the same words."""

    id: UUID
    outcome: Outcome
    reason: Reason | None
    tier: Tier | None
    serial: int | None
    medium: Medium | None
    gate: str
    decided_at: datetime
    first: FirstAdmission | None
