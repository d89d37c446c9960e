"""Scans, durably: opens the transactions, and commits in one what waits at the same moment.

Writers of an event queue on its feed for the length of a commit, and a commit waits for the disk. So each process has one
writer an event, which takes everything that has come in meanwhile and commits it together; an answer goes out after its
commit and never before.
"""

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from backend.core.ids import hash_token
from backend.features.checkin.group import Place, Waiting, keep_group
from backend.features.checkin.reading import PassReader, Reading
from backend.features.checkin.schemas import Fact, ScanAnswer, ScanFact
from backend.features.checkin.service import redeem
from backend.features.devices import service as devices
from backend.features.parts import Parts

Result = ScanAnswer | Exception

# A transaction takes at most so many facts: a long upload shall not keep a door waiting.
_MOST = 256
# Events whose doors are busy at the same moment in one process.
_WRITERS = 4
_MOST_DEVICES = 10_000


def redeem_durably(parts: Parts, where: Callable[[Session], tuple[int, Place]], fact: ScanFact) -> ScanAnswer:
    """The answer to a scan of the command line, once it is committed; `where` gives the event's id and the place.

    Raises what `where` and `redeem` raise.
    """
    reading = PassReader(parts.db).read(fact.code)
    with parts.db.write() as session:
        event_id, place = where(session)
        return redeem(session, parts, event_id, Waiting(fact, place, reading))


def keep_durably(parts: Parts, event_id: int, waiting: Sequence[Waiting]) -> list[Result]:
    """What became of each of these facts, committed. What is wrong with one touches no other.

    When a transaction fails as a whole, its facts are tried each alone; not when the database is out of reach.
    """
    try:
        with parts.db.write_in_turn() as session:
            return list(keep_group(session, event_id, waiting, clock=parts.clock, pass_grace=parts.settings.pass_grace))
    except OperationalError as error:
        return [error] * len(waiting)
    except Exception as error:
        if len(waiting) == 1:
            return [error]
        return [keep_durably(parts, event_id, [one])[0] for one in waiting]


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """Whose token it is. Both never change; what may (gate, list, revoked) is read when its facts are kept."""

    id: int
    event_id: int


@dataclass(frozen=True, slots=True)
class _Order:
    """Facts of one request, and who waits for what became of them."""

    waiting: Sequence[Waiting]
    loop: asyncio.AbstractEventLoop
    future: asyncio.Future[list[Result]]


class Desk:
    """What a process keeps for its check-ins: one writer an event, keys and devices it has seen."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = PassReader(parts.db)
        self._devices: dict[str, KnownDevice] = {}
        self._orders: dict[int, deque[_Order]] = defaultdict(deque)
        self._busy: set[int] = set()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(_WRITERS, thread_name_prefix="checkin")

    async def device(self, token: str | None) -> KnownDevice:
        """Whose token this is. Raises Unauthenticated `device_unknown` or `device_revoked`.

        A device that was seen before is not looked up again; that it was revoked since, its facts will find.
        """
        digest = hash_token(token) if token else ""
        known = self._devices.get(digest)
        return known if known is not None else await asyncio.to_thread(self._identify, token, digest)

    def _identify(self, token: str | None, digest: str) -> KnownDevice:
        with self._parts.db.read() as session:
            found = devices.identify(session, token)
        if len(self._devices) >= _MOST_DEVICES:
            self._devices.clear()
        known = self._devices[digest] = KnownDevice(found.id, found.event_id)
        return known

    async def keep(self, device: KnownDevice, facts: Sequence[Fact]) -> list[Result]:
        """What became of each of these facts of a device, committed."""
        readings = await self._read([_code_of(fact) for fact in facts])
        waiting = [Waiting(fact, device.id, reading) for fact, reading in zip(facts, readings, strict=True)]
        return await self._order(device.event_id, waiting)

    async def _read(self, codes: Sequence[str | None]) -> list[Reading | None]:
        if len(codes) == 1:
            (code,) = codes
            at_once = self._reader.read_at_once(code) if code is not None else None
            if code is None or at_once is not None:
                return [at_once]
        # Verifying many, or asking for a key, would hold up everybody else.
        return await asyncio.to_thread(self._read_all, codes)

    def _read_all(self, codes: Sequence[str | None]) -> list[Reading | None]:
        return [None if code is None else self._reader.read(code) for code in codes]

    async def _order(self, event_id: int, waiting: Sequence[Waiting]) -> list[Result]:
        loop = asyncio.get_running_loop()
        order = _Order(waiting, loop, loop.create_future())
        with self._lock:
            self._orders[event_id].append(order)
            starts = event_id not in self._busy
            self._busy.add(event_id)
        if starts:
            self._pool.submit(self._write, event_id)
        return await order.future

    def _write(self, event_id: int) -> None:
        """Commit what waits, group after group, until nothing does."""
        while orders := self._take(event_id):
            together = [one for order in orders for one in order.waiting]
            results = keep_durably(self._parts, event_id, together)
            by_loop: dict[asyncio.AbstractEventLoop, list[tuple[_Order, list[Result]]]] = defaultdict(list)
            for order in orders:
                mine, results = results[: len(order.waiting)], results[len(order.waiting) :]
                by_loop[order.loop].append((order, mine))
            for loop, answered in by_loop.items():
                # Closed when the server has stopped meanwhile; then nobody waits any more.
                with suppress(RuntimeError):
                    loop.call_soon_threadsafe(_hand_out, answered)

    def _take(self, event_id: int) -> list[_Order]:
        """The orders of the next group; when there are none the event has no writer any more."""
        with self._lock:
            queue = self._orders[event_id]
            orders: list[_Order] = []
            size = 0
            while queue and (not orders or size + len(queue[0].waiting) <= _MOST):
                orders.append(queue.popleft())
                size += len(orders[-1].waiting)
            if not orders:
                self._busy.discard(event_id)
                del self._orders[event_id]
            return orders


def _code_of(fact: Fact) -> str | None:
    return fact.code if isinstance(fact, ScanFact) and fact.ticket is None else None


def _hand_out(answered: Sequence[tuple[_Order, list[Result]]]) -> None:
    for order, results in answered:
        if not order.future.done():
            order.future.set_result(results)
