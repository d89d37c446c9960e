"""What the collectives feature takes and gives."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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


class KeyState(StrEnum):
    """What an issuer key does: sign new passes; only be trusted, for the passes it signed before; nothing any more."""

    SIGNING = "signing"
    TRUSTED = "trusted"
    RETIRED = "retired"


@dataclass(frozen=True)
class IssuerKeyRow:
    """An issuer key in its collective's list. Who is None for the command line and for the first key.

    `open_tickets` is how many tickets that can still come in may be printed or saved with a code of this key: all that
    existed while it signed. Nobody knows who printed. 0 for a retired one.
    """

    kid: str
    state: KeyState
    created_at: datetime
    created_by: str | None
    retired_at: datetime | None
    retired_by: str | None
    open_tickets: int


@dataclass(frozen=True)
class DoorKey:
    """A key whose passes a door takes: its id (16 hex digits) and its 32 raw bytes."""

    kid: str
    public_key: bytes


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
