"""What the collectives feature takes and gives."""

from dataclasses import dataclass
from datetime import datetime

from backend.chain.errors import RevertReason
from backend.features.looks import Palette, Style
from backend.features.progress import ChainProgress


@dataclass(frozen=True)
class NewCollective:
    """What somebody wants to found. Names are at most 64 bytes of UTF-8, symbols 2 to 11 of A-Z and 0-9."""

    name: str
    symbol: str
    style: Style = Style.DADA
    palette: Palette = Palette.SIGNAL


@dataclass(frozen=True)
class CollectiveSummary:
    """A collective in a list."""

    id: int
    slug: str
    name: str
    symbol: str
    palette: str
    member_count: int
    event_count: int


@dataclass(frozen=True)
class EventSummary:
    """An event in a collective's list."""

    slug: str
    name: str
    venue: str
    starts_at: datetime
    zone: str
    ticket_count: int
    admitted_count: int


@dataclass(frozen=True)
class CollectivePage:
    """A collective with what its organiser wants to see at a glance.

    `member_count` counts memberships given; `members` tells how far they are on the chain. `chain_failure` names the
    contract's error when the collective could not be founded there.
    """

    id: int
    slug: str
    name: str
    symbol: str
    palette: str
    ref: str
    founded_on_chain: bool
    member_count: int
    members: ChainProgress
    events: tuple[EventSummary, ...]
    chain_failure: RevertReason | None = None
