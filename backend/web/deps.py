"""What routes are given: the server's parts, the reader, the form, and the proof that a form is ours."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.datastructures import FormData, UploadFile

from backend.core.errors import Forbidden, Invalid, TooLarge, Unauthenticated
from backend.features.auth import service as auth
from backend.features.http.depends import parts_of
from backend.features.parts import Parts
from backend.web.problems import texts_for
from backend.web.render import Reader

SESSION_COOKIE = "einlass_session"
# The largest form changes 33 gates of an event with 16 tiers, all boxes ticked.
_FIELDS_MAX = 33 * 18 + 6
# What a form with a file carries beside the file.
_FIELDS_BYTES = 64 * 1024


GivenParts = Annotated[Parts, Depends(parts_of)]


@dataclass(frozen=True)
class Visit:
    """A request for a page: the server's parts, and who reads."""

    parts: Parts
    reader: Reader


@dataclass(frozen=True)
class OrganiserVisit(Visit):
    """A visit of somebody who is signed in."""

    account_id: int


@dataclass(frozen=True)
class PostedVisit(OrganiserVisit):
    """A form that somebody who is signed in sent from a page of ours."""

    form: FormData


def get_visit(request: Request, parts: GivenParts) -> Visit:
    """Anybody's visit."""
    token = request.cookies.get(SESSION_COOKIE)
    signed_in = None
    if token:
        with parts.db.read() as session:
            signed_in = auth.who(session, parts, token)
    return Visit(parts, Reader(here=request.url.path, texts=texts_for(request), signed_in=signed_in))


GivenVisit = Annotated[Visit, Depends(get_visit)]


def get_organiser_visit(visit: GivenVisit) -> OrganiserVisit:
    """An organiser's visit. Raises Unauthenticated `login_required`."""
    if visit.reader.signed_in is None:
        raise Unauthenticated("login_required")
    return OrganiserVisit(visit.parts, visit.reader, account_id=visit.reader.signed_in.account_id)


GivenOrganiser = Annotated[OrganiserVisit, Depends(get_organiser_visit)]


async def get_form(request: Request, parts: GivenParts) -> AsyncIterator[FormData]:
    """The form that was sent; its files are closed after the answer. Raises TooLarge `file_too_large` before it is read."""
    most = parts.settings.import_max_bytes
    if int(request.headers.get("content-length", "0")) > most + _FIELDS_BYTES:
        raise TooLarge("file_too_large", most=most // 1024)
    async with request.form(max_files=1, max_fields=_FIELDS_MAX) as form:
        yield form


GivenForm = Annotated[FormData, Depends(get_form)]


def check_origin(request: Request, parts: GivenParts) -> None:
    """Raise Forbidden `form_foreign` when the browser says that another site sent this.

    Sec-Fetch-Site cannot be set by a page; where it is missing (older browsers) the Origin header decides. A request
    with neither comes from no browser.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise Forbidden("form_foreign")
        return
    origin = request.headers.get("origin")
    ours = (urlsplit(parts.settings.base_url).netloc, request.headers.get("host"))
    if origin is not None and origin.partition("://")[2] not in ours:
        raise Forbidden("form_foreign")


OwnOrigin = Depends(check_origin)


def get_posted(request: Request, visit: GivenOrganiser, form: GivenForm) -> PostedVisit:
    """A form of ours. Raises Unauthenticated `login_required`, Forbidden `form_foreign`."""
    check_origin(request, visit.parts)
    if not auth.check_csrf(request.cookies.get(SESSION_COOKIE, ""), text_of(form, "csrf")):
        raise Forbidden("form_foreign")
    return PostedVisit(visit.parts, visit.reader, visit.account_id, form=form)


GivenPosted = Annotated[PostedVisit, Depends(get_posted)]


def text_of(form: FormData, name: str) -> str:
    """The text of a field; empty when it is missing or a file."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def file_of(form: FormData, name: str) -> tuple[str, bytes]:
    """The name and content of an uploaded file. Raises Invalid `file_missing`."""
    value = form.get(name)
    if not isinstance(value, UploadFile) or not value.filename:
        raise Invalid("file_missing")
    return value.filename, value.file.read()


def local_path(path: str) -> str:
    """`path` if it leads to a page of ours, else the front page."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or any(ord(char) < 33 for char in path):
        return "/"
    return path
