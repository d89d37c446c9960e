"""The web server's composition root: pages, JSON endpoints, the door app, and what every answer carries."""

from pathlib import Path

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles
from starlette.types import Message

from backend.composition import build_parts
from backend.core.logging import configure_logging
from backend.core.settings import ROOT, Settings
from backend.features.checkin import endpoints as checkin
from backend.features.checkin.edge import Desk
from backend.features.devices import endpoints as devices
from backend.features.door import endpoints as door
from backend.features.door.follow import Follower
from backend.features.holders import endpoints as holders
from backend.features.http.limits import BodyLimit
from backend.features.parts import Parts
from backend.web import monitoring, problems, service_pages
from backend.web.around import Around, dress
from backend.web.errors import render_error
from backend.web.pages import ROUTERS

# The phones' apps by their folder's name, which is their address too.
APPS = {name: ROOT / "scanner" / "dist" / name for name in ("door", "holder")}
STATIC = Path(__file__).parent / "web" / "static"


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
    for router in (
        devices.router,
        checkin.router,
        door.router,
        holders.router,
        service_pages.router,
        monitoring.router,
        *ROUTERS,
    ):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    for name, folder in APPS.items():
        if folder.is_dir():
            app.mount(f"/{name}", StaticFiles(directory=folder, html=True), name=name)
    app.add_middleware(
        BodyLimit,
        usual=256 * 1024,
        # The form around the file needs a little room of its own.
        uploads=parts.settings.import_max_bytes + 64 * 1024,
        refuse=lambda request, error: problems.answer(request, error, render_page=render_error),
    )
    # Added last, so that it is around everything, refused bodies too.
    app.add_middleware(Around, count=app.state.metrics.count)
    return app


def _answer_bugs_alike(app: FastAPI) -> None:
    """Give the answer to a bug the same id and headers as any other: it is made outside of `Around`."""
    answer = app.exception_handlers[Exception]

    async def answer_bug(request: Request, error: Exception) -> Response:
        with structlog.contextvars.bound_contextvars(request_id=request.state.request_id):
            found = answer(request, error)
            response = found if isinstance(found, Response) else await found
        start: Message = {"headers": response.raw_headers}
        dress(request.scope, start)
        response.raw_headers = start["headers"]
        return response

    app.add_exception_handler(Exception, answer_bug)


def from_environment() -> FastAPI:
    """The server as the environment describes it; what uvicorn calls."""
    settings = Settings()
    configure_logging(process="web")
    return create_app(build_parts(settings))
