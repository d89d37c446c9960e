"""Tickets bought on the chain become tickets of the event: once, in order, and only when nothing can take them back."""

from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from sqlalchemy import select, update

from backend.db.models.events import Tier
from backend.db.models.tickets import Ticket
from backend.db.projections import fold
from backend.features.tickets import public, service
from tests.backend.conftest import NOW, TICKETS, World, transfer
from tests.backend.door import scan

BUYER = "0x" + "0" * 37 + "0EE"
# The first tier sells its last 200 on the chain.
FIRST = 1 << 32 | 100


def sell(world: World) -> None:
    with world.parts.db.write() as session:
        session.execute(update(Tier).where(Tier.number == 1).values(box_office=100))


def bought(world: World, ids: list[int], *, block: int, final: int) -> None:
    """Let the chain have these tickets in the buyer's hands."""
    world.on_chain(block=block, final=final)
    with world.parts.db.write() as session:
        fold.write(session, fold.Changes(logs=[transfer(TICKETS, found, BUYER, block=block) for found in ids]))


def take_up(world: World) -> int:
    with world.parts.db.read() as session:
        due = public.is_due(session)
    with world.parts.db.write() as session:
        count = public.take_up(session, now=NOW)
    assert due == (count > 0)
    return count


def taken(world: World) -> list[int]:
    with world.parts.db.read() as session:
        return sorted(session.scalars(select(Ticket.token_id)))


def test_take_up__not_final_yet__waits(world: World) -> None:
    sell(world)
    bought(world, [FIRST], block=8, final=7)
    assert take_up(world) == 0
    bought(world, [], block=9, final=8)
    assert take_up(world) == 1


def test_take_up__the_box_office_s_share__is_left_alone(world: World) -> None:
    sell(world)
    bought(world, [FIRST - 1, 2 << 32, 1 << 32 | 300], block=7, final=7)
    assert take_up(world) == 0
    assert taken(world) == []


def test_take_up__nothing_is_sold_on_the_chain__nothing(world: World) -> None:
    bought(world, [FIRST], block=7, final=7)
    assert take_up(world) == 0


def test_take_up__before_the_event_is_on_the_chain__nothing(world: World) -> None:
    sell(world)
    assert take_up(world) == 0


def test_take_up__again_and_more__each_once(world: World) -> None:
    sell(world)
    issued = world.issue()
    bought(world, [FIRST, FIRST + 1], block=7, final=7)
    assert [take_up(world), take_up(world)] == [2, 0]
    bought(world, [FIRST + 2], block=8, final=8)
    assert [take_up(world), take_up(world)] == [1, 0]
    assert taken(world) == [*issued, FIRST, FIRST + 1, FIRST + 2]


def test_take_up__more_than_a_pass__all_in_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "_BATCH", 2)
    sell(world)
    bought(world, [FIRST + n for n in range(5)], block=7, final=7)
    assert [take_up(world) for _ in range(4)] == [2, 2, 1, 0]
    assert taken(world) == [FIRST + n for n in range(5)]


def test_take_up__while_another_takes_up_the_same__waits_and_takes_none_twice(world: World) -> None:
    sell(world)
    bought(world, [FIRST + n for n in range(5)], block=7, final=7)

    def take() -> int:
        with world.parts.db.write() as session:
            return public.take_up(session, now=NOW)

    with ThreadPoolExecutor(1) as pool:
        with world.parts.db.write() as session:
            assert public.take_up(session, now=NOW) == 5
            other = pool.submit(take)
            # It cannot be done before we are.
            assert not wait([other], timeout=0.3).done
        assert other.result(timeout=20) == 0
    assert taken(world) == [FIRST + n for n in range(5)]


def test_take_up__taken_up__in_the_list_with_its_owner_and_good_at_the_door(world: World) -> None:
    sell(world)
    bought(world, [FIRST], block=7, final=7)
    take_up(world)
    with world.parts.db.read() as session:
        (row,) = service.listing(session, world.parts, world.event(session)).rows
    assert (row.number, row.owner, row.person_name, row.state.value) == ("1-0101", BUYER, None, "final")
    assert scan(world, world.code(FIRST)).reason is None


def test_listing__in_the_box_office__has_no_owner_of_its_own(world: World) -> None:
    world.on_chain(world.issue())
    with world.parts.db.read() as session:
        (row,) = service.listing(session, world.parts, world.event(session)).rows
    assert row.owner is None
