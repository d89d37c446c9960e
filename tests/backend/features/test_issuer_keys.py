"""Issuer keys: a new one takes over, older ones stay good until they are retired, and the door knows which."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.core.clock import FixedClock
from backend.core.errors import Conflict, NotFound
from backend.db.models.collectives import IssuerKey
from backend.db.models.door import DoorChange
from backend.db.repositories import tickets
from backend.features.checkin.schemas import Outcome, Reason
from backend.features.collectives import issuer_keys
from backend.features.collectives.issuer_keys import door_keys
from backend.features.collectives.schemas import IssuerKeyRow, KeyState
from backend.features.tickets import service as tickets_service
from backend.features.tickets.service import RevokeReason
from backend.passes.issuer import IssuerPublicKey
from backend.passes.ticket_pass import parse
from tests.backend.conftest import World, found_world
from tests.backend.door import scan


def rotate(world: World, account_id: int | None = None) -> str:
    with world.parts.db.write() as session:
        return issuer_keys.rotate(session, world.parts, world.collective(session).id, account_id=account_id)


def retire(world: World, kid: str, account_id: int | None = None) -> None:
    with world.parts.db.write() as session:
        issuer_keys.retire(session, world.parts, world.collective(session).id, kid, account_id=account_id)


def listed(world: World) -> tuple[IssuerKeyRow, ...]:
    with world.parts.db.read() as session:
        return issuer_keys.listing(session, world.parts, world.collective(session).id)


def trusted(world: World) -> list[str]:
    with world.parts.db.read() as session:
        return [key.kid for key in door_keys(session, world.collective(session).id)]


def signer(code: str) -> str:
    return parse(code).kid.hex()


def test_retire__the_key_that_signs__is_refused_until_a_new_one_has_taken_over(world: World) -> None:
    (only,) = listed(world)
    with pytest.raises(Conflict, match="issuer_key_signs"):
        retire(world, only.kid)
    newer = rotate(world)
    with pytest.raises(Conflict, match="issuer_key_signs"):
        retire(world, newer)
    retire(world, only.kid)
    assert trusted(world) == [newer]


def test_rotate_and_retire__an_event_is_announced__its_doors_load_the_keys_anew_each_time(world: World) -> None:
    with world.parts.db.read() as session:
        before = session.scalar(select(func.count()).where(DoorChange.kind == "rules")) or 0
    (first,) = listed(world)
    rotate(world)
    retire(world, first.kid)
    with world.parts.db.read() as session:
        told = session.execute(select(DoorChange.event_id).where(DoorChange.kind == "rules")).all()
        assert len(told) == before + 2
        assert {event_id for (event_id,) in told} == {world.event(session).id}


def test_retire__the_second_time__is_refused_and_says_so(world: World) -> None:
    (first,) = listed(world)
    rotate(world)
    retire(world, first.kid)
    with pytest.raises(Conflict, match="issuer_key_retired_already"):
        retire(world, first.kid)


@pytest.mark.parametrize("kid", ["", "0" * 16, "' OR 1=1", "ä" * 300])
def test_retire__a_key_that_does_not_exist__is_unknown(world: World, kid: str) -> None:
    with pytest.raises(NotFound, match="issuer_key_unknown"):
        retire(world, kid)


def test_retire__another_collectives_key__is_unknown_and_stays(world: World) -> None:
    other = found_world(world.parts, "Krabat")
    (theirs,) = listed(other)
    rotate(other)
    with pytest.raises(NotFound, match="issuer_key_unknown"):
        retire(world, theirs.kid)
    assert theirs.kid in trusted(other)


def test_rotate__passes_of_both_keys__are_taken_at_the_door(world: World) -> None:
    ids = world.issue(quantity=2)
    world.on_chain(ids)
    printed = world.code(ids[0])
    newer = rotate(world)
    assert signer(printed) != newer
    assert signer(world.code(ids[0])) == signer(world.code(ids[1])) == newer
    assert scan(world, printed).outcome is Outcome.ADMITTED
    assert scan(world, world.code(ids[1])).outcome is Outcome.ADMITTED


def test_retire__passes_of_that_key__are_invalid_at_the_door_and_the_page_has_another(world: World) -> None:
    ids = world.issue()
    world.on_chain(ids)
    printed = world.code(ids[0])
    rotate(world)
    retire(world, signer(printed))
    refused = scan(world, printed)
    assert (refused.outcome, refused.reason) == (Outcome.REFUSED, Reason.INVALID)
    assert scan(world, world.code(ids[0])).outcome is Outcome.ADMITTED


def test_retire__one_of_three__leaves_the_other_two(world: World) -> None:
    ids = world.issue(quantity=3)
    world.on_chain(ids)
    codes = []
    for token_id in ids:
        codes.append(world.code(token_id))
        rotate(world)
    retire(world, signer(codes[1]))
    assert [scan(world, code).reason for code in codes] == [None, Reason.INVALID, None]


def test_door_keys__after_rotating_and_retiring__are_whole_keys_of_this_collective_only(world: World) -> None:
    (first,) = listed(world)
    found_world(world.parts, "Krabat")
    second, third = rotate(world), rotate(world)
    retire(world, second)
    with world.parts.db.read() as session:
        keys = door_keys(session, world.collective(session).id)
    assert [key.kid for key in keys] == [third, first.kid]
    assert [IssuerPublicKey(key.public_key).kid.hex() for key in keys] == [third, first.kid]


def test_listing__says_who_and_when_and_in_which_state(world: World, clock: FixedClock) -> None:
    (first,) = listed(world)
    assert (first.state, first.created_by, first.retired_at) == (KeyState.SIGNING, None, None)
    clock.at += timedelta(hours=1)
    newer = rotate(world, world.account_id)
    clock.at += timedelta(hours=1)
    retire(world, first.kid, world.account_id)
    young, old = listed(world)
    assert (young.kid, young.state, young.created_by) == (newer, KeyState.SIGNING, "Organiser")
    assert young.created_at - first.created_at == timedelta(hours=1)
    assert (old.state, old.retired_by, old.open_tickets) == (KeyState.RETIRED, "Organiser", 0)
    assert old.retired_at == clock.now()


def test_listing__open_tickets__are_those_a_code_of_the_key_may_be_printed_for(world: World, clock: FixedClock) -> None:
    ids = world.issue(quantity=4)
    world.on_chain(ids)
    found_world(world.parts, "Krabat").issue(quantity=5)
    clock.at += timedelta(minutes=1)
    rotate(world)
    clock.at += timedelta(minutes=1)
    world.issue(quantity=2)
    assert [row.open_tickets for row in listed(world)] == [6, 4]
    scan(world, world.code(ids[0]))
    with world.parts.db.write() as session:
        event = world.event(session)
        ticket = tickets.by_token(session, event.id, ids[1])
        assert ticket
        tickets_service.revoke(session, world.parts, event, ticket, reason=RevokeReason.FRAUD)
    assert [row.open_tickets for row in listed(world)] == [4, 2]
    clock.at += timedelta(days=2)
    assert [row.open_tickets for row in listed(world)] == [0, 0]


def test_rotate__private_half__is_sealed_for_its_own_key_id(world: World) -> None:
    rotate(world)
    with world.parts.db.read() as session:
        rows = list(session.scalars(select(IssuerKey).order_by(IssuerKey.id)))
    seeds = [world.parts.vault.open(row.sealed_private_key, context=f"issuer:{row.kid}") for row in rows]
    assert len({*seeds}) == 2
    assert all(seed not in row.sealed_private_key for seed, row in zip(seeds, rows, strict=True))
