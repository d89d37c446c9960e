"""The organiser's list of tickets: finding, revoking, taking it along as a file."""

import io
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse

from backend.core.errors import Invalid
from backend.features.events import service as events
from backend.features.tickets import service as tickets
from backend.features.tickets.export import export_rows, write_csv
from backend.features.tickets.service import RevokeReason
from backend.web.deps import GivenOrganiser, GivenPosted, text_of
from backend.web.pages.events import organised_event
from backend.web.pages.paging import PAGE_SIZE, PageNumber, last_page
from backend.web.render import page
from backend.web.samples import csv_download

router = APIRouter(include_in_schema=False)
Search = Annotated[str, Query(alias="q", max_length=100)]


@router.get("/c/{slug}/e/{event_slug}/tickets")
def list_tickets(
    visit: GivenOrganiser, slug: str, event_slug: str, query: Search = "", number: PageNumber = 1
) -> Response:
    """Tickets in the order of issue, or those of the people who match."""
    words = query.strip()
    with visit.parts.db.read() as session:
        collective, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        shown = events.page(session, collective, event)
        found = tickets.listing(
            session, visit.parts, event, query=words, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE
        )
    return page(
        visit.reader,
        "tickets.html",
        event=shown,
        rows=found.rows,
        total=found.total,
        query=words,
        number=number,
        last=last_page(found.total),
        base=f"/c/{slug}/e/{event_slug}",
        palette=shown.palette,
    )


@router.get("/c/{slug}/e/{event_slug}/tickets.csv")
def export_tickets(visit: GivenOrganiser, slug: str, event_slug: str) -> Response:
    """All tickets with their links as CSV; times in UTC."""
    buffer = io.StringIO()
    with visit.parts.db.read() as session:
        _, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        # Semicolons: what spreadsheets in German expect.
        write_csv(buffer, export_rows(session, visit.parts, event), delimiter=";")
    return csv_download(buffer.getvalue(), f"{event_slug}-tickets.csv")


@router.get("/c/{slug}/e/{event_slug}/tickets/{ticket_id}/revoke")
def revoke_page(visit: GivenOrganiser, slug: str, event_slug: str, ticket_id: int) -> Response:
    """Ask before a ticket is revoked: there is no way back."""
    with visit.parts.db.read() as session:
        _, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        shown = tickets.page(session, visit.parts, tickets.of_event(session, event, ticket_id))
    return page(
        visit.reader,
        "revoke.html",
        ticket=shown,
        ticket_id=ticket_id,
        reasons=list(RevokeReason),
        base=f"/c/{slug}/e/{event_slug}",
        palette=shown.palette,
    )


@router.post("/c/{slug}/e/{event_slug}/tickets/{ticket_id}/revoke")
def revoke(visit: GivenPosted, slug: str, event_slug: str, ticket_id: int) -> Response:
    """Revoke the ticket."""
    chosen = text_of(visit.form, "reason").upper()
    if chosen not in RevokeReason.__members__:
        raise Invalid("revoke_reason_unknown")
    with visit.parts.db.write() as session:
        _, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        ticket = tickets.of_event(session, event, ticket_id)
        tickets.revoke(session, visit.parts, event, ticket, reason=RevokeReason[chosen])
    return RedirectResponse(f"/c/{slug}/e/{event_slug}/tickets", status_code=303)
