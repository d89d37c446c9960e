"""What the tickets feature takes and gives."""

from dataclasses import dataclass
from datetime import datetime

from backend.chain.errors import RevertReason
from backend.features.progress import ChainState


@dataclass(frozen=True)
class TicketRow:
    """A ticket in the organiser's list. `link_token` opens `/t/<link_token>`; `owner` holds it outside of the box office."""

    id: int
    number: str
    tier_name: str
    person_name: str | None
    person_email: str | None
    owner: str | None
    state: ChainState
    failure: RevertReason | None
    admitted_at: datetime | None
    revoked_at: datetime | None
    blocked_at: datetime | None
    note: str | None
    link_token: str


@dataclass(frozen=True)
class TicketPage:
    """A ticket as its holder sees it. `code` is the static pass, the text in the QR.

    on_phone  a phone has it, and shows codes of its own
    paper     the static pass opens a door; there is a `code` then, unless a phone has the ticket or it is revoked
    """

    number: str
    event_name: str
    venue: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    collective_name: str
    palette: str
    tier_name: str
    state: ChainState
    failure: RevertReason | None
    revoked_at: datetime | None
    event_cancelled: bool
    admitted_at: datetime | None
    admitted_gate: str | None
    used_on_chain: bool
    contract: str | None
    token_id: int
    owner: str | None
    held_by_box_office: bool
    on_phone: bool
    paper: bool
    code: str | None
