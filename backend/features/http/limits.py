"""How often and how large: rate limits and body sizes."""

import threading
import time
from collections import OrderedDict

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.core.errors import RateLimited, TooLarge

_MOST_KEYS = 10_000


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
    """ASGI middleware: a body larger than its route may take ends the request before it is read into memory."""

    def __init__(self, app: ASGIApp, *, usual: int, uploads: int) -> None:
        self._app = app
        self._usual = usual
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most = self._uploads if scope["path"].endswith("/imports") else self._usual
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise BodyTooLarge("body_too_large", most=most // 1024)
            return message

        await self._app(scope, counted, send)


class BodyTooLarge(TooLarge):
    """The body is larger than this route takes."""
