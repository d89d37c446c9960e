"""What is around every request: noted once, also when it is never answered or its answer never ends."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send
from structlog.testing import capture_logs

from backend.web.around import Around

App = Callable[[Scope, Receive, Send], Awaitable[None]]
START: Message = {"type": "http.response.start", "status": 200, "headers": [(b"cache-control", b"no-store")]}


class Noted(list[tuple[str, str, int]]):
    """What was counted."""

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        assert seconds >= 0
        self.append((method, route, status))


def scope_of(path: str = "/x", **more: Any) -> Scope:
    return {"type": "http", "method": "GET", "path": path, "scheme": "http", "headers": [], **more}


def ask(app: App, scope: Scope, noted: Noted, sent: list[Message]) -> None:
    """One request through the middleware."""

    async def receive() -> Message:
        raise AssertionError("nobody asked for the body")

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Around(app, count=noted.count)(scope, receive, send))


def test_around__the_app_breaks_before_it_answers__noted_as_500_and_raised() -> None:
    async def app(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise LookupError

    noted = Noted()
    with capture_logs() as logs, pytest.raises(LookupError):
        ask(app, scope_of(), noted, [])
    assert noted == [("GET", "-", 500)]
    assert [(entry["event"], entry["status"]) for entry in logs] == [("request", 500)]


def test_around__the_answer_breaks_off__noted_once_with_the_status_that_was_sent() -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(dict(START))
        raise ConnectionError

    noted = Noted()
    with pytest.raises(ConnectionError):
        ask(app, scope_of(), noted, [])
    assert noted == [("GET", "-", 200)]


def test_around__an_answer_that_goes_on_and_on__is_noted_with_its_first_part() -> None:
    noted, seen = Noted(), []

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send(dict(START))
        seen.append(list(noted))
        for _ in range(3):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            seen.append(list(noted))

    with capture_logs() as logs:
        ask(app, scope_of(), noted, [])
    assert seen == [[], *[[("GET", "-", 200)]] * 3]
    assert len(logs) == 1


def test_around__a_route_found_on_the_way__is_noted_and_not_the_path() -> None:
    class Route:
        path = "/t/{token}"

    async def app(scope: Scope, _receive: Receive, send: Send) -> None:
        scope["route"] = Route()
        await send(dict(START))
        await send({"type": "http.response.body", "body": b""})

    noted = Noted()
    with capture_logs() as logs:
        ask(app, scope_of("/t/secret"), noted, [])
    assert noted == [("GET", "/t/{token}", 200)]
    assert "secret" not in str(logs)


def test_around__headers_of_the_answer_itself__stay() -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        own = [(b"Referrer-Policy", b"same-origin"), (b"cache-control", b"private"), (b"x-request-id", b"forged")]
        await send({"type": "http.response.start", "status": 200, "headers": own})
        await send({"type": "http.response.body", "body": b""})

    sent: list[Message] = []
    scope = scope_of("/door/index.html", scheme="https")
    ask(app, scope, Noted(), sent)
    headers = [(name.lower(), value) for name, value in sent[0]["headers"]]
    found = dict(headers)
    assert len(found) == len(headers)
    assert found[b"referrer-policy"] == b"same-origin"
    assert found[b"cache-control"] == b"private"
    assert found[b"x-request-id"] == scope["state"]["request_id"].encode() != b"forged"
    assert found[b"strict-transport-security"] == b"max-age=31536000"


@pytest.mark.parametrize(
    ("path", "cache"),
    [
        ("/door/", b"no-cache"),
        ("/door/sw.js", b"no-cache"),
        ("/door/assets/app-1a2b.js", b"public, max-age=31536000, immutable"),
        ("/", None),
    ],
)
def test_around__the_door_app__is_kept_by_browsers_as_long_as_it_may(path: str, cache: bytes | None) -> None:
    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    sent: list[Message] = []
    ask(app, scope_of(path), Noted(), sent)
    assert dict(sent[0]["headers"]).get(b"cache-control") == cache


def test_around__not_http__passes_untouched() -> None:
    seen = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope)

    noted = Noted()
    ask(app, {"type": "lifespan"}, noted, [])
    assert seen == [{"type": "lifespan"}]
    assert noted == []
