"""What doors are told of one ticket: that it is kept out for now, and a note for the steward."""

from sqlalchemy.orm import Session

from backend.core.errors import Conflict, Invalid
from backend.core.text import clean_line
from backend.db.models.events import Event
from backend.db.models.tickets import Ticket
from backend.db.repositories import tickets
from backend.features.checkin import feed
from backend.features.door import tell
from backend.features.parts import Parts

NOTE_LENGTH = 200


def block(session: Session, parts: Parts, event: Event, ticket: Ticket) -> None:
    """Keep this ticket out until it is unblocked; the chain does not hear of it.

    Raises Conflict `ticket_blocked_already`, or `ticket_revoked_already` for one that is kept out for good.
    """
    if ticket.revoked_at is not None:
        raise Conflict("ticket_revoked_already")
    now = parts.clock.now()
    # Before the ticket, as scans take them.
    feed.lock(session, event.id)
    if not tickets.block(session, ticket.id, now=now):
        raise Conflict("ticket_blocked_already")
    tell.blocked(session, event.id, ticket.token_id, now=now)


def unblock(session: Session, parts: Parts, event: Event, ticket: Ticket) -> None:
    """Let this ticket in again. Raises Conflict `ticket_not_blocked`."""
    feed.lock(session, event.id)
    if not tickets.unblock(session, ticket.id):
        raise Conflict("ticket_not_blocked")
    tell.blocked(session, event.id, ticket.token_id, now=parts.clock.now(), lifted=True)


def tidy_note(text: str) -> str | None:
    """A note on one line; None when nothing is left. Raises Invalid `note_too_long`."""
    note = clean_line(text)
    if len(note) > NOTE_LENGTH:
        raise Invalid("note_too_long", most=NOTE_LENGTH)
    return note or None


def set_note(session: Session, ticket: Ticket, text: str) -> str | None:
    """Note something for the steward, or nothing; the note as it is kept. Raises Invalid `note_too_long`.

    Devices get it with the answer to a scan, never with their state: it may be about a person.
    """
    note = tidy_note(text)
    tickets.set_note(session, ticket.id, note)
    return note
