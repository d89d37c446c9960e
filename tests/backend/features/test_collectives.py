"""Founding collectives: who may, under which names, and what goes to the chain for it."""

import pytest
from sqlalchemy import select

from backend.core.errors import Forbidden, Invalid, NotFound, SetupError
from backend.db.models.collectives import Collective, IssuerKey
from backend.db.models.installation import Installation
from backend.db.models.pipeline import Intent
from backend.db.repositories import accounts, collectives
from backend.features.collectives import service
from backend.features.collectives.issuer_keys import issuer_signer
from backend.features.collectives.schemas import NewCollective
from backend.features.parts import Parts
from backend.features.progress import ChainProgress
from tests.backend.conftest import FOUNDER, MEMBERSHIP, NOW, World
from tests.backend.together import together


def account(parts: Parts, name: str = "Organiser") -> int:
    with parts.db.write() as session:
        return accounts.add_account(session, name=name, now=NOW).id


def found(parts: Parts, account_id: int, name: str, symbol: str = "RUEB") -> str:
    with parts.db.write() as session:
        return service.found(session, parts, account_id, NewCollective(name, symbol))


@pytest.mark.parametrize(
    ("name", "symbol", "code"),
    [
        ("", "RUEB", "name_missing"),
        (" \u202e\x00 ", "RUEB", "name_missing"),
        ("ü" * 33, "RUEB", "name_too_long"),
        ("Rübezahl", "R", "symbol_invalid"),
        ("Rübezahl", "R" * 12, "symbol_invalid"),
        ("Rübezahl", "RÜB", "symbol_invalid"),
        ("Rübezahl", "1RUEB", "symbol_invalid"),
        ("Rübezahl", "RUEB\n2", "symbol_invalid"),
    ],
)
def test_found__what_the_chain_would_refuse__invalid_and_nothing_kept(
    parts: Parts, name: str, symbol: str, code: str
) -> None:
    account_id = account(parts)
    with pytest.raises(Invalid) as caught:
        found(parts, account_id, name, symbol)
    assert caught.value.code == code
    with parts.db.read() as session:
        assert session.scalars(select(Collective)).all() == []
        assert session.scalars(select(Intent)).all() == []


def test_found__database_without_a_chain__not_installed(parts: Parts) -> None:
    account_id = account(parts)
    with parts.db.write() as session:
        session.delete(session.get_one(Installation, 1))
    with pytest.raises(SetupError, match="not_installed"):
        found(parts, account_id, "Rübezahl")


def test_organised__by_somebody_else__forbidden(parts: Parts) -> None:
    slug = found(parts, account(parts), "Rübezahl")
    stranger = account(parts, "Stranger")
    with parts.db.read() as session, pytest.raises(Forbidden, match="not_yours"):
        service.organised(session, account_id=stranger, slug=slug)
    with parts.db.read() as session:
        assert service.mine(session, stranger) == ()


def test_organised__that_does_not_exist__unknown(parts: Parts) -> None:
    account_id = account(parts)
    with parts.db.read() as session, pytest.raises(NotFound, match="collective_unknown"):
        service.organised(session, account_id=account_id, slug="nobody")


@pytest.mark.parametrize(
    ("name", "slugs"), [("Rübezahl", ["ruebezahl", "ruebezahl-2"]), ("東京", ["kollektiv", "kollektiv-2"])]
)
def test_found__same_name_twice__two_addresses(parts: Parts, name: str, slugs: list[str]) -> None:
    account_id = account(parts)
    assert [found(parts, account_id, name), found(parts, account_id, name)] == slugs


def test_found__same_name_at_the_same_moment__two_addresses(parts: Parts) -> None:
    account_id = account(parts)
    outcomes = together([lambda: found(parts, account_id, "Rübezahl")] * 4)
    assert sorted(map(str, outcomes)) == ["ruebezahl", "ruebezahl-2", "ruebezahl-3", "ruebezahl-4"]


def test_found__a_good_wish__roles_key_and_one_intent(parts: Parts) -> None:
    slug = found(parts, account(parts), "  Rübezahl\u202e ", " rueb ")
    with parts.db.read() as session:
        collective = collectives.by_slug(session, slug)
        assert collective
        (intent,) = session.scalars(select(Intent)).all()
        installed = session.get_one(Installation, 1)
    assert (collective.name, collective.symbol, collective.founder) == ("Rübezahl", "RUEB", FOUNDER)
    assert (intent.kind, intent.signer, intent.collective_id) == ("create_collective", "organiser", collective.id)
    assert intent.dedupe_key == f"collective:{collective.ref}"
    assert intent.payload == {
        "ref": collective.ref,
        "name": "Rübezahl",
        "symbol": "RUEB",
        "admin": installed.admin,
        "organiser": installed.organiser,
        "box_office": installed.office,
        "door": installed.office,
        "treasurer": installed.admin,
        "treasury": installed.admin,
        "look": {"style": "dada", "paper": 0xFF4A1C, "ink": 0x16130F, "accent": 0xFFFDF7},
    }


def test_issuer_signer__two_collectives__keys_of_their_own_sealed_at_rest(parts: Parts) -> None:
    account_id = account(parts)
    ids = []
    for name in ("Rübezahl", "Krabat"):
        slug = found(parts, account_id, name)
        with parts.db.read() as session:
            ids.append(service.organised(session, account_id=account_id, slug=slug).id)
    with parts.db.read() as session:
        first, second = (issuer_signer(session, parts, one).public_key for one in ids)
        rows = {row.kid: row for row in session.scalars(select(IssuerKey))}
    assert first != second
    assert set(rows) == {first.kid.hex(), second.kid.hex()}
    assert rows[first.kid.hex()].public_key == first.raw


def test_page__before_and_after_the_chain_has_it(world: World) -> None:
    with world.parts.db.read() as session:
        before = service.page(session, world.collective(session))
    world.issue(quantity=3)
    world.on_chain()
    with world.parts.db.read() as session:
        after = service.page(session, world.collective(session))
        (mine,) = service.mine(session, world.account_id)
        contracts = collectives.contracts(session, world.collective(session))
    assert not before.founded_on_chain
    assert after.founded_on_chain
    assert contracts
    assert contracts.membership == MEMBERSHIP
    assert after.members == ChainProgress()
    assert [(event.slug, event.ticket_count, event.admitted_count) for event in after.events] == [
        (world.event_slug, 3, 0)
    ]
    assert (mine.slug, mine.member_count, mine.event_count) == (world.collective_slug, 0, 1)


def test_contracts__a_strangers_under_our_reference__not_ours(world: World) -> None:
    world.on_chain()
    with world.parts.db.write() as session:
        collective = world.collective(session)
        collective.founder = "0x" + "0" * 37 + "0EE"
        session.flush()
        assert collectives.contracts(session, collective) is None
