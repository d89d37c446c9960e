"""The feed's numbers: gapless, in the order of the commits, each event its own."""

import threading

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db.models.door import DoorChange
from backend.features.checkin import feed
from backend.features.checkin.feed import Change
from tests.backend.conftest import NOW, World


def numbers(session: Session, event_id: int) -> list[int]:
    return list(session.scalars(select(DoorChange.seq).where(DoorChange.event_id == event_id).order_by(DoorChange.seq)))


def event_id(world: World) -> int:
    with world.parts.db.read() as session:
        return world.event(session).id


def test_append__rolled_back__leaves_no_gap(world: World) -> None:
    event = event_id(world)
    with world.parts.db.write() as session:
        feed.append(session, event, [Change("rules", {})], NOW)
    with world.parts.db.write() as session:
        feed.append(session, event, [Change("rules", {}), Change("rules", {})], NOW)
        session.rollback()
    with world.parts.db.write() as session:
        feed.append(session, event, [Change("rules", {})], NOW)
    with world.parts.db.read() as session:
        found = numbers(session, event)
    assert found == list(range(found[0], found[0] + len(found)))


def test_append__nothing__moves_nothing(world: World) -> None:
    event = event_id(world)
    with world.parts.db.write() as session:
        before = feed.lock(session, event)
        feed.append(session, event, [], NOW)
        assert feed.lock(session, event) == before


def test_append__a_change_of_one_list__keeps_list_kind_and_body(world: World) -> None:
    event = event_id(world)
    with world.parts.db.write() as session:
        entrance = world.event(session).lists[0].id
        feed.append(session, event, [Change("entry", {"tier": 1, "serial": 4}, list_id=entrance)], NOW)
        seq = feed.lock(session, event)
    with world.parts.db.read() as session:
        row = session.get_one(DoorChange, (event, seq))
        assert (row.list_id, row.kind, row.body, row.at) == (entrance, "entry", {"tier": 1, "serial": 4}, NOW)


def test_append__eight_writers_at_once__no_number_twice_and_none_missing(world: World) -> None:
    event = event_id(world)

    def write() -> None:
        for _ in range(5):
            with world.parts.db.write() as session:
                feed.append(session, event, [Change("rules", {}), Change("rules", {})], NOW)

    threads = [threading.Thread(target=write) for _ in range(8)]
    with world.parts.db.write() as session:
        before = feed.lock(session, event)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with world.parts.db.read() as session:
        assert [seq for seq in numbers(session, event) if seq > before] == list(range(before + 1, before + 81))
