"""How often and how large: rate limits and body sizes."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.core.errors import RateLimited, TooLarge

_MOST_KEYS = 10_000
# A file of people, and what a door without a network has collected.
_UPLOADS = ("/imports", "/checkins/batch")


class RateLimit:
    """A token bucket a key: `burst` at once, then `per_minute`. In memory: one server process guards one door."""

    def __init__(self, *, per_minute: float, burst: int) -> None:
        self._rate = per_minute / 60
        self._burst = burst
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, key: str) -> None:
        """Count one call. Raises RateLimited `rate_limited` with the seconds to wait."""
        now = time.monotonic()
        with self._lock:
            tokens, at = self._buckets.pop(key, (float(self._burst), now))
            tokens = min(self._burst, tokens + (now - at) * self._rate)
            allowed = tokens >= 1
            self._buckets[key] = (tokens - 1 if allowed else tokens, now)
            while len(self._buckets) > _MOST_KEYS:
                self._buckets.popitem(last=False)
        if not allowed:
            raise RateLimited("rate_limited", seconds=max(1, round((1 - tokens) / self._rate)))


class BodyLimit:
    """ASGI middleware: a body larger than its route takes is refused before the route sees any of it.

    A request that says its length is judged by that; one that does not (chunked) is read up to the limit first. `refuse`
    makes the answer from `body_too_large`.
    """

    def __init__(
        self, app: ASGIApp, *, usual: int, uploads: int, refuse: Callable[[Request, TooLarge], Response]
    ) -> None:
        self._app = app
        self._usual = usual
        self._uploads = uploads
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._uploads if scope["path"].endswith(_UPLOADS) else self._usual
        headers = dict(scope["headers"])
        said = headers.get(b"content-length", b"")
        if said.isdigit():
            early, fits = None, int(said) <= most
        elif b"transfer-encoding" in headers:
            early, fits = await _read(receive, most)
        else:
            early, fits = None, True
        if not fits:
            answer = self._refuse(Request(scope), TooLarge("body_too_large", most=most // 1024))
            await answer(scope, receive, send)
            return
        await self._app(scope, receive if early is None else _replay(early, receive), send)


async def _read(receive: Receive, most: int) -> tuple[bytes, bool]:
    """The body, and whether it ended within `most` bytes."""
    body = b""
    while len(body) <= most:
        message = await receive()
        body += message.get("body", b"")
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            return body, len(body) <= most
    return body, False


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that was read, and afterwards what comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
