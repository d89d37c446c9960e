"""Memberships: numbered once, one a person, shown with what the chain says of them."""

import threading
import time
from collections.abc import Callable, Sequence

import pytest
from sqlalchemy import select

from backend.chain.errors import RevertReason
from backend.core.errors import NotFound, Unavailable
from backend.core.ids import LinkKind, LinkTarget
from backend.db.models.pipeline import Intent, RelayItem
from backend.db.models.tickets import Membership, Person
from backend.db.projections import fold
from backend.db.repositories import people, relay
from backend.features.members import service
from backend.features.progress import ChainState
from tests.backend.conftest import MEMBERSHIP, NOW, Pictures, World, transfer
from tests.backend.together import together


def known(world: World, *names: str) -> list[int]:
    """People the collective knows; their ids."""
    with world.parts.db.write() as session:
        rows = [{"name": name, "email": f"{name.casefold()}@b.de"} for name in names]
        ids = people.ensure(session, world.collective(session).id, rows, now=NOW)
        return [ids[row["email"]] for row in rows]


def give(world: World, person_ids: Sequence[int], *, pause: float = 0) -> int:
    """Give memberships; `pause` keeps the transaction open for a while before it commits."""
    with world.parts.db.write() as session:
        given = service.give(session, world.parts, world.collective(session), person_ids, import_id=None)
        time.sleep(pause)
        return given


def numbers(world: World) -> dict[int, int | None]:
    """Person by membership number."""
    with world.parts.db.read() as session:
        return {row.number: row.person_id for row in session.scalars(select(Membership).order_by(Membership.number))}


def mint(world: World, number: int, *, owner: str = MEMBERSHIP, block: int = 7) -> None:
    with world.parts.db.write() as session:
        fold.write(session, fold.Changes(logs=[transfer(MEMBERSHIP, number, owner, block=block)]))


def membership(world: World, number: int) -> Membership:
    with world.parts.db.read() as session:
        return session.scalars(select(Membership).where(Membership.number == number)).one()


def test_give__nobody__nothing(world: World) -> None:
    assert give(world, []) == 0
    assert numbers(world) == {}


def test_give__who_is_a_member_or_named_twice__once(world: World) -> None:
    kaethe, max_, otto = known(world, "Käthe", "Max", "Otto")
    assert give(world, [kaethe, max_, kaethe]) == 2
    assert give(world, [max_, otto]) == 1
    assert numbers(world) == {1: kaethe, 2: max_, 3: otto}


def test_give__the_same_people_while_another_transaction_gives__waits_and_gives_nothing(world: World) -> None:
    ids = known(world, "Käthe", "Max")
    second: list[int | Exception] = []

    def later() -> None:
        time.sleep(0.1)
        second.extend(together([lambda: give(world, ids)]))

    thread = threading.Thread(target=later)
    thread.start()
    assert give(world, ids, pause=0.4) == 2
    thread.join()
    assert second == [0]
    assert numbers(world) == {1: ids[0], 2: ids[1]}


def test_give__to_different_people_at_once__every_number_once(world: World) -> None:
    ids = known(world, *(f"P{n}" for n in range(24)))
    outcomes = together([lambda start=start: give(world, ids[start : start + 4]) for start in range(0, 24, 4)])
    assert outcomes == [4] * 6
    found = numbers(world)
    assert sorted(found) == list(range(1, 25))
    assert set(found.values()) == set(ids)


def test_give__to_new_members__a_wish_for_each_mint(world: World) -> None:
    give(world, known(world, "Käthe", "Max"))
    with world.parts.db.read() as session:
        collective = world.collective(session)
        intents = session.scalars(select(Intent).where(Intent.kind == "mint_membership").order_by(Intent.id)).all()
    assert [(intent.dedupe_key, intent.token_id, intent.signer, intent.event_id) for intent in intents] == [
        (f"member:{collective.ref}:1", 1, "office", None),
        (f"member:{collective.ref}:2", 2, "office", None),
    ]


def test_listing__on_their_way__each_with_its_state(world: World) -> None:
    give(world, known(world, "Käthe", "Max", "Otto", "Paula", "Gret"))
    world.on_chain(block=8, final=7)
    mint(world, 1, block=7)
    mint(world, 2, block=8)
    with world.parts.db.write() as session:
        intents = {
            row.token_id: row.id for row in session.scalars(select(Intent).where(Intent.kind == "mint_membership"))
        }
        relay.fail(session, intents[3], failure="MembershipRetired", args={"tokenId": "3"}, now=NOW)
        session.add(RelayItem(intent_id=intents[4], state="released", failure_args={}, updated_at=NOW))
    with world.parts.db.read() as session:
        rows = service.listing(session, world.parts, world.collective(session))
        paged = service.listing(session, world.parts, world.collective(session), limit=2, offset=1)
    assert [(row.number, row.name, row.state, row.failure) for row in rows] == [
        (1, "Käthe", ChainState.FINAL, None),
        (2, "Max", ChainState.MINED, None),
        (3, "Otto", ChainState.FAILED, RevertReason("MembershipRetired", {"tokenId": "3"})),
        (4, "Paula", ChainState.QUEUED, None),
        (5, "Gret", ChainState.QUEUED, None),
    ]
    assert [row.number for row in paged] == [2, 3]


def test_by_link__a_tickets_link_or_an_older_one__unknown(world: World) -> None:
    give(world, known(world, "Käthe"))
    row = membership(world, 1)
    links = world.parts.links
    for token in (
        "nonsense",
        links.make(LinkKind.TICKET, LinkTarget(row.id, 0)),
        links.make(LinkKind.MEMBERSHIP, LinkTarget(row.id, 1)),
        links.make(LinkKind.MEMBERSHIP, LinkTarget(row.id + 1, 0)),
    ):
        with world.parts.db.read() as session, pytest.raises(NotFound, match="link_unknown"):
            service.by_link(session, world.parts, token)
    with world.parts.db.read() as session:
        token = service.listing(session, world.parts, world.collective(session))[0].link_token
        assert service.by_link(session, world.parts, token).id == row.id


def test_page__held_by_the_collective_or_by_the_member__says_so(world: World) -> None:
    give(world, known(world, "Käthe"))
    pages = []
    for step in (lambda: None, world.on_chain, lambda: mint(world, 1), lambda: move(world, 1)):
        step()
        with world.parts.db.read() as session:
            pages.append(service.page(session, membership(world, 1)))
    assert [(page.state, page.contract, page.held_by_collective) for page in pages] == [
        (ChainState.QUEUED, None, False),
        (ChainState.QUEUED, MEMBERSHIP, False),
        (ChainState.FINAL, MEMBERSHIP, True),
        (ChainState.FINAL, MEMBERSHIP, False),
    ]
    assert (pages[0].collective_name, pages[0].symbol, pages[0].number, pages[0].since) == ("Rübezahl", "RUEB", 1, NOW)


def move(world: World, number: int) -> None:
    with world.parts.db.write() as session:
        log = transfer(MEMBERSHIP, number, "0x" + "0" * 37 + "0EE", block=7, sender=MEMBERSHIP, at=1)
        fold.write(session, fold.Changes(logs=[log]))


def test_picture__not_minted_or_no_chain__says_so(world: World, pictures: Pictures) -> None:
    give(world, known(world, "Käthe"))
    world.on_chain()
    with world.parts.db.read() as session, pytest.raises(NotFound, match="not_on_chain_yet"):
        service.picture(session, world.parts, membership(world, 1))
    mint(world, 1)
    with world.parts.db.read() as session:
        assert f"{MEMBERSHIP} 1".encode() in service.picture(session, world.parts, membership(world, 1))
    pictures.broken = True
    with world.parts.db.read() as session, pytest.raises(Unavailable, match="chain_unreachable"):
        service.picture(session, world.parts, membership(world, 1))


def test_listing__of_another_collective__shows_none_of_ours(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    give(ours, known(ours, "Käthe"))
    give(theirs, known(theirs, "Käthe", "Max"))
    with ours.parts.db.read() as session:
        assert len(service.listing(session, ours.parts, ours.collective(session))) == 1
        assert len(service.listing(session, theirs.parts, theirs.collective(session))) == 2
        people_count = len(session.scalars(select(Person)).all())
    assert people_count == 3
    assert sorted(numbers(theirs)) == [1, 2]
