"""What the members feature takes and gives."""

from dataclasses import dataclass
from datetime import datetime

from backend.chain.errors import RevertReason
from backend.features.progress import ChainState


@dataclass(frozen=True)
class MemberRow:
    """A member in the organiser's list. `link_token` opens `/m/<link_token>`."""

    number: int
    name: str | None
    email: str | None
    state: ChainState
    failure: RevertReason | None
    link_token: str


@dataclass(frozen=True)
class MemberPage:
    """A membership as the member sees it."""

    number: int
    collective_name: str
    palette: str
    symbol: str
    since: datetime
    state: ChainState
    failure: RevertReason | None
    contract: str | None
    held_by_collective: bool
