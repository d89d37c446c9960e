"""The web server's composition root: pages, JSON endpoints, the door app, and what every answer carries."""

import time
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from backend.composition import build_parts
from backend.core.logging import configure_logging, get_logger
from backend.core.settings import ROOT, Settings
from backend.features.checkin import endpoints as checkin
from backend.features.checkin.edge import Desk
from backend.features.devices import endpoints as devices
from backend.features.door import endpoints as door
from backend.features.door.follow import Follower
from backend.features.http.limits import BodyLimit
from backend.features.parts import Parts
from backend.web import monitoring, problems, service_pages
from backend.web.errors import render_error
from backend.web.pages import ROUTERS

log = get_logger(__name__)

DOOR = ROOT / "scanner" / "dist" / "door"
STATIC = Path(__file__).parent / "web" / "static"
_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; font-src 'self'; "
    "object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
# The door compiles the decoder's WebAssembly and runs it in a worker; nothing else on the site may.
_DOOR_POLICY = (
    _POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
    + "; worker-src 'self'; media-src 'self' blob:"
)
# Swagger UI places its own style elements.
_DOCS_POLICY = _POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")


def create_app(parts: Parts) -> FastAPI:
    """The server for these parts."""
    app = FastAPI(
        title="Einlass",
        version="0.1.0",
        description="Tickets and memberships that a collective owns itself. Errors are problem details (RFC 9457).",
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.einlass = parts
    app.state.desk = Desk(parts)
    app.state.door = door.Live(Follower(parts))
    app.state.metrics = monitoring.Metrics(parts)
    problems.install(app, render_page=render_error)
    _answer_bugs_alike(app)
    for router in (devices.router, checkin.router, door.router, service_pages.router, monitoring.router, *ROUTERS):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    if DOOR.is_dir():
        app.mount("/door", StaticFiles(directory=DOOR, html=True), name="door")
    app.add_middleware(
        BodyLimit,
        usual=256 * 1024,
        # The form around the file needs a little room of its own.
        uploads=parts.settings.import_max_bytes + 64 * 1024,
        refuse=lambda request, error: problems.answer(request, error, render_page=render_error),
    )
    # Added last, so that it is around everything, refused bodies too.
    app.middleware("http")(_around)
    return app


async def _around(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Give each request an id, log it by its route (paths may hold secrets), and set the security headers."""
    request_id = request.state.request_id = uuid.uuid4().hex
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        status, began = 500, time.perf_counter()
        try:
            response = await call_next(request)
            status = response.status_code
        finally:
            route = getattr(request.scope.get("route"), "path", "-")
            seconds = time.perf_counter() - began
            log.info("request", method=request.method, route=route, status=status, ms=round(seconds * 1000, 1))
            request.app.state.metrics.count(request.method, route, status, seconds)
    return _with_headers(request, response)


def _answer_bugs_alike(app: FastAPI) -> None:
    """Give the answer to a bug the same id and headers as any other: it is made outside of `_around`."""
    answer = app.exception_handlers[Exception]

    async def answer_bug(request: Request, error: Exception) -> Response:
        with structlog.contextvars.bound_contextvars(request_id=request.state.request_id):
            found = answer(request, error)
            response = found if isinstance(found, Response) else await found
        return _with_headers(request, response)

    app.add_exception_handler(Exception, answer_bug)


def _with_headers(request: Request, response: Response) -> Response:
    headers = response.headers
    headers["X-Request-Id"] = request.state.request_id
    path = request.url.path
    policy = _DOOR_POLICY if path.startswith("/door") else _DOCS_POLICY if path == "/docs" else _POLICY
    headers.setdefault("Content-Security-Policy", policy)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(), geolocation=()")
    if path.startswith("/door/assets/"):
        # Their names hold a hash of their content.
        headers.setdefault("Cache-Control", "public, max-age=31536000, immutable")
    elif path.startswith("/door"):
        headers.setdefault("Cache-Control", "no-cache")
    if request.url.scheme == "https":
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def from_environment() -> FastAPI:
    """The server as the environment describes it; what uvicorn calls."""
    settings = Settings()
    configure_logging(process="web")
    return create_app(build_parts(settings))
