"""Settlement: who was in, told to the chain in words of 256 bits, each admission in exactly one wish, none too early."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.core.token_ids import tickets_in
from backend.db.models.door import Admission
from backend.db.models.events import CheckinList
from backend.db.models.pipeline import Intent
from backend.features.checkin.edge import redeem_durably
from backend.features.checkin.group import Place
from backend.features.checkin.schemas import ScanFact, Source
from backend.features.checkin.settlement import is_due, settle_due
from tests.backend.conftest import NOW, World
from tests.backend.door import scan
from tests.backend.together import together

MINUTE = timedelta(seconds=60)


def admit(world: World, *, tier: int = 1, quantity: int = 1) -> list[int]:
    """Issue, mint and admit tickets; their token ids."""
    ids = world.issue(tier=tier, quantity=quantity)
    world.on_chain(ids)
    for token_id in ids:
        assert scan(world, world.code(token_id)).reason is None
    return ids


def settle(world: World, now: datetime) -> int:
    with world.parts.db.write() as session:
        return settle_due(session, now=now, settle_after=MINUTE)


def due(world: World, now: datetime) -> bool:
    with world.parts.db.read() as session:
        return is_due(session, now=now, settle_after=MINUTE)


def wishes(world: World) -> list[Intent]:
    with world.parts.db.read() as session:
        return list(session.scalars(select(Intent).where(Intent.kind == "settle").order_by(Intent.id)))


def settled_in(world: World) -> list[set[int]]:
    """The token ids each wish settles."""
    return [set(tickets_in((w.payload["tier"], w.payload["index"]), int(w.payload["bits"], 16))) for w in wishes(world)]


def carriers(world: World) -> list[int | None]:
    """For each admission the wish that carries it."""
    with world.parts.db.read() as session:
        return list(session.scalars(select(Admission.settled_by).order_by(Admission.ticket_id)))


def test_settle_due__before_anybody_has_waited_long_enough__nothing(world: World) -> None:
    admit(world)
    assert not due(world, NOW + MINUTE - timedelta(microseconds=1))
    assert settle(world, NOW + MINUTE - timedelta(microseconds=1)) == 0
    assert wishes(world) == []
    assert carriers(world) == [None]


def test_settle_due__an_event_that_does_not_settle__never(world: World) -> None:
    admit(world)
    with world.parts.db.write() as session:
        world.event(session).settle = False
    assert not due(world, NOW + timedelta(days=400))
    assert settle(world, NOW + timedelta(days=400)) == 0
    assert wishes(world) == []


def test_settle_due__a_list_that_is_not_the_entrance__never(world: World) -> None:
    ids = world.issue()
    world.on_chain(ids)
    code = world.code(ids[0])
    with world.parts.db.write() as session:
        event = world.event(session)
        drink = CheckinList(event_id=event.id, name="Getränk", entrance=False)
        session.add(drink)
        session.flush()
        bar = Place(event.gates[0].id, drink.id)
    fact = ScanFact(id=UUID(int=7), code=code, scanned_at=NOW, source=Source.WEDGE)
    assert redeem_durably(world.parts, lambda _: (event.id, bar), fact).reason is None
    assert not due(world, NOW + timedelta(days=1))
    assert settle(world, NOW + timedelta(days=1)) == 0


def test_settle_due__a_refused_scan__settles_nothing(world: World) -> None:
    scan(world, world.code(world.issue()[0]))
    assert settle(world, NOW + timedelta(days=1)) == 0


def test_settle_due__one_has_waited__the_others_of_its_event_go_along(world: World) -> None:
    first = admit(world)
    with world.parts.db.write() as session:
        session.scalars(select(Admission)).one().admitted_at = NOW - MINUTE
    second = admit(world, quantity=2)
    assert due(world, NOW)
    assert settle(world, NOW) == 3
    assert settled_in(world) == [{*first, *second}]


def test_settle_due__only_one_event_is_due__the_other_waits(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    admit(ours)
    with ours.parts.db.write() as session:
        session.scalars(select(Admission)).one().admitted_at = NOW - MINUTE
    admit(theirs)
    assert settle(ours, NOW) == 1
    assert [wish.collective_id for wish in wishes(ours)] == [1]
    assert settle(ours, NOW + MINUTE) == 1
    assert [wish.collective_id for wish in wishes(ours)] == [1, 2]


def test_settle_due__tickets_of_several_words__a_wish_a_word_and_each_admission_in_exactly_one(world: World) -> None:
    ids = world.issue(quantity=260)
    world.on_chain(ids)
    used = [ids[0], ids[255], ids[256], ids[259]]
    for token_id in used:
        scan(world, world.code(token_id))
    used += admit(world, tier=2)
    assert settle(world, NOW + MINUTE) == 5
    assert settled_in(world) == [{ids[0], ids[255]}, {ids[256], ids[259]}, {2 << 32}]
    known = [wish.id for wish in wishes(world)]
    assert carriers(world) == [known[0], known[0], known[1], known[1], known[2]]
    with world.parts.db.read() as session:
        event = world.event(session)
    assert {(wish.signer, wish.collective_id, wish.event_id) for wish in wishes(world)} == {
        ("office", event.collective_id, event.id)
    }


def test_settle_due__again__nothing_more_until_somebody_else_comes(world: World) -> None:
    first = admit(world)
    assert settle(world, NOW + MINUTE) == 1
    assert settle(world, NOW + 2 * MINUTE) == 0
    second = admit(world)
    assert settle(world, NOW + 2 * MINUTE) == 1
    assert settled_in(world) == [set(first), set(second)]
    assert None not in carriers(world)


def test_settle_due__six_at_once__each_admission_in_exactly_one_wish(world: World) -> None:
    ids = admit(world, quantity=12)
    outcomes = together([lambda: settle(world, NOW + MINUTE)] * 6)
    assert sum(outcome for outcome in outcomes if isinstance(outcome, int)) == 12
    assert len([outcome for outcome in outcomes if isinstance(outcome, int)]) == 6
    parts = settled_in(world)
    assert set().union(*parts) == set(ids)
    assert sum(map(len, parts)) == 12


def test_settle_due__while_people_come_in__each_admission_in_exactly_one_wish(world: World) -> None:
    ids = world.issue(quantity=30)
    world.on_chain(ids)
    codes = [world.code(token_id) for token_id in ids]

    def door() -> int:
        return sum(scan(world, code).reason is None for code in codes)

    def settling() -> int:
        return sum(settle(world, NOW + MINUTE) for _ in range(15))

    admitted, first, second = together([door, settling, settling])
    assert admitted == 30
    rest = settle(world, NOW + MINUTE)
    assert isinstance(first, int)
    assert isinstance(second, int)
    assert first + second + rest == 30
    parts = settled_in(world)
    assert sum(map(len, parts)) == 30
    assert set().union(*parts) == set(ids)
    assert None not in carriers(world)


@pytest.mark.parametrize("after", [timedelta(0), MINUTE])
def test_is_due__nobody_was_in__no(world: World, after: timedelta) -> None:
    with world.parts.db.read() as session:
        assert not is_due(session, now=NOW, settle_after=after)
