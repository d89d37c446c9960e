"""What the tickets feature takes and gives."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
    paper     its tier may be printed; there is a `code` then, unless a phone has the ticket or it is revoked
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
    code: str | None
    paper: bool


class PaperSize(StrEnum):
    """What a ticket is set for: a sheet to print and fold, or the screen of a phone."""

    A4 = "a4"
    PHONE = "phone"


@dataclass(frozen=True)
class PaperTicket:
    """What goes onto paper: the ticket, the doors that let it in, and the chain's SVG if there is one already."""

    ticket: TicketPage
    code: str
    gates: tuple[str, ...]
    picture: bytes | None
