"""When something cannot be shown: a page that says what happened and what to do, in the look of all the others."""

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from backend.core.errors import EinlassError
from backend.core.i18n import Texts
from backend.web.deps import SESSION_COOKIE
from backend.web.problems import texts_for
from backend.web.render import Reader, keep_secret, page

# Statuses with a headline of their own.
HEADLINES = frozenset({401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})


def wants_html(request: Request) -> bool:
    """Whether a person's browser asks for a page, not a program for data."""
    return not request.url.path.startswith("/api/") and "text/html" in request.headers.get("accept", "")


def render_error(request: Request, error: Exception) -> Response:
    """The page for an error; anything unexpected is a 500 without details. Needs no database."""
    texts = texts_for(request)
    status, sentence = _meaning(error, texts)
    family = status if status in HEADLINES else (500 if status >= 500 else 422)
    signed_out = status == 401 or SESSION_COOKIE not in request.cookies
    response = page(
        Reader(here=request.url.path if request.method == "GET" else "/", texts=texts, signed_in=None),
        "error.html",
        status=status,
        headline=texts(f"fault-{family}"),
        sentence=sentence or texts(f"fault-{family}-what"),
        back_to="/",
        back_words=texts("fault-home" if signed_out else "fault-yours"),
    )
    if isinstance(error, HTTPException) and error.headers:
        response.headers.update(error.headers)
    return keep_secret(response)


def _meaning(error: Exception, texts: Texts) -> tuple[int, str | None]:
    if isinstance(error, EinlassError):
        return error.status, texts.error(error) if error.status != 500 else None
    if isinstance(error, HTTPException):
        return error.status_code, None
    if isinstance(error, RequestValidationError):
        # The only things we let the framework validate are parts of addresses.
        return 404, None
    return 500, None
