"""Founding a collective, its page, its members."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from backend.core.errors import Invalid, TooLarge
from backend.features.collectives import issuer_keys
from backend.features.collectives import service as collectives
from backend.features.collectives.schemas import NewCollective
from backend.features.looks import Palette, Style
from backend.features.members import service as members
from backend.features.people import service as people
from backend.features.pipeline import service as pipeline
from backend.web.deps import GivenOrganiser, GivenPosted, OrganiserVisit, file_of, text_of
from backend.web.pages.paging import PAGE_SIZE, PageNumber, last_page
from backend.web.render import page
from backend.web.samples import csv_download, members_sample

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class _Typed:
    name: str = ""
    symbol: str = ""
    style: str = Style.DADA.value
    palette: str = Palette.SIGNAL.value


@router.get("/collectives/new")
def found_page(visit: GivenOrganiser) -> Response:
    """The form that founds a collective."""
    return _form(visit, _Typed(), {})


def _form(visit: OrganiserVisit, typed: _Typed, problems: Mapping[str, str]) -> Response:
    return page(
        visit.reader,
        "collective_new.html",
        status=422 if problems else 200,
        values=typed,
        problems=problems,
        name_bytes=collectives.NAME_BYTES,
        styles=list(Style),
        palettes=list(Palette),
    )


@router.post("/collectives/new")
def found(visit: GivenPosted) -> Response:
    """Found a collective and show it."""
    typed = _Typed(**{name: text_of(visit.form, name) for name in ("name", "symbol", "style", "palette")})
    problems = {
        name: visit.reader.texts(f"found-{name}-missing")
        for name, known in (("style", Style), ("palette", Palette))
        if getattr(typed, name) not in list(known)
    }
    if problems:
        return _form(visit, typed, problems)
    wish = NewCollective(typed.name, typed.symbol, Style(typed.style), Palette(typed.palette))
    try:
        with visit.parts.db.write() as session:
            slug = collectives.found(session, visit.parts, visit.account_id, wish)
    except Invalid as error:
        field = "symbol" if error.code.startswith("symbol") else "name"
        return _form(visit, typed, {field: visit.reader.texts.error(error)})
    return RedirectResponse(f"/c/{slug}", status_code=303)


@router.get("/c/{slug}")
def collective_page(visit: GivenOrganiser, slug: str) -> Response:
    """A collective as its organiser sees it."""
    return _collective(visit, slug)


def _collective(visit: OrganiserVisit, slug: str, *, status: int = 200, upload_problem: str | None = None) -> Response:
    with visit.parts.db.read() as session:
        collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
        shown = collectives.page(session, collective)
        alarms = pipeline.alarms(session, visit.parts)
        keys = issuer_keys.listing(session, visit.parts, collective.id)
    return page(
        replace(visit.reader, here=f"/c/{slug}"),
        "collective.html",
        status=status,
        problems={"file": upload_problem} if upload_problem else {},
        collective=shown,
        alarms=alarms,
        keys=keys,
        sample=members_sample(visit.reader.texts),
        palette=shown.palette,
        live=not shown.members.settled,
    )


@router.get("/c/{slug}/progress")
def members_progress(visit: GivenOrganiser, slug: str) -> Response:
    """How far the memberships are; the page asks for it while something moves."""
    with visit.parts.db.read() as session:
        shown = collectives.page(session, collectives.organised(session, account_id=visit.account_id, slug=slug))
    return page(visit.reader, "progress.html", counted=shown.members, url=f"/c/{slug}/progress", back=f"/c/{slug}")


@router.get("/c/{slug}/sample.csv")
def members_sample_file(visit: GivenOrganiser, slug: str) -> Response:
    """A file to start from."""
    with visit.parts.db.read() as session:
        collectives.organised(session, account_id=visit.account_id, slug=slug)
    return csv_download(members_sample(visit.reader.texts), f"{slug}-sample.csv")


@router.get("/c/{slug}/members")
def members_page(visit: GivenOrganiser, slug: str, number: PageNumber = 1) -> Response:
    """The members by number, with the link to each badge."""
    with visit.parts.db.read() as session:
        collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
        shown = collectives.page(session, collective)
        rows = members.listing(session, visit.parts, collective, limit=PAGE_SIZE, offset=(number - 1) * PAGE_SIZE)
    return page(
        visit.reader,
        "members.html",
        collective=shown,
        members=rows,
        number=number,
        last=last_page(shown.member_count),
        palette=shown.palette,
    )


@router.post("/c/{slug}/imports")
def upload_members(visit: GivenPosted, slug: str) -> Response:
    """Read a file of people who shall become members, and show it before anything happens."""
    try:
        file_name, content = file_of(visit.form, "file")
        with visit.parts.db.write() as session:
            collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
            import_id = people.upload(
                session,
                visit.parts,
                collective,
                None,
                account_id=visit.account_id,
                file_name=file_name,
                content=content,
            )
    except (Invalid, TooLarge) as error:
        sentence = visit.reader.texts.error(error)
        return _collective(visit, slug, status=error.status, upload_problem=sentence)
    return RedirectResponse(f"/c/{slug}/imports/{import_id}", status_code=303)
