"""What the door is told of one ticket: a note, and whether it is kept out."""

from collections.abc import Callable
from dataclasses import replace

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from backend.core.errors import Invalid
from backend.db.models.events import Event
from backend.db.models.tickets import Ticket
from backend.features.events import service as events
from backend.features.tickets import door
from backend.features.tickets import service as tickets
from backend.web.deps import GivenOrganiser, GivenPosted, OrganiserVisit, PostedVisit, text_of
from backend.web.pages.events import organised_event
from backend.web.render import page

router = APIRouter(include_in_schema=False)


@router.get("/c/{slug}/e/{event_slug}/tickets/{ticket_id}/door")
def ticket_door_page(visit: GivenOrganiser, slug: str, event_slug: str, ticket_id: int) -> Response:
    """The note, and the button that blocks or unblocks."""
    return _page(visit, slug, event_slug, ticket_id)


def _page(
    visit: OrganiserVisit, slug: str, event_slug: str, ticket_id: int, *, wrong: Invalid | None = None, typed: str = ""
) -> Response:
    base = f"/c/{slug}/e/{event_slug}"
    with visit.parts.db.read() as session:
        collective, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        shown = events.page(session, collective, event)
        row = tickets.row(session, visit.parts, event, tickets.of_event(session, event, ticket_id))
    return page(
        replace(visit.reader, here=f"{base}/tickets/{ticket_id}/door"),
        "ticket_door.html",
        status=wrong.status if wrong else 200,
        event=shown,
        ticket=row,
        note=typed if wrong else row.note or "",
        problems={"note": visit.reader.texts.error(wrong)} if wrong else {},
        limit=door.NOTE_LENGTH,
        base=base,
        palette=shown.palette,
    )


@router.post("/c/{slug}/e/{event_slug}/tickets/{ticket_id}/door/note")
def note(visit: GivenPosted, slug: str, event_slug: str, ticket_id: int) -> Response:
    """Keep the note, and go back to the list."""
    typed = text_of(visit.form, "note")
    try:
        _change(visit, slug, event_slug, ticket_id, lambda session, _, ticket: door.set_note(session, ticket, typed))
    except Invalid as error:
        return _page(visit, slug, event_slug, ticket_id, wrong=error, typed=typed)
    return RedirectResponse(f"/c/{slug}/e/{event_slug}/tickets", status_code=303)


@router.post("/c/{slug}/e/{event_slug}/tickets/{ticket_id}/door/block")
def block(visit: GivenPosted, slug: str, event_slug: str, ticket_id: int) -> Response:
    """Keep the ticket out."""
    _change(visit, slug, event_slug, ticket_id, lambda s, event, ticket: door.block(s, visit.parts, event, ticket))
    return _back(slug, event_slug, ticket_id)


@router.post("/c/{slug}/e/{event_slug}/tickets/{ticket_id}/door/unblock")
def unblock(visit: GivenPosted, slug: str, event_slug: str, ticket_id: int) -> Response:
    """Let the ticket in again."""
    _change(visit, slug, event_slug, ticket_id, lambda s, event, ticket: door.unblock(s, visit.parts, event, ticket))
    return _back(slug, event_slug, ticket_id)


def _back(slug: str, event_slug: str, ticket_id: int) -> Response:
    # To the same page: there the step can be taken back.
    return RedirectResponse(f"/c/{slug}/e/{event_slug}/tickets/{ticket_id}/door", status_code=303)


def _change(
    visit: PostedVisit, slug: str, event_slug: str, ticket_id: int, change: Callable[[Session, Event, Ticket], object]
) -> None:
    with visit.parts.db.write() as session:
        _, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        change(session, event, tickets.of_event(session, event, ticket_id))
