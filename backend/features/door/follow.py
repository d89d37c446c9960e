"""Following the feeds for everybody who listens: one look at the database five times a second, however many listen.

A listener asks for what it has not got yet when it is ready for more, so a slow one holds up nobody and piles up nothing:
what is not kept here any more it reads from the database. Without listeners nothing runs.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.logging import get_logger
from backend.db.repositories import doors
from backend.features.devices.schemas import DeviceIdentity
from backend.features.door.changes import changes, spelled
from backend.features.door.counts import at_gate, of_list
from backend.features.parts import Parts

log = get_logger(__name__)

# Two looks and two hops fit well into the second within which another gate has to know.
INTERVAL = 0.2
# A device counts its clock on from what it heard last, and takes a longer silence for a lost connection.
SILENCE = 5.0
# Of each event; a listener is behind by more only after its connection stalled for a while.
_KEPT = 2_000
# A phone has one; more are connections it does not know to be dead.
_MOST_A_DEVICE = 4


@dataclass(frozen=True)
class Message:
    """What a listener is sent: `changes` with its cursor, `time`, or `revoked`, after which nothing comes."""

    event: str
    data: Mapping[str, Any]
    cursor: int | None = None


@dataclass(eq=False)
class _Listener:
    device: DeviceIdentity
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    revoked: bool = False
    over: bool = False

    def end(self, *, revoked: bool = False) -> None:
        self.over, self.revoked = True, revoked
        self.wake.set()


@dataclass
class _Recent:
    """What an event's feed said since `base`, and the counts at `head` of each list that somebody listens to."""

    base: int
    head: int
    said: list[dict[str, Any]] = field(default_factory=list)
    counts: Mapping[int, dict[str, Any]] = field(default_factory=dict)

    def add(self, found: "_Found") -> None:
        self.said = [*self.said, *found.changes][-_KEPT:]
        self.base = self.said[0]["seq"] - 1 if len(self.said) == _KEPT else self.base
        self.head, self.counts = found.head, found.counts


@dataclass(frozen=True)
class _Found:
    """What one look at the database found of an event."""

    head: int
    changes: list[dict[str, Any]]
    counts: Mapping[int, dict[str, Any]]


class Follower:
    """Follows the feeds of the events that devices listen to, one a process."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._listeners: list[_Listener] = []
        self._recent: dict[int, _Recent] = {}
        self._task: asyncio.Task[None] | None = None

    async def listen(self, device: DeviceIdentity, *, after: int) -> AsyncGenerator[Message, None]:
        """What this device has to learn after a cursor, first of all at once, then as it happens.

        Ends after `reset`, after `revoked`, and when the server stops to follow; whoever listened then comes again.
        """
        listener = self._join(device)
        try:
            body = await asyncio.to_thread(self._read, device, after)
            yield Message("changes", body, body["cursor"])
            while not body["reset"]:
                if not await _woken(listener):
                    yield Message("time", {"server_time": iso(self._parts.clock.now())})
                    continue
                if listener.over:
                    break
                cursor = body["cursor"]
                if self._head(device) <= cursor:
                    continue
                kept = self._kept(device, cursor)
                body = kept if kept is not None else await asyncio.to_thread(self._read, device, cursor)
                yield Message("changes", body, body["cursor"])
            if listener.revoked:
                yield Message("revoked", {"code": "device_revoked"})
        finally:
            self._listeners.remove(listener)

    def _join(self, device: DeviceIdentity) -> _Listener:
        listener = _Listener(device)
        self._listeners.append(listener)
        own = [other for other in self._listeners if other.device.id == device.id and not other.over]
        for oldest in own[:-_MOST_A_DEVICE]:
            oldest.end()
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._follow())
        return listener

    async def _follow(self) -> None:
        try:
            while self._listeners:
                try:
                    await self._look()
                except OperationalError:
                    log.warning("the feed cannot be read; trying again", exc_info=True)
                await asyncio.sleep(INTERVAL)
        finally:
            self._recent.clear()
            # By a failure: nobody shall wait for what will not come.
            for listener in self._listeners:
                listener.end()

    async def _look(self) -> None:
        lists: dict[int, set[int]] = defaultdict(set)
        for listener in self._listeners:
            lists[listener.device.event_id].add(listener.device.list_id)
        self._recent = {event_id: recent for event_id, recent in self._recent.items() if event_id in lists}
        known = {event_id: recent.head for event_id, recent in self._recent.items()}
        devices = {listener.device.id for listener in self._listeners}
        found, revoked = await asyncio.to_thread(self._query, lists, known, devices)
        for event_id, news in found.items():
            # An event that was not followed yet: whoever began to listen reads once more, since its first reading may
            # have been before this look.
            self._recent.setdefault(event_id, _Recent(base=news.head, head=news.head)).add(news)
        for listener in self._listeners:
            if listener.device.id in revoked:
                listener.end(revoked=True)
            elif listener.device.event_id in found:
                listener.wake.set()

    def _query(
        self, lists: Mapping[int, set[int]], known: Mapping[int, int], device_ids: Iterable[int]
    ) -> tuple[dict[int, _Found], set[int]]:
        found = {}
        with self._parts.db.snapshot() as session:
            heads = doors.heads(session, list(lists))
            for event_id, list_ids in lists.items():
                head = heads.get(event_id, 0)
                if known.get(event_id) != head:
                    found[event_id] = _news(session, event_id, list_ids, after=known.get(event_id, head), head=head)
            return found, doors.revoked_devices(session, list(device_ids))

    def _head(self, device: DeviceIdentity) -> int:
        recent = self._recent.get(device.event_id)
        return recent.head if recent else 0

    def _kept(self, device: DeviceIdentity, after: int) -> dict[str, Any] | None:
        """The answer from what is kept here, or None when it is not all here."""
        recent = self._recent[device.event_id]
        counted = recent.counts.get(device.list_id)
        if after < recent.base or counted is None:
            return None
        mine = {None, device.list_id}
        return {
            "cursor": recent.head,
            "server_time": iso(self._parts.clock.now()),
            "reset": False,
            "changes": [said for said in recent.said if said["seq"] > after and said["list_id"] in mine],
            "counts": at_gate(counted, device.gate_id),
        }

    def _read(self, device: DeviceIdentity, after: int) -> dict[str, Any]:
        with self._parts.db.snapshot() as session:
            return changes(session, self._parts, device, after=after)


def _news(session: Session, event_id: int, list_ids: Iterable[int], *, after: int, head: int) -> _Found:
    told = doors.changes(session, event_id, after=after, until=head)
    return _Found(
        head=head,
        changes=[spelled(change) for change in told],
        counts={list_id: of_list(session, event_id, list_id=list_id) for list_id in list_ids},
    )


async def _woken(listener: _Listener) -> bool:
    """Wait until there is something for the listener; False after a while of silence."""
    try:
        await asyncio.wait_for(listener.wake.wait(), SILENCE)
    except TimeoutError:
        return False
    listener.wake.clear()
    return True
