"""A lane that dies at any point, and the next process: one transaction a batch, the same bytes, every ticket minted once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.chain.errors import ChainUnreachable
from backend.chain.sender import SignedTransaction, Unsigned
from backend.db.models.pipeline import ChainTransaction, TransactionAttempt
from backend.db.repositories import relay_watch
from backend.db.session import Database
from backend.relayer.lane import Lane
from backend.relayer.states import TxState
from tests.backend.relayer.conftest import OFFICE, Rig
from tests.backend.relayer.node import BASE_FEE, Node, parse


class Died(BaseException):
    """The process is gone; nothing may catch this."""


class Fuse:
    """Counts the places at which a process can die, and dies at one of them."""

    def __init__(self, at: int) -> None:
        self._left = at
        self.name = ""

    def pass_by(self, name: str) -> None:
        self._left -= 1
        if self._left == 0:
            self.name = name
            raise Died(name)


class FusedNode:
    """A node whose caller may die before or after each call."""

    def __init__(self, node: Node, fuse: Fuse) -> None:
        self._node = node
        self._fuse = fuse

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._node, name)

        def call(*args: Any, **options: Any) -> Any:
            self._fuse.pass_by(f"before {name}")
            answer = method(*args, **options)
            self._fuse.pass_by(f"after {name}")
            return answer

        return call


class FusedDatabase:
    """A database whose user may die before or after each commit."""

    def __init__(self, db: Database, fuse: Fuse) -> None:
        self._db = db
        self._fuse = fuse
        self.read = db.read

    @contextmanager
    def write(self) -> Iterator[Session]:
        with self._db.write() as session:
            yield session
            self._fuse.pass_by("before commit")
        self._fuse.pass_by("after commit")


def _mint(rig: Rig, lane: Lane) -> None:
    """A whole ticket's way."""
    lane.step()
    rig.node.mine()
    lane.step()


def _hang(rig: Rig, lane: Lane) -> None:
    """Sent, stuck below the base fee, and sent again for more."""
    lane.step()
    rig.node.base_fee = 10 * BASE_FEE
    rig.node.mine()
    rig.clock.at += timedelta(seconds=60)
    lane.step()
    rig.node.mine()
    lane.step()


def _call_off(rig: Rig, lane: Lane) -> None:
    """Sent, and its nonce given away, because somebody asked for it."""
    lane.step()
    rows = rig.transactions()
    with rig.db.write() as session:
        relay_watch.ask(session, kind="cancel", target=rows[-1].id, now=rig.clock.at)
    lane.step()
    rig.node.mine()
    lane.step()


def _die(rig: Rig, at: int, way: Callable[[Rig, Lane], None] = _mint) -> str:
    """Run a lane along a way and let it die at its `at`-th place; the place's name, empty when it lived."""
    fuse = Fuse(at)
    with suppress(Died):
        way(rig, rig.lane(db=FusedDatabase(rig.db, fuse), client=FusedNode(rig.node, fuse)))
    rig.node.base_fee = BASE_FEE
    return fuse.name


def test_lane__dies_at_every_single_place__next_process_ends_with_one_transaction_a_batch(rig: Rig) -> None:
    places: list[str] = []
    while True:
        ids = rig.world.issue(quantity=2)
        place = _die(rig, len(places) + 1)
        stored = {attempt.id: attempt.raw for attempt in rig.attempts()}
        rig.finish()
        rows, attempts = rig.transactions(), rig.attempts()
        assert [row.nonce for row in rows] == list(range(len(places) + 1)), place
        assert {row.state for row in rows} == {TxState.FINAL.value}, place
        assert [attempt.transaction_id for attempt in attempts] == [row.id for row in rows], place
        assert all(attempt.raw == stored.get(attempt.id, attempt.raw) for attempt in attempts), place
        assert parse(attempts[-1].raw).ids == tuple(ids), place
        assert set(rig.node.minted().values()) == {1}, place
        assert set(rig.node.sends) == {attempt.raw for attempt in attempts}, place
        if not place:
            break
        places.append(place)
    assert places.count("before commit") == places.count("after commit") == 5
    assert {"before send_raw", "after send_raw", "after receipt", "after transaction_count"} <= set(places)


@pytest.mark.parametrize("way", [_hang, _call_off])
def test_lane__dies_anywhere_on_the_other_ways__every_nonce_is_used_once_and_nothing_is_minted_twice(
    rig: Rig, way: Callable[[Rig, Lane], None]
) -> None:
    places = 0
    while True:
        ids = rig.world.issue(quantity=2)
        place = _die(rig, places + 1, way)
        rig.finish()
        rows = rig.transactions()
        assert [row.nonce for row in rows] == list(range(len(rows))), place
        assert {row.state for row in rows} <= {TxState.FINAL.value, TxState.CANCELLED.value}, place
        done = {token_id for token_id in ids if rig.node.minted()[token_id] == 1}
        failed = {token_id for token_id in ids if rig.items()[token_id].state == "failed"}
        # What was called off is not minted and says so; everything else is minted; nothing is both or neither.
        assert done ^ failed == set(ids), place
        assert not done & failed, place
        assert way is _call_off or not failed, place
        assert set(rig.node.minted().values()) == {1} or not rig.node.minted(), place
        assert {parse(raw).hash for raw in rig.node.sends} <= {form.hash for form in rig.attempts()}, place
        if not place:
            break
        places += 1
    assert len({form.transaction_id for form in rig.attempts()}) < len(rig.attempts())


def test_lane__each_step__is_in_the_database_before_the_next(rig: Rig) -> None:
    order: list[str] = []

    def stored(model: type[ChainTransaction] | type[TransactionAttempt]) -> Any:
        with rig.db.read() as session:
            return session.scalars(select(model)).one_or_none()

    class WatchedKey:
        address = OFFICE.address

        def sign(self, unsigned: Unsigned) -> SignedTransaction:
            row = stored(ChainTransaction)
            assert (row.nonce, row.state, row.data) == (unsigned.nonce, TxState.RESERVED.value, unsigned.data)
            assert {item.transaction_id for item in rig.items().values()} == {row.id}
            order.append("sign")
            return OFFICE.sign(unsigned)

    class WatchedNode(Node):
        def send_raw(self, raw: bytes) -> None:
            attempt = stored(TransactionAttempt)
            assert (attempt.raw, attempt.hash, attempt.sent_at) == (raw, parse(raw).hash, None)
            assert stored(ChainTransaction).state == TxState.SIGNED.value
            order.append("send")
            super().send_raw(raw)

    rig.node = WatchedNode()
    rig.world.issue(quantity=3)
    rig.lane(key=WatchedKey()).step()
    assert order == ["sign", "send"]


@pytest.mark.parametrize("state", [TxState.RESERVED, TxState.SIGNED])
def test_lane__chain_not_answering_after_this_state__next_round_goes_on_from_it(rig: Rig, state: TxState) -> None:
    asked = {TxState.RESERVED: "fee_market", TxState.SIGNED: "send_raw"}[state]

    class Deaf:
        def __getattr__(self, name: str) -> Any:
            if name == asked:
                raise ChainUnreachable(name)
            return getattr(rig.node, name)

    (token_id,) = rig.world.issue()
    with pytest.raises(ChainUnreachable):
        rig.lane(client=Deaf()).step()
    assert [row.state for row in rig.transactions()] == [state.value]
    rig.finish()
    assert rig.node.minted() == {token_id: 1}
