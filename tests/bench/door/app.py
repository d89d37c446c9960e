"""Our server, with one endpoint more that does nothing: what its stack alone can do. Only the benchmark runs it."""

from fastapi import APIRouter, FastAPI, Response

from backend.app import from_environment as ours

EMPTY = "/api/v1/empty"


def from_environment() -> FastAPI:
    """The server as everybody has it, and the empty endpoint before all others."""
    app = ours()
    router = APIRouter()

    @router.post(EMPTY)
    async def _empty() -> Response:
        return Response(b"{}", media_type="application/json")

    app.router.routes[:0] = router.routes
    return app
