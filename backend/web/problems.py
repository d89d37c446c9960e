"""Errors as answers: problem details (RFC 9457) for programs, a page for people. Never a stack trace."""

from collections.abc import Callable
from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from backend.core.errors import EinlassError, Invalid, NotFound
from backend.core.i18n import Texts, pick_locale
from backend.core.logging import get_logger

log = get_logger(__name__)

PageRenderer = Callable[[Request, EinlassError], Response]
LANGUAGE_COOKIE = "einlass_lang"


class MethodNotAllowed(EinlassError):
    status = 405


class Broken(EinlassError):
    """A bug of ours; the log has the details, the answer only says so."""

    status = 500


def texts_for(request: Request) -> Texts:
    """The texts in the language of who asks."""
    return Texts(pick_locale(request.headers.get("accept-language"), chosen=request.cookies.get(LANGUAGE_COOKIE)))


def problem(request: Request, error: EinlassError) -> JSONResponse:
    """The RFC 9457 answer for an error."""
    texts = texts_for(request)
    body = {
        "type": f"urn:einlass:{error.code}",
        "title": texts(f"status-{error.status}"),
        "status": error.status,
        "code": error.code,
        "detail": texts.error(error),
    }
    headers = {"Retry-After": str(error.params["seconds"])} if error.status == 429 and "seconds" in error.params else {}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(body, status_code=error.status, media_type="application/problem+json", headers=headers)


def answer(request: Request, error: EinlassError, *, render_page: PageRenderer) -> Response:
    """The answer for an error: JSON below /api, a page elsewhere."""
    if request.url.path.startswith("/api/"):
        return problem(request, error)
    return render_page(request, error)


def install(app: FastAPI, *, render_page: PageRenderer) -> None:
    """Answer every error of the app."""
    reply = partial(answer, render_page=render_page)

    @app.exception_handler(EinlassError)
    def _ours(request: Request, error: EinlassError) -> Response:
        return reply(request, error)

    @app.exception_handler(RequestValidationError)
    def _validation(request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"] if part != "body")
        return reply(request, Invalid("validation_failed", field=field or "body", reason=str(first["msg"])))

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        if error.status_code == 404:
            return reply(request, NotFound("page_unknown"))
        if error.status_code == 405:
            return reply(request, MethodNotAllowed("method_not_allowed"))
        return reply(request, Invalid("validation_failed", field="request", reason=str(error.detail)))

    @app.exception_handler(Exception)
    def _bug(request: Request, error: Exception) -> Response:
        log.error("bug", exc_info=error, route=getattr(request.scope.get("route"), "path", None))
        return reply(request, Broken("broken"))
