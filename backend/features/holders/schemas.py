"""What the holders feature gives."""

from dataclasses import dataclass
from datetime import datetime

from backend.features.tickets.schemas import TicketPage


@dataclass(frozen=True)
class HeldTicket:
    """A ticket as its holder's phone sees it. `bound_to` is the id of the phone's key that has it now, 16 hex digits.

    paper  its static pass opens a door as long as no phone has it
    over   its pass is past its expiry: nothing opens a door any more
    """

    page: TicketPage
    event_ref: str
    tier: int
    epoch: int
    bound_to: str | None
    paper: bool
    over: bool
    now: datetime


@dataclass(frozen=True)
class BoundPass:
    """The issuer pass that names the phone's key, and the ticket with it."""

    code: str
    ticket: HeldTicket
