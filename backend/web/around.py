"""What is around every request: an id, one line in the log, one entry in the numbers, and the security headers.

Plain ASGI. A middleware that takes a request and returns a response costs a task and two queues for each request, which is
more than the rest of the way to an endpoint.
"""

import time
import uuid
from collections.abc import Callable

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.core.logging import get_logger

log = get_logger(__name__)

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
_REQUEST_ID = b"x-request-id"

# Counts a request: its method, its route's template, the status, and the seconds until the answer began.
Count = Callable[[str, str, int, float], None]


def _headers(policy: str, **more: str) -> dict[bytes, bytes]:
    given = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return {name.lower().encode(): value.encode() for name, value in given.items()}


_PAGES = _headers(_POLICY)
_DOCS = _headers(_DOCS_POLICY)
# Of each app its pages, and its assets, whose names hold a hash of their content.
_APPS = {
    f"/{name}": (
        _headers(policy, Cache_Control="no-cache"),
        _headers(policy, Cache_Control="public, max-age=31536000, immutable"),
    )
    for name, policy in (("door", _DOOR_POLICY), ("holder", _POLICY))
}
_HTTPS = (b"strict-transport-security", b"max-age=31536000")


class Around:
    """ASGI middleware around all others. Logs and counts by route: paths may hold secrets."""

    def __init__(self, app: ASGIApp, *, count: Count) -> None:
        self._app = app
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = scope.setdefault("state", {})["request_id"] = uuid.uuid4().hex
        answer = _Answer(scope, send, self._count)
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, answer.send)
            finally:
                answer.note()


class _Answer:
    """An answer on its way: dressed when it begins, noted as soon as its first part is out, however long the rest takes."""

    __slots__ = ("_began", "_count", "_noted", "_scope", "_seconds", "_send", "_status")

    def __init__(self, scope: Scope, send: Send, count: Count) -> None:
        self._scope = scope
        self._send = send
        self._count = count
        self._began = time.perf_counter()
        # What is said of a request that is never answered.
        self._status, self._seconds = 500, 0.0
        self._noted = False

    async def send(self, message: Message) -> None:
        """Send a part of the answer."""
        if message["type"] == "http.response.start":
            self._status, self._seconds = message["status"], time.perf_counter() - self._began
            dress(self._scope, message)
            await self._send(message)
        else:
            await self._send(message)
            self.note()

    def note(self) -> None:
        """Write the request into the log and the numbers; once."""
        if self._noted:
            return
        self._noted = True
        seconds = self._seconds or time.perf_counter() - self._began
        method, route = self._scope["method"], getattr(self._scope.get("route"), "path", "-")
        log.info("request", method=method, route=route, status=self._status, ms=round(seconds * 1000, 1))
        self._count(method, route, self._status, seconds)


def dress(scope: Scope, start: Message) -> None:
    """Give an answer's start the request's id and the security headers; of these it keeps its own."""
    given = [header for header in start.get("headers", ()) if header[0].lower() != _REQUEST_ID]
    names = {name.lower() for name, _ in given}
    given.append((_REQUEST_ID, scope["state"]["request_id"].encode()))
    given += [header for header in _wanted(scope["path"]).items() if header[0] not in names]
    if scope.get("scheme") == "https" and _HTTPS[0] not in names:
        given.append(_HTTPS)
    start["headers"] = given


def _wanted(path: str) -> dict[bytes, bytes]:
    for app, (pages, assets) in _APPS.items():
        if path.startswith(app):
            return assets if path.startswith(f"{app}/assets/") else pages
    return _DOCS if path == "/docs" else _PAGES
