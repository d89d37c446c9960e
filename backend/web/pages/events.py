"""Announcing an event, and the page its organiser works with."""

from dataclasses import replace

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from backend.core.errors import Invalid, TooLarge
from backend.db.models.collectives import Collective
from backend.db.models.events import Event
from backend.features.collectives import service as collectives
from backend.features.devices import service as devices
from backend.features.devices.schemas import DeviceRole
from backend.features.door import clashes
from backend.features.events import rules
from backend.features.events import service as events
from backend.features.events.schemas import TransferPolicy
from backend.features.looks import Style
from backend.features.people import service as people
from backend.web import event_form
from backend.web.deps import GivenOrganiser, GivenPosted, OrganiserVisit, file_of
from backend.web.event_form import EventInput, Problems
from backend.web.render import Reader, page
from backend.web.samples import csv_download, tickets_sample

router = APIRouter(include_in_schema=False)
# More than anybody reads at once; a whole festival's would make the page long.
_CLASHES_SHOWN = 20


def organised_event(session: Session, *, account_id: int, slug: str, event_slug: str) -> tuple[Collective, Event]:
    """The collective and its event, for somebody who may organise them."""
    collective = collectives.organised(session, account_id=account_id, slug=slug)
    return collective, events.of(session, collective, event_slug)


@router.get("/c/{slug}/events/new")
def new_event_page(visit: GivenOrganiser, slug: str) -> Response:
    """The form that announces an event."""
    with visit.parts.db.read() as session:
        collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
    return _form(visit.reader, collective, event_form.empty(visit.reader.texts), {})


@router.post("/c/{slug}/events/new")
def new_event(visit: GivenPosted, slug: str) -> Response:
    """Announce the event and show it, or show the form again with what is wrong."""
    typed = event_form.read(visit.form)
    problems = Problems(visit.reader.texts)
    wish = event_form.understand(typed, problems)
    with visit.parts.db.read() as session:
        collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
    if wish is not None:
        try:
            with visit.parts.db.write() as session:
                event_slug = events.announce(session, visit.parts, collective, wish)
        except Invalid as error:
            problems.found[event_form.field_of(error, typed)] = visit.reader.texts.error(error)
        else:
            return RedirectResponse(f"/c/{slug}/e/{event_slug}", status_code=303)
    return _form(visit.reader, collective, typed, problems.found)


def _form(reader: Reader, collective: Collective, values: EventInput, problems: dict[str, str]) -> Response:
    return page(
        reader,
        "event_new.html",
        status=422 if problems else 200,
        collective=collective,
        values=values,
        problems=problems,
        zones=event_form.zones(),
        policies=list(TransferPolicy),
        styles=list(Style),
        limits=rules,
        palette=collective.palette,
    )


@router.get("/c/{slug}/e/{event_slug}")
def event_page(visit: GivenOrganiser, slug: str, event_slug: str) -> Response:
    """An event as its organiser sees it."""
    return _event(visit, slug, event_slug)


def _event(
    visit: OrganiserVisit, slug: str, event_slug: str, *, status: int = 200, upload_problem: str | None = None
) -> Response:
    base = f"/c/{slug}/e/{event_slug}"
    with visit.parts.db.read() as session:
        collective, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        shown = events.page(session, collective, event)
        paired = devices.listing(session, event)
        found = [(on_list.name, clash) for on_list in event.lists for clash in clashes.listing(session, on_list)]
    return page(
        replace(visit.reader, here=base),
        "event.html",
        status=status,
        event=shown,
        devices=paired,
        clashes=found,
        clashes_shown=_CLASHES_SHOWN,
        roles=list(DeviceRole),
        base=base,
        problems={"file": upload_problem} if upload_problem else {},
        sample=tickets_sample(visit.reader.texts, [tier.name for tier in shown.tiers]),
        palette=shown.palette,
        live=True,
    )


@router.get("/c/{slug}/e/{event_slug}/status")
def event_status(visit: GivenOrganiser, slug: str, event_slug: str) -> Response:
    """What moves on the page: progress and head counts."""
    with visit.parts.db.read() as session:
        collective, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        shown = events.page(session, collective, event)
    return page(visit.reader, "event_status.html", event=shown, base=f"/c/{slug}/e/{event_slug}")


@router.get("/c/{slug}/e/{event_slug}/progress")
def tickets_progress(visit: GivenOrganiser, slug: str, event_slug: str) -> Response:
    """How far the tickets are; the review of a file asks for it while something moves."""
    with visit.parts.db.read() as session:
        _, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        counted = events.progress(session, event)
    base = f"/c/{slug}/e/{event_slug}"
    return page(visit.reader, "progress.html", counted=counted, url=f"{base}/progress", back=base)


@router.get("/c/{slug}/e/{event_slug}/sample.csv")
def tickets_sample_file(visit: GivenOrganiser, slug: str, event_slug: str) -> Response:
    """A file to start from, with the event's own tiers."""
    with visit.parts.db.read() as session:
        collective, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        tiers = [tier.name for tier in events.page(session, collective, event).tiers]
    return csv_download(tickets_sample(visit.reader.texts, tiers), f"{event_slug}-sample.csv")


@router.post("/c/{slug}/e/{event_slug}/imports")
def upload_tickets(visit: GivenPosted, slug: str, event_slug: str) -> Response:
    """Read a file of people who shall get tickets, and show it before anything happens."""
    try:
        file_name, content = file_of(visit.form, "file")
        with visit.parts.db.write() as session:
            collective, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
            import_id = people.upload(
                session,
                visit.parts,
                collective,
                event,
                account_id=visit.account_id,
                file_name=file_name,
                content=content,
            )
    except (Invalid, TooLarge) as error:
        sentence = visit.reader.texts.error(error)
        return _event(visit, slug, event_slug, status=error.status, upload_problem=sentence)
    return RedirectResponse(f"/c/{slug}/imports/{import_id}", status_code=303)
