"""The one client of all servers: requests that were made in advance, over connections that stay open where the server lets
them, the next one as soon as the last one is answered."""

import asyncio
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

import uvloop

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
# What a server that has lost a request is waited for.
_PATIENCE_SECONDS = 60.0
# So many of the answers that did not count are kept to be shown.
_KEPT = 1


@dataclass(frozen=True)
class Answer:
    """What a server said, and how long it took."""

    status: int
    body: bytes
    seconds: float


@dataclass
class Tally:
    """What came of a run. `counted` are the seconds of each answer that counts."""

    counted: list[float] = field(default_factory=list)
    errors: int = 0
    seconds: float = 0.0
    examples: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers that count, a second."""
        return len(self.counted) / self.seconds

    def add(self, other: "Tally") -> None:
        """Take in another run's."""
        self.counted += other.counted
        self.errors += other.errors
        self.seconds += other.seconds
        self.examples = [*self.examples, *other.examples][:_KEPT]


@dataclass
class Server:
    """Where to ask, what to ask next (each request once), and which answers count."""

    port: int
    requests: Iterator[bytes]
    counts: Callable[[Answer], bool]

    def load(self, *, connections: int, seconds: float = _PATIENCE_SECONDS, most: int | None = None) -> Tally:
        """Ask over so many connections for so long, or so often; errors are counted, never asked again.

        Raises RuntimeError when not one answer counts.
        """
        requests = self.requests if most is None else islice(self.requests, most)
        tally = uvloop.run(_run(self.port, requests, self.counts, connections, seconds))
        if not tally.counted:
            raise RuntimeError(f"no answer of port {self.port} counts: {tally.errors} like {tally.examples}")
        return tally


def post(path: str, body: bytes, headers: Sequence[tuple[str, str]] = ()) -> bytes:
    """The bytes of a request."""
    named = [("Host", "127.0.0.1"), ("Content-Type", "application/json"), ("Content-Length", str(len(body))), *headers]
    head = "".join(f"{name}: {value}\r\n" for name, value in named)
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body


async def _run(
    port: int, requests: Iterator[bytes], counts: Callable[[Answer], bool], connections: int, seconds: float
) -> Tally:
    loop = asyncio.get_running_loop()
    run = _Run(requests, counts, time.perf_counter() + seconds)
    began = time.perf_counter()
    async with asyncio.timeout(seconds + _PATIENCE_SECONDS):
        await asyncio.gather(*(_asking(loop, port, run) for _ in range(connections)))
    run.tally.seconds = time.perf_counter() - began
    return run.tally


async def _asking(loop: asyncio.AbstractEventLoop, port: int, run: "_Run") -> None:
    """One connection after the other, until there is nothing more to ask."""
    while not run.over:
        _, connection = await loop.create_connection(lambda: _Connection(run), "127.0.0.1", port)
        await connection.closed.wait()


class _Run:
    def __init__(self, requests: Iterator[bytes], counts: Callable[[Answer], bool], until: float) -> None:
        self.requests = requests
        self.counts = counts
        self.until = until
        self.over = False
        self.tally = Tally()

    def next(self) -> bytes | None:
        request = next(self.requests, None) if time.perf_counter() < self.until else None
        self.over = self.over or request is None
        return request

    def note(self, answer: Answer) -> None:
        if self.counts(answer):
            self.tally.counted.append(answer.seconds)
        else:
            self.fail(f"{answer.status} {answer.body[:60]!r}")

    def fail(self, why: str) -> None:
        self.tally.errors += 1
        if len(self.tally.examples) < _KEPT:
            self.tally.examples.append(why)


class _Connection(asyncio.Protocol):
    """HTTP/1.1 as far as these servers speak it: every answer says its length."""

    def __init__(self, run: _Run) -> None:
        self.closed = asyncio.Event()
        self._run = run
        self._transport: asyncio.WriteTransport | None = None
        self._heard = b""
        self._asked_at: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Of TCP it always is one; uvloop's does not say so.
        self._transport = cast(asyncio.WriteTransport, transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, gap, body = self._heard.partition(b"\r\n\r\n")
        if not gap or (length := _LENGTH.search(head)) is None or len(body) < int(length[1]):
            return
        assert self._asked_at is not None
        answer = Answer(int(head[9:12]), body, time.perf_counter() - self._asked_at)
        self._heard, self._asked_at = b"", None
        self._run.note(answer)
        if b"\r\nconnection: close" not in head.lower():
            self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._asked_at is not None:
            self._run.fail(f"hung up: {exc} {self._heard[:60]!r}")
        self.closed.set()

    def _ask(self) -> None:
        assert self._transport is not None
        request = self._run.next()
        if request is None:
            self._transport.close()
            return
        self._asked_at = time.perf_counter()
        self._transport.write(request)
