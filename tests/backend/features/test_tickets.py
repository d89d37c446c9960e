"""Issuing and revoking: a serial is given once whatever happens at the same moment, and the code proves the ticket."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from backend.core.errors import Conflict, EinlassError, NotFound, Unavailable
from backend.core.ids import LinkKind, LinkTarget
from backend.db.models.pipeline import Intent
from backend.db.models.tickets import Ticket
from backend.db.repositories import tickets as repository
from backend.features.collectives.issuer_keys import issuer_signer
from backend.features.events.schemas import NewGate, NewTier
from backend.features.tickets import service
from backend.features.tickets.service import RevokeReason, Wanted
from backend.passes.issuer import key_ring
from backend.passes.ticket_pass import verify
from tests.backend.conftest import NOW, TICKETS, Pictures, World
from tests.backend.door import scan
from tests.backend.together import together

SMALL = {"tiers": (NewTier("Abendkasse", 10), NewTier("Solidarisch", 4)), "gates": (NewGate("Tor", (1, 2)),)}


def issue(world: World, *wanted: Wanted) -> int:
    with world.parts.db.write() as session:
        return service.issue(session, world.parts, world.event(session), wanted, import_id=None)


def stored(world: World) -> list[Ticket]:
    with world.parts.db.read() as session:
        return list(session.scalars(select(Ticket).order_by(Ticket.id)))


def intents(world: World, kind: str) -> list[Intent]:
    with world.parts.db.read() as session:
        return list(session.scalars(select(Intent).where(Intent.kind == kind).order_by(Intent.id)))


def revoke(world: World, ticket: Ticket, reason: RevokeReason = RevokeReason.RETURNED) -> None:
    with world.parts.db.write() as session:
        service.revoke(session, world.parts, world.event(session), ticket, reason=reason)


def test_issue__one_more_than_is_left__nothing_at_all(make_world: Callable[..., World]) -> None:
    world = make_world(**SMALL)
    issue(world, Wanted(None, 2, 3))
    with pytest.raises(Conflict) as caught:
        issue(world, Wanted(None, 1, 1), Wanted(None, 2, 1), Wanted(None, 2, 1))
    assert (caught.value.code, caught.value.params) == ("tier_sold_out", {"tier": "Solidarisch"})
    assert [ticket.token_id for ticket in stored(world)] == [2 << 32, 2 << 32 | 1, 2 << 32 | 2]
    assert issue(world, Wanted(None, 1, 10), Wanted(None, 2, 1)) == 11


def test_issue__twelve_sellers_at_once__every_serial_once_and_never_too_many(make_world: Callable[..., World]) -> None:
    world = make_world(**SMALL)
    outcomes = together([lambda: issue(world, Wanted(None, 1, 1))] * 12)
    assert outcomes.count(1) == 10
    refused = [outcome for outcome in outcomes if isinstance(outcome, EinlassError)]
    assert [error.code for error in refused] == ["tier_sold_out"] * 2
    assert sorted(ticket.token_id for ticket in stored(world)) == [1 << 32 | serial for serial in range(10)]
    assert len(intents(world, "mint_ticket")) == 10


def test_issue__a_good_wish__a_ticket_and_a_wish_for_its_mint_each(world: World) -> None:
    assert issue(world, Wanted(None, 2, 2), Wanted(None, 1, 1)) == 3
    ids = [1 << 32, 2 << 32, 2 << 32 | 1]
    with world.parts.db.read() as session:
        event = world.event(session)
    assert sorted(ticket.token_id for ticket in stored(world)) == ids
    assert {(ticket.epoch, ticket.link_version, ticket.revoked_at) for ticket in stored(world)} == {(0, 0, None)}
    assert [(i.dedupe_key, i.token_id, i.signer, i.event_id) for i in intents(world, "mint_ticket")] == [
        (f"mint:{event.ref}:{token_id}", token_id, "office", event.id) for token_id in ids
    ]


@pytest.mark.parametrize(
    "number",
    [
        "",
        "1",
        "1-",
        "-1",
        "1-0000",
        "1-0003",
        "2-0001",
        "1-0001-2",
        "1-x",
        "one-1",
        "1-²",
        "1 - 1",
        # Serials and tiers that would run into each other, or out of the column.
        "1-4294967297",
        "0-4294967297",
        "4294967297-1",
        "9223372036854775807-1",
        "1-99999999999999999999",
        "1-" + "0" * 30 + "1",
    ],
)
def test_by_number__no_ticket_of_this_event__unknown(world: World, number: str) -> None:
    world.issue(quantity=2)
    with world.parts.db.read() as session, pytest.raises(NotFound, match="ticket_unknown"):
        service.by_number(session, world.event(session), number)


@pytest.mark.parametrize("number", ["1-0002", "1-2", "1-00000002"])
def test_by_number__as_people_say_it__found(world: World, number: str) -> None:
    world.issue(quantity=2)
    with world.parts.db.read() as session:
        assert service.by_number(session, world.event(session), number).token_id == 1 << 32 | 1


def test_of_event__another_events_ticket__unknown(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    theirs.issue()
    (ticket,) = stored(theirs)
    with ours.parts.db.read() as session:
        with pytest.raises(NotFound, match="ticket_unknown"):
            service.of_event(session, ours.event(session), ticket.id)
        for nobodys in (ticket.id + 1, 0, -1, 2**63, 10**30):
            with pytest.raises(NotFound, match="ticket_unknown"):
                service.of_event(session, theirs.event(session), nobodys)
        assert service.of_event(session, theirs.event(session), ticket.id).id == ticket.id


def test_by_link__older_than_the_newest__unknown(world: World) -> None:
    world.issue()
    (ticket,) = stored(world)
    old = service.link(world.parts, ticket).rpartition("/")[2]
    with world.parts.db.write() as session:
        session.get_one(Ticket, ticket.id).link_version = 1
    new = world.parts.links.make(LinkKind.TICKET, LinkTarget(ticket.id, 1))
    with world.parts.db.read() as session:
        with pytest.raises(NotFound, match="link_unknown"):
            service.by_link(session, world.parts, old)
        assert service.by_link(session, world.parts, new).id == ticket.id


@pytest.mark.parametrize("kind", [LinkKind.MEMBERSHIP, None])
def test_by_link__of_a_membership_or_nonsense__unknown(world: World, kind: LinkKind | None) -> None:
    world.issue()
    token = world.parts.links.make(kind, LinkTarget(stored(world)[0].id, 0)) if kind else "nonsense"
    with world.parts.db.read() as session, pytest.raises(NotFound, match="link_unknown"):
        service.by_link(session, world.parts, token)


def test_code__of_a_ticket__always_the_same_text_and_verifies(world: World) -> None:
    first, second = world.issue(quantity=2)
    code = world.code(first)
    assert world.code(first) == code != world.code(second)
    with world.parts.db.read() as session:
        event = world.event(session)
        key = issuer_signer(session, world.parts, event.collective_id).public_key
    claims = verify(code, key_ring([key])).claims
    assert claims.event_ref.hex() == event.ref
    assert (claims.token_id, claims.epoch) == (first, 0)
    assert datetime.fromtimestamp(claims.expires_at, UTC) == event.ends_at + world.parts.settings.pass_grace


def test_code__after_a_re_issue__another_one(world: World) -> None:
    (token_id,) = world.issue()
    before = world.code(token_id)
    with world.parts.db.write() as session:
        session.scalars(select(Ticket)).one().epoch = 1
    assert world.code(token_id) != before


def test_revoke__after_a_check_in__refused(world: World) -> None:
    world.on_chain(world.issue())
    (ticket,) = stored(world)
    assert scan(world, world.code(ticket.token_id)).reason is None
    with pytest.raises(Conflict, match="ticket_redeemed_already"):
        revoke(world, ticket)
    assert intents(world, "revoke_ticket") == []


def test_revoke__second_time__refused_and_the_first_reason_stays(world: World) -> None:
    world.issue()
    (ticket,) = stored(world)
    revoke(world, ticket, RevokeReason.FRAUD)
    with pytest.raises(Conflict, match="ticket_revoked_already"):
        revoke(world, ticket, RevokeReason.OTHER)
    assert stored(world)[0].revoked_reason == "fraud"
    assert len(intents(world, "revoke_ticket")) == 1


def test_revoke__eight_times_at_once__one_wish(world: World) -> None:
    world.issue()
    (ticket,) = stored(world)
    outcomes = together([lambda: revoke(world, ticket)] * 8)
    assert outcomes.count(None) == 1
    assert {error.code for error in outcomes if isinstance(error, EinlassError)} == {"ticket_revoked_already"}
    assert len(intents(world, "revoke_ticket")) == 1


def test_revoke__a_good_ticket__refused_at_the_door_no_code_and_a_wish_for_the_chain(world: World) -> None:
    world.on_chain(world.issue())
    (ticket,) = stored(world)
    code = world.code(ticket.token_id)
    revoke(world, ticket, RevokeReason.HOUSE_RULES)
    (intent,) = intents(world, "revoke_ticket")
    assert (intent.token_id, intent.signer, intent.payload) == (ticket.token_id, "organiser", {"reason": 4})
    assert scan(world, code).reason == "revoked"
    with world.parts.db.read() as session:
        page = service.page(session, world.parts, stored(world)[0])
    assert (page.revoked_at, page.code) == (NOW, None)


def test_picture__not_minted_or_no_chain__says_so(world: World, pictures: Pictures) -> None:
    (token_id,) = world.issue()
    (ticket,) = stored(world)

    def picture() -> bytes:
        with world.parts.db.read() as session:
            return service.picture(session, world.parts, ticket)

    with pytest.raises(NotFound, match="not_on_chain_yet"):
        picture()
    world.on_chain()
    with pytest.raises(NotFound, match="not_on_chain_yet"):
        picture()
    world.on_chain([token_id])
    assert f"{TICKETS} {token_id}".encode() in picture()
    pictures.broken = True
    with pytest.raises(Unavailable, match="chain_unreachable"):
        picture()


def test_add__a_token_id_that_exists__the_database_refuses(world: World) -> None:
    world.issue()
    (ticket,) = stored(world)
    row = {
        "event_id": ticket.event_id,
        "tier_id": ticket.tier_id,
        "token_id": ticket.token_id,
        "epoch": 0,
        "link_version": 0,
        "created_at": NOW,
    }
    with pytest.raises(Exception, match=r"(?i)unique"), world.parts.db.write() as session:
        repository.add(session, [row])
