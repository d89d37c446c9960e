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


class DeviceClock(StrEnum):
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


@dataclass(frozen=True, slots=True)
class TicketRef:
    """A ticket by its number instead of its code. `serial` counts from 0, as in the state and the feed."""

    tier: int
    serial: int


@dataclass(frozen=True, slots=True)
class ScanFact:
    """A scan as the device reports it. `id` is the device's own and makes the report repeatable.

    `code` is what was read; a supervisor may name the `ticket` instead. `shown` is what the device told the person before it
    had an answer, None while the person waits for one. `override` is why a supervisor lets somebody in all the same.
    """

    id: UUID
    code: str
    scanned_at: datetime
    source: Source
    ticket: TicketRef | None = None
    direction: Direction = Direction.ENTRY
    synced_at: datetime | None = None
    clock: DeviceClock = DeviceClock.MONOTONIC
    shown: Outcome | None = None
    override: str | None = None


@dataclass(frozen=True, slots=True)
class UndoFact:
    """A supervisor's word that a scan shall not count."""

    id: UUID
    undoes: UUID
    reason: str
    scanned_at: datetime
    source: Source
    synced_at: datetime | None = None
    clock: DeviceClock = DeviceClock.MONOTONIC


Fact = ScanFact | UndoFact


@dataclass(frozen=True, slots=True)
class FirstAdmission:
    """When and where a ticket was let in."""

    at: datetime
    gate: str


@dataclass(frozen=True, slots=True)
class Tier:
    number: int
    name: str


@dataclass(frozen=True, slots=True)
class ScanAnswer:
    """What the door shows. The same scan id is always answered with the same words.

    Only `note` and `name` are looked up anew each time: they stand with ticket and person and nowhere else. `serial` counts
    from 1, as people say it. `first` is the first entry there was before this scan. `clash`: somebody went in though the
    re-entry rule did not allow it, as it was when the scan came in.
    """

    id: UUID
    outcome: Outcome
    reason: Reason | None
    tier: Tier | None
    serial: int | None
    medium: Medium | None
    gate: str
    decided_at: datetime
    first: FirstAdmission | None
    direction: Direction
    at: datetime
    time_mark: TimeMark | None
    clash: bool
    let_in: bool
    note: str | None = None
    name: str | None = None
