"""The outbox: a wish is written in the transaction that wants it, once a key, with the request that made it."""

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db.models.pipeline import Intent
from backend.outbox.intents import SIGNER_OF, Kind, NewIntent, Signer
from backend.outbox.service import Arrivals, enqueue
from tests.backend.conftest import NOW, World
from tests.backend.together import together


def wish(session: Session, world: World, key: str, **changes: object) -> NewIntent:
    event = world.event(session)
    return NewIntent(
        Kind.MINT_TICKET,
        key,
        event.collective_id,
        event_id=event.id,
        **{"token_id": 1 << 32, **changes},  # type: ignore[arg-type]
    )


def mints(world: World) -> list[Intent]:
    with world.parts.db.read() as session:
        return list(session.scalars(select(Intent).where(Intent.kind == "mint_ticket").order_by(Intent.id)))


def enqueue_and_fall(session: Session, world: World) -> None:
    enqueue(session, [wish(session, world, "a")], now=NOW)
    raise RuntimeError


def test_enqueue__the_caller_rolls_back__no_wish(world: World) -> None:
    with pytest.raises(RuntimeError), world.parts.db.write() as session:
        enqueue_and_fall(session, world)
    assert mints(world) == []


def test_enqueue__the_same_key_again__the_first_wish_stays(world: World) -> None:
    with world.parts.db.write() as session:
        first = [wish(session, world, "a", payload={"n": 1}), wish(session, world, "b", token_id=1 << 32 | 1)]
        assert enqueue(session, first, now=NOW) == 2
    with world.parts.db.write() as session:
        again = [wish(session, world, "a", payload={"n": 2}), wish(session, world, "c", token_id=1 << 32 | 2)]
        assert enqueue(session, again, now=NOW) == 1
    assert [(row.dedupe_key, row.payload) for row in mints(world)] == [("a", {"n": 1}), ("b", {}), ("c", {})]


def test_enqueue__the_same_key_at_the_same_moment__one_wish(world: World) -> None:
    def go() -> int:
        with world.parts.db.write() as session:
            return enqueue(session, [wish(session, world, "a")], now=NOW)

    assert sorted(map(str, together([go] * 6))) == ["0"] * 5 + ["1"]
    assert len(mints(world)) == 1


def test_enqueue__nothing__nothing(world: World) -> None:
    with world.parts.db.write() as session:
        assert enqueue(session, [], now=NOW) == 0


def test_enqueue__within_a_request__keeps_its_id(world: World) -> None:
    with structlog.contextvars.bound_contextvars(request_id="r1"), world.parts.db.write() as session:
        enqueue(session, [wish(session, world, "a")], now=NOW)
    with world.parts.db.write() as session:
        enqueue(session, [wish(session, world, "b", token_id=1 << 32 | 1)], now=NOW)
    assert [(row.request_id, row.signer, row.created_at) for row in mints(world)] == [
        ("r1", "office", NOW),
        (None, "office", NOW),
    ]


def test_signer_of__every_kind__only_the_organiser_creates_and_revokes() -> None:
    assert set(SIGNER_OF) == set(Kind)
    organisers = {kind for kind, signer in SIGNER_OF.items() if signer is Signer.ORGANISER}
    assert organisers == {Kind.CREATE_COLLECTIVE, Kind.CREATE_EVENT, Kind.REVOKE_TICKET}


def test_arrivals__nothing_new__not_said_again(world: World) -> None:
    came = Arrivals(world.parts.db)
    came()
    assert not came()
    with pytest.raises(RuntimeError), world.parts.db.write() as session:
        enqueue_and_fall(session, world)
    assert not came()


def test_arrivals__a_wish_is_committed__said_once(world: World) -> None:
    came = Arrivals(world.parts.db)
    came()
    with world.parts.db.write() as session:
        enqueue(session, [wish(session, world, "a")], now=NOW)
        assert not came(), "not committed yet"
    assert came()
    assert not came()
