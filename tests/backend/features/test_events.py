"""Announcing events: addresses, what is stored, what goes to the chain, and what the organiser's page counts."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from backend.core.errors import Invalid, NotFound
from backend.db.models.events import Event
from backend.db.models.pipeline import Intent
from backend.db.repositories import events
from backend.features.events import service
from backend.features.events.schemas import GateView, NewGate, NewTier, TierView, TransferPolicy
from backend.features.parts import Parts
from backend.features.progress import ChainProgress
from tests.backend.conftest import TICKETS, World, new_event
from tests.backend.together import together


def announce(world: World, **changes: object) -> str:
    with world.parts.db.write() as session:
        return service.announce(session, world.parts, world.collective(session), new_event(**changes))


def test_announce__what_does_not_fit__nothing_kept(world: World) -> None:
    with pytest.raises(Invalid, match="tiers_missing"):
        announce(world, tiers=())
    with world.parts.db.read() as session:
        assert len(session.scalars(select(Event)).all()) == 1


def test_of__another_collectives_event__unknown(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    slug = announce(theirs, name="Schwarze Messe")
    with ours.parts.db.read() as session, pytest.raises(NotFound, match="event_unknown"):
        service.of(session, ours.collective(session), slug)


@pytest.mark.parametrize(("name", "slugs"), [("Fest", ["fest", "fest-2"]), ("東京", ["event", "event-2"])])
def test_announce__same_name_twice__two_addresses(world: World, name: str, slugs: list[str]) -> None:
    assert [announce(world, name=name), announce(world, name=name)] == slugs


def test_announce__same_name_at_the_same_moment__two_addresses(world: World) -> None:
    outcomes = together([lambda: announce(world, name="Fest")] * 4)
    assert sorted(map(str, outcomes)) == ["fest", "fest-2", "fest-3", "fest-4"]


def test_announce__same_name_in_another_collective__the_same_address(make_world: Callable[..., World]) -> None:
    assert make_world("Rübezahl").event_slug == make_world("Krabat").event_slug == "nachtdruck"


def test_announce__a_good_wish__one_intent_with_what_the_contract_needs(world: World, parts: Parts) -> None:
    with parts.db.read() as session:
        event = world.event(session)
        (intent,) = session.scalars(select(Intent).where(Intent.kind == "create_event")).all()
        assert [(tier.number, tier.box_office, tier.next_serial) for tier in event.tiers] == [(1, 300, 0), (2, 100, 0)]
        assert [(found.name, found.entrance) for found in event.lists] == [("Einlass", True)]
        assert event.settle
    assert (intent.signer, intent.event_id, intent.dedupe_key) == ("organiser", event.id, f"event:{event.ref}")
    assert intent.payload == {
        "ref": event.ref,
        "name": "Nachtdruck",
        "style": None,
        "starts_at": int(event.starts_at.timestamp()),
        "ends_at": int(event.ends_at.timestamp()),
        "policy": "free",
        "tiers": [
            {"name": "Abendkasse", "supply": 300, "box_office": 300},
            {"name": "Solidarisch", "supply": 100, "box_office": 100},
        ],
    }


def test_page__tickets_on_their_way__counted_by_tier_gate_and_state(world: World) -> None:
    first = world.issue(tier=1, quantity=3)
    world.issue(tier=2, quantity=2)
    world.on_chain(first[:2], block=7, final=6)
    with world.parts.db.read() as session:
        event = world.event(session)
        page = service.page(session, world.collective(session), event)
        gates = [gate.id for gate in event.gates]
    assert page.contract == TICKETS
    assert page.policy is TransferPolicy.FREE
    assert page.tiers == (TierView(1, "Abendkasse", 300, 3, True), TierView(2, "Solidarisch", 100, 2, True))
    assert page.gates == (GateView(gates[0], "Haupteingang", (1, 2), 0, 0), GateView(gates[1], "Hof", (2,), 0, 0))
    assert page.tickets == ChainProgress(queued=3, mined=2)
    assert (page.tickets.total, page.tickets.settled) == (5, False)
    assert (page.inside, page.settled) == (0, 0)


def test_contract__under_a_strangers_access_manager__not_ours(world: World) -> None:
    with world.parts.db.read() as session:
        assert events.contract(session, world.event(session)) is None
    world.on_chain()
    with world.parts.db.write() as session:
        assert events.contract(session, world.event(session)) == TICKETS
        world.collective(session).founder = "0x" + "0" * 37 + "0EE"
        session.flush()
        assert events.contract(session, world.event(session)) is None


def test_allot_serials__to_the_last_one__then_none_and_never_one_twice(world: World) -> None:
    slug = announce(world, name="Klein", tiers=(NewTier("Abend", 10),), gates=(NewGate("Tor", (1,)),))
    with world.parts.db.write() as session:
        tier = service.of(session, world.collective(session), slug).tiers[0].id
        assert [events.allot_serials(session, tier, count) for count in (4, 6)] == [0, 4]
        assert events.allot_serials(session, tier, 1) is None
