"""How an event's doors work: gates, check-in lists, paper, names."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from backend.core.errors import Conflict, EinlassError, Invalid
from backend.db.models.events import Event
from backend.features.checkin.schemas import Reentry
from backend.features.events import door, rules
from backend.features.events import service as events
from backend.features.events.schemas import EventPage
from backend.web import door_form
from backend.web.deps import GivenOrganiser, GivenPosted, OrganiserVisit, PostedVisit, text_of
from backend.web.door_form import GateRow, ListRow
from backend.web.pages.events import organised_event
from backend.web.render import page

router = APIRouter(include_in_schema=False)

Saved = Annotated[str, Query(pattern="^(gates|lists|paper|names)?$")]


@router.get("/c/{slug}/e/{event_slug}/door")
def door_page(visit: GivenOrganiser, slug: str, event_slug: str, saved: Saved = "") -> Response:
    """The settings, with a word where something was just saved."""
    return _page(visit, _shown(visit, slug, event_slug), saved=saved)


@router.post("/c/{slug}/e/{event_slug}/door/gates")
def change_gates(visit: GivenPosted, slug: str, event_slug: str) -> Response:
    """Add, change or remove gates."""
    rows = door_form.read_gates(visit.form)
    try:
        _change(
            visit,
            slug,
            event_slug,
            lambda s, event: door.change_gates(s, visit.parts, event, door_form.gate_wishes(rows)),
        )
    except (Invalid, Conflict) as error:
        field = door_form.problem_at(error, [row.name for row in rows], "gate")
        return _page(visit, _shown(visit, slug, event_slug), wrong=(error, field), gates=rows)
    return _back(slug, event_slug, "gates")


@router.post("/c/{slug}/e/{event_slug}/door/lists")
def change_lists(visit: GivenPosted, slug: str, event_slug: str) -> Response:
    """Add, change or remove check-in lists."""
    shown = _shown(visit, slug, event_slug)
    rows = door_form.read_lists(visit.form, shown)
    try:
        _change(
            visit,
            slug,
            event_slug,
            lambda s, event: door.change_lists(s, visit.parts, event, door_form.list_wishes(rows)),
        )
    except (Invalid, Conflict) as error:
        field = door_form.problem_at(error, [row.name for row in rows], "list")
        return _page(visit, shown, wrong=(error, field), lists=rows)
    return _back(slug, event_slug, "lists")


@router.post("/c/{slug}/e/{event_slug}/door/paper")
def allow_paper(visit: GivenPosted, slug: str, event_slug: str) -> Response:
    """Say which tiers come in on paper."""
    chosen = door_form.chosen_tiers(visit.form, "paper")
    _change(visit, slug, event_slug, lambda session, event: door.allow_paper(session, visit.parts, event, chosen))
    return _back(slug, event_slug, "paper")


@router.post("/c/{slug}/e/{event_slug}/door/names")
def show_names(visit: GivenPosted, slug: str, event_slug: str) -> Response:
    """Show names at the door, or do not."""
    shown = text_of(visit.form, "names") == "yes"
    _change(visit, slug, event_slug, lambda session, event: door.show_names(session, visit.parts, event, shown=shown))
    return _back(slug, event_slug, "names")


def _change(visit: PostedVisit, slug: str, event_slug: str, change: Callable[[Session, Event], None]) -> None:
    with visit.parts.db.write() as session:
        _, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        change(session, event)


def _shown(visit: OrganiserVisit, slug: str, event_slug: str) -> EventPage:
    with visit.parts.db.read() as session:
        collective, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        return events.page(session, collective, event)


def _back(slug: str, event_slug: str, section: str) -> Response:
    return RedirectResponse(f"/c/{slug}/e/{event_slug}/door?saved={section}#{section}", status_code=303)


def _page(
    visit: OrganiserVisit,
    event: EventPage,
    *,
    saved: str = "",
    wrong: tuple[EinlassError, str] | None = None,
    gates: tuple[GateRow, ...] | None = None,
    lists: tuple[ListRow, ...] | None = None,
) -> Response:
    base = f"/c/{event.collective_slug}/e/{event.slug}"
    return page(
        replace(visit.reader, here=f"{base}/door"),
        "door.html",
        status=wrong[0].status if wrong else 200,
        event=event,
        base=base,
        saved=saved,
        problems={wrong[1]: visit.reader.texts.error(wrong[0])} if wrong else {},
        gates=gates if gates is not None else door_form.gate_rows(event),
        lists=lists if lists is not None else door_form.list_rows(event),
        reentries=list(Reentry),
        limits=rules,
        palette=event.palette,
    )
