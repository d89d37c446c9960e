"""Listening to a feed: what one server is told, the listeners of another hear within a second; and how it ends."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from backend.db.repositories import doors
from backend.db.session import Database
from backend.features.devices import service as devices_service
from backend.features.devices.schemas import DeviceIdentity, DeviceRole
from backend.features.door import changes as changes_module
from backend.features.door import follow
from backend.features.door.follow import Follower, Message
from backend.features.parts import Parts
from tests.backend.conftest import NOW, World

# Far more than anything here takes on a busy machine; what must be fast is measured and asserted by itself.
PATIENCE = 30


def paired(world: World, gate: int = 0) -> DeviceIdentity:
    """A phone at a gate."""
    with world.parts.db.write() as session:
        event = world.event(session)
        pairing = devices_service.start_pairing(
            session, world.parts, event, gate_id=event.gates[gate].id, role=DeviceRole.STEWARD
        )
        _, device = devices_service.pair(session, world.parts, code=pairing.code, name="Telefon")
        return device


@pytest.fixture
def other_server(parts: Parts, database_url: str) -> Iterator[Parts]:
    """The parts of a second server on the same database."""
    db = Database(database_url)
    yield replace(parts, db=db)
    db.close()


class Ear:
    """Somebody who listens."""

    def __init__(self, follower: Follower, device: DeviceIdentity, after: int) -> None:
        self._heard = follower.listen(device, after=after)

    async def next(self, event: str = "changes") -> Message:
        """The next message of this kind; `time` is passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await anext(self._heard)
                if message.event == event or message.event != "time":
                    return message

    async def rest(self) -> list[str]:
        async with asyncio.timeout(PATIENCE):
            return [message.event async for message in self._heard]

    async def close(self) -> None:
        await self._heard.aclose()


def listen(check: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(check())  # type: ignore[arg-type]


def issue(world: World, quantity: int = 1) -> None:
    world.issue(quantity=quantity)


def test_listen__the_database_does_not_answer_for_a_while__goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, follower = paired(world), Follower(world.parts)
    failures = iter([True, True])

    def flaky(session: object, ids: list[int]) -> dict[int, int]:
        if next(failures, False):
            raise follow.OperationalError("SELECT", {}, Exception("gone"))
        return real(session, ids)  # type: ignore[arg-type]

    real = doors.heads
    monkeypatch.setattr(doors, "heads", flaky)

    async def check() -> None:
        ear = Ear(follower, device, 0)
        await ear.next()
        await asyncio.to_thread(issue, world)
        assert (await ear.next()).data["changes"]
        await ear.close()

    listen(check)


def test_listen__the_follower_breaks__listeners_are_sent_away(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    device, follower = paired(world), Follower(world.parts)

    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(doors, "heads", broken)

    async def check() -> None:
        ear = Ear(follower, device, 0)
        await ear.next()
        assert await ear.rest() == []
        with pytest.raises(RuntimeError):
            await follower._task  # type: ignore[misc]

    listen(check)


def test_listen__device_locked_out__told_and_ended(world: World) -> None:
    device, other = paired(world), paired(world)
    follower = Follower(world.parts)

    def lock_out() -> None:
        with world.parts.db.write() as session:
            devices_service.revoke(session, world.parts, world.event(session), device.id)

    async def check() -> None:
        ear, stays = Ear(follower, device, 0), Ear(follower, other, 0)
        await ear.next()
        await stays.next()
        await asyncio.to_thread(lock_out)
        assert await ear.rest() == ["revoked"]
        await asyncio.to_thread(issue, world)
        assert (await stays.next()).data["changes"]
        await stays.close()

    listen(check)


@pytest.mark.parametrize("after", [99, 2**62])
def test_listen__a_cursor_of_another_feed__reset_and_ended(world: World, after: int) -> None:
    device = paired(world)

    async def check() -> None:
        ear = Ear(Follower(world.parts), device, after)
        message = await ear.next()
        assert (message.data["reset"], message.data["changes"]) == (True, [])
        assert await ear.rest() == []

    listen(check)


def test_listen__five_connections_of_one_phone__the_oldest_ends(world: World) -> None:
    device = paired(world)

    async def check() -> None:
        follower = Follower(world.parts)
        ears = [Ear(follower, device, 0) for _ in range(5)]
        for ear in ears:
            await ear.next()
        assert await ears[0].rest() == []
        for ear in ears[1:]:
            await ear.close()

    listen(check)


def test_listen__nobody_any_more__nothing_runs(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "INTERVAL", 0.01)
    device = paired(world)

    async def check() -> None:
        follower = Follower(world.parts)
        ear = Ear(follower, device, 0)
        await ear.next()
        await ear.close()
        async with asyncio.timeout(PATIENCE):
            assert follower._task
            await follower._task
        again = Ear(follower, device, 0)
        await again.next()
        await asyncio.to_thread(issue, world)
        assert (await again.next()).data["changes"]
        await again.close()

    listen(check)


def test_listen__told_at_another_server__heard_within_a_second(world: World, other_server: Parts) -> None:
    device, far = paired(world), paired(world, gate=1)

    async def check() -> None:
        here, there = Ear(Follower(world.parts), device, 0), Ear(Follower(other_server), far, 0)
        first = await here.next()
        await there.next()
        took = []
        for _ in range(5):
            await asyncio.to_thread(issue, world)
            began = time.monotonic()
            messages = await asyncio.gather(here.next(), there.next())
            took.append(time.monotonic() - began)
            for message in messages:
                said = [(c["kind"], c["what"]) for c in message.data["changes"]]
                assert said == [("set", "known"), ("set", "pending")]
                assert message.cursor == message.data["cursor"] == message.data["changes"][-1]["seq"]
        assert message.cursor == (first.cursor or 0) + 10
        # The best of five: what another process does to this machine meanwhile is not ours.
        assert min(took) < 1
        await here.close()
        await there.close()

    listen(check)


def test_listen__slow_to_take__misses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "_KEPT", 4)
    monkeypatch.setattr(follow, "INTERVAL", 0.01)
    device, quick = paired(world), paired(world)

    async def check() -> None:
        follower = Follower(world.parts)
        slow, other = Ear(follower, device, 0), Ear(follower, quick, 0)
        await slow.next()
        cursor = 0
        while cursor < 16:
            message = await other.next()
            cursor = message.cursor or 0
            if cursor < 16:
                await asyncio.to_thread(issue, world)
        heard = []
        while not heard or heard[-1] < 16:
            heard += [change["seq"] for change in (await slow.next()).data["changes"]]
        assert heard == list(range(1, 17))
        await slow.close()
        await other.close()

    listen(check)


def test_listen__silence__the_time_is_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "SILENCE", 0.01)
    device = paired(world)

    async def check() -> None:
        async with aclosing(Follower(world.parts).listen(device, after=0)) as heard:
            kinds = [(await anext(heard)).event for _ in range(3)]
        assert kinds == ["changes", "time", "time"]

    listen(check)


def test_forget__older_than_it_is_kept__gone_in_pieces_and_then_reset(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = paired(world)
    world.issue()
    with world.parts.db.write() as session:
        assert not changes_module.forget_old(session, now=NOW + changes_module.KEPT_FOR)
    monkeypatch.setattr(changes_module, "FORGET_BATCH", 1)
    later = NOW + changes_module.KEPT_FOR * 2
    with world.parts.db.write() as session:
        assert changes_module.forget_old(session, now=later)
    with world.parts.db.snapshot() as session:
        half = [changes_module.changes(session, world.parts, device, after=after) for after in (0, 1, 2)]
    assert [(body["reset"], len(body["changes"])) for body in half] == [(True, 0), (False, 1), (False, 0)]
    with world.parts.db.write() as session:
        changes_module.forget_old(session, now=later)
    with world.parts.db.snapshot() as session:
        gone = [changes_module.changes(session, world.parts, device, after=after) for after in (1, 2)]
    assert [(body["reset"], body["cursor"]) for body in gone] == [(True, 2), (False, 2)]
