"""Looking at an uploaded file before anything happens, and deciding."""

from dataclasses import replace

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from backend.core.errors import Conflict, EinlassError, Invalid
from backend.db.models.collectives import Collective
from backend.features.collectives import service as collectives
from backend.features.collectives.schemas import CollectivePage
from backend.features.events import service as events
from backend.features.events.schemas import EventPage
from backend.features.people import service as people
from backend.features.people.schemas import ImportView
from backend.web.deps import GivenOrganiser, GivenPosted, PostedVisit, text_of
from backend.web.render import Reader, page

router = APIRouter(include_in_schema=False)


@router.get("/c/{slug}/imports/{import_id}")
def review(visit: GivenOrganiser, slug: str, import_id: int) -> Response:
    """What the file would do, or what became of it."""
    with visit.parts.db.read() as session:
        collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
        item = people.view(session, people.of(session, collective, import_id))
        return _shown(visit.reader, session, collective, item)


@router.post("/c/{slug}/imports/{import_id}/accept")
def accept(visit: GivenPosted, slug: str, import_id: int) -> Response:
    """Issue what the file says, once; a second time changes nothing and says so."""
    good_rows_only = text_of(visit.form, "good_rows_only") == "yes"
    try:
        with visit.parts.db.write() as session:
            collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
            people.accept(
                session, visit.parts, people.of(session, collective, import_id), good_rows_only=good_rows_only
            )
    except (Conflict, Invalid) as error:
        return _refused(visit, slug, import_id, error)
    return RedirectResponse(f"/c/{slug}/imports/{import_id}", status_code=303)


@router.post("/c/{slug}/imports/{import_id}/discard")
def discard(visit: GivenPosted, slug: str, import_id: int) -> Response:
    """Forget the file and the names in it."""
    try:
        with visit.parts.db.write() as session:
            collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
            people.discard(session, visit.parts, people.of(session, collective, import_id))
    except Conflict as error:
        return _refused(visit, slug, import_id, error)
    return RedirectResponse(f"/c/{slug}/imports/{import_id}", status_code=303)


def _refused(visit: PostedVisit, slug: str, import_id: int, error: EinlassError) -> Response:
    with visit.parts.db.read() as session:
        collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
        item = people.view(session, people.of(session, collective, import_id))
        sentence = visit.reader.texts.error(error)
        problems = {"good_rows_only": sentence} if error.code == "import_has_problems" else {}
        return _shown(
            replace(visit.reader, here=f"/c/{slug}/imports/{import_id}"),
            session,
            collective,
            item,
            status=error.status,
            notice=None if problems else sentence,
            problems=problems,
        )


def _shown(
    reader: Reader,
    session: Session,
    collective: Collective,
    item: ImportView,
    *,
    status: int = 200,
    notice: str | None = None,
    problems: dict[str, str] | None = None,
) -> Response:
    event: EventPage | None = None
    about: CollectivePage = collectives.page(session, collective)
    back = f"/c/{about.slug}"
    if item.event_slug is not None:
        event = events.page(session, collective, events.of(session, collective, item.event_slug))
        back = f"/c/{about.slug}/e/{event.slug}"
    counted = event.tickets if event else about.members
    return page(
        reader,
        "import.html",
        status=status,
        collective=about,
        event=event,
        item=item,
        back=back,
        tier_names={tier.number: tier.name for tier in event.tiers} if event else {},
        counted=counted,
        progress_url=f"{back}/progress",
        notice=notice,
        problems=problems or {},
        palette=about.palette,
        live=not counted.settled,
    )
