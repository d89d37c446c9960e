"""The front page, the way in and out, and the language."""

from datetime import timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from backend.core.i18n import LOCALES
from backend.features.auth import service as auth
from backend.features.collectives import service as collectives
from backend.features.pipeline import service as pipeline
from backend.web.deps import (
    SESSION_COOKIE,
    GivenForm,
    GivenPosted,
    GivenVisit,
    OwnOrigin,
    local_path,
    text_of,
)
from backend.web.problems import LANGUAGE_COOKIE
from backend.web.render import keep_secret, page

router = APIRouter(include_in_schema=False)
_LANG_LIFETIME = timedelta(days=365)


@router.get("/")
def home(visit: GivenVisit) -> Response:
    """The organiser's collectives; for everybody else, what this is and how to get in."""
    if visit.reader.signed_in is None:
        return page(visit.reader, "home.html")
    with visit.parts.db.read() as session:
        mine = collectives.mine(session, visit.reader.signed_in.account_id)
        alarms = pipeline.alarms(session, visit.parts)
    return page(visit.reader, "home.html", collectives=mine, alarms=alarms)


@router.post("/lang")
def choose_language(visit: GivenVisit, form: GivenForm) -> Response:
    """Keep the chosen language and go back to the page it was chosen on. Nothing worth forging: any site may send it."""
    response = RedirectResponse(local_path(text_of(form, "next")), status_code=303)
    lang = text_of(form, "lang")
    if lang in LOCALES:
        response.set_cookie(
            LANGUAGE_COOKIE,
            lang,
            max_age=int(_LANG_LIFETIME.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=visit.parts.settings.https,
        )
    return response


@router.get("/login/{token}")
def login_page(visit: GivenVisit, token: str) -> Response:
    """A button; only pressing it uses the link up, because mail programs and chats open links by themselves."""
    with visit.parts.db.read() as session:
        auth.check_login_link(session, visit.parts, token)
    return page(visit.reader, "login.html", token=token)


@router.post("/login/{token}", dependencies=[OwnOrigin])
def login(visit: GivenVisit, token: str) -> Response:
    """Use the link up and sign this browser in."""
    with visit.parts.db.write() as session:
        session_token = auth.use_login_link(session, visit.parts, token)
    response = RedirectResponse("/", status_code=303)
    response.set_cookie(
        SESSION_COOKIE,
        session_token,
        max_age=int(visit.parts.settings.session_lifetime.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=visit.parts.settings.https,
    )
    return keep_secret(response)


@router.post("/logout")
def logout(visit: GivenPosted, request: Request) -> Response:
    """End the session."""
    with visit.parts.db.write() as session:
        auth.sign_out(session, request.cookies.get(SESSION_COOKIE, ""))
    response = RedirectResponse("/", status_code=303)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax", secure=visit.parts.settings.https)
    return response
