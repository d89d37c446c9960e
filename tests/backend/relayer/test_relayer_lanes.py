"""Several keys: no two lanes take the same ticket, each nonce belongs to one key, and one key's trouble is its own."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from eth_account import Account
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.chain.errors import ChainUnreachable, TooManyRequests
from backend.chain.sender import Key
from backend.core.loop import Stop
from backend.db.locks import LockHeld, take
from backend.db.models.pipeline import Intent
from backend.db.repositories import relay
from backend.outbox.intents import Signer
from backend.relayer import plan
from backend.relayer.loop import Relaying, Rules, drain, round_of, runners
from tests.backend.relayer.conftest import FEE_CAP, OFFICE, Rig
from tests.backend.relayer.node import Node, Sent, parse

SECOND = Key(Account.from_key(b"\x09" * 32))


class Chain:
    """Two accounts on one chain: what each sent is in a node of its own, and what one minted the other cannot."""

    def __init__(self) -> None:
        self.of: dict[str, Node] = {OFFICE.address: Node(), SECOND.address: Node()}

    def client(self, key: Key) -> Node:
        node, others = self.of[key.address], [node for address, node in self.of.items() if address != key.address]
        minted = {token_id for other in others for token_id in other.minted()}
        node.poison = dict.fromkeys(minted, "AlreadyMinted")
        return node

    def minted(self) -> dict[int, int]:
        first, second = (node.minted() for node in self.of.values())
        return first + second

    def sent(self) -> list[Sent]:
        return [parse(raw) for node in self.of.values() for raw in node.sends]


@pytest.fixture
def many(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Forty tickets, in batches of two."""
    monkeypatch.setattr(plan, "PLANNED_GAS", 60_000)
    return rig.world.issue(quantity=40)


def test_lanes__more_than_one_key_may_have_open__the_second_takes_the_rest(rig: Rig, many: list[int]) -> None:
    chain = Chain()
    for key in (OFFICE, SECOND):
        rig.lane(key=key, client=chain.client(key)).step()
    ids = [token_id for sent in chain.sent() for token_id in sent.ids]
    assert sorted(ids) == sorted(many)
    rows = rig.transactions()
    assert sorted((row.sender, row.nonce) for row in rows) == sorted(
        [(OFFICE.address, nonce) for nonce in range(16)] + [(SECOND.address, nonce) for nonce in range(4)]
    )
    for key in (OFFICE, SECOND):
        chain.of[key.address].mine()
        rig.lane(key=key, client=chain.client(key)).step()
    assert {row.state for row in rig.transactions()} == {"final"}
    assert chain.minted() == dict.fromkeys(many, 1)


class Interrupted:
    """A database in which something else happens before the first write of a lane that plans."""

    def __init__(self, rig: Rig, meanwhile: Callable[[], None]) -> None:
        self._rig = rig
        self._meanwhile = meanwhile
        self.read = rig.db.read

    def __getattr__(self, name: str) -> Any:
        return getattr(self._rig.db, name)

    @contextmanager
    def write(self) -> Iterator[Session]:
        meanwhile, self._meanwhile = self._meanwhile, lambda: None
        meanwhile()
        with self._rig.db.write() as session:
            yield session


def test_lanes__both_want_the_same_tickets__the_slower_one_takes_no_nonce(rig: Rig) -> None:
    ids = rig.world.issue(quantity=3)
    chain = Chain()
    second = rig.lane(key=SECOND, client=chain.client(SECOND))
    first = rig.lane(key=OFFICE, client=chain.client(OFFICE), db=Interrupted(rig, second.step))
    first.step()
    assert [row.sender for row in rig.transactions()] == [SECOND.address]
    assert chain.of[OFFICE.address].sends == []
    assert [sent.ids for sent in chain.sent()] == [tuple(ids)]


def test_claim__one_of_several_is_taken__none_is(rig: Rig) -> None:
    rig.world.issue(quantity=3)
    rig.lane().step()
    carried = rig.transactions()[0].id
    rig.world.issue(quantity=1)
    with rig.db.read() as session:
        minting = select(Intent.id).where(Intent.kind == "mint_ticket").order_by(Intent.id.desc())
        numbers = list(session.scalars(minting.limit(2)))[::-1]
    with rig.db.write() as session:
        assert not relay.claim(session, numbers, transaction_id=carried, now=rig.clock.at)
        session.rollback()
    with rig.db.write() as session:
        # A lane that judged it meanwhile does not take it from the transaction that carries it.
        relay.fail(session, numbers[0], failure="AlreadyMinted", args={}, now=rig.clock.at)
    assert {row.state for row in rig.items().values()} == {"assigned"}


# -- the loop


class Faults:
    """A node of the right chain; `trouble` by the address that is asked about."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self.trouble: dict[str, Exception] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._node, name)

    def require_chain(self, _chain_id: int, _genesis: str) -> None:
        pass

    def transaction_count(self, address: str) -> int:
        if address in self.trouble:
            raise self.trouble[address]
        return self._node.transaction_count(address)


def relaying(rig: Rig, client: Any, keys: Sequence[Key] = (OFFICE, SECOND)) -> Relaying:
    return Relaying(
        db=rig.db,
        client=client,
        clock=rig.clock,
        keys={Signer.OFFICE: keys},
        installed=rig.installed(),
        rules=Rules(FEE_CAP),
    )


@pytest.fixture
def faults(rig: Rig) -> Faults:
    return Faults(rig.node)


def test_round__one_key_in_trouble__the_other_goes_on_and_nothing_is_raised(rig: Rig, faults: Faults) -> None:
    rig.world.issue()
    faults.trouble = {SECOND.address: ChainUnreachable("eth_getTransactionCount")}
    found = runners(relaying(rig, faults))
    assert round_of(found, relaying(rig, faults), idle=0.5)()
    assert [row.sender for row in rig.transactions()] == [OFFICE.address]
    assert isinstance(found[1].trouble, ChainUnreachable)
    for runner in found:
        runner.release()


def test_round__all_keys_in_trouble__raised_for_the_loop_to_wait(rig: Rig, faults: Faults) -> None:
    faults.trouble = {key.address: ChainUnreachable("x") for key in (OFFICE, SECOND)}
    found = runners(relaying(rig, faults))
    with pytest.raises(ChainUnreachable):
        round_of(found, relaying(rig, faults), idle=0.5)()
    for runner in found:
        runner.release()


@pytest.mark.parametrize(
    ("trouble", "waits"), [(ChainUnreachable("x"), 0.5), (TooManyRequests("x", retry_after=7), 7.0)]
)
def test_runner__trouble__waits_longer_each_time_and_as_long_as_it_is_told(
    rig: Rig, faults: Faults, trouble: Exception, waits: float
) -> None:
    (runner,) = runners(relaying(rig, faults, [OFFICE]))
    faults.trouble = {OFFICE.address: trouble}
    assert not runner.step(idle=0.5)
    faults.trouble = {}
    rig.world.issue()
    rig.clock.at += timedelta(seconds=waits) - timedelta(microseconds=1)
    assert not runner.step(idle=0.5)
    rig.clock.at += timedelta(microseconds=1)
    assert runner.step(idle=0.5)
    assert runner.trouble is None
    runner.release()


def test_runner__another_process_has_the_key__waits_and_takes_over(rig: Rig, faults: Faults) -> None:
    rig.world.issue()
    (runner,) = runners(relaying(rig, faults, [OFFICE]))
    with take(rig.db, f"lane {OFFICE.address}"):
        assert not runner.step(idle=0.0)
        assert isinstance(runner.trouble, LockHeld)
        assert rig.transactions() == []
    assert runner.step(idle=0.0)
    assert len(rig.transactions()) == 1
    runner.release()


def test_drain__something_open__brought_to_its_end_and_nothing_new_taken(rig: Rig, faults: Faults) -> None:
    first = rig.world.issue()
    rig.lane().step()
    rig.node.mine()
    rig.world.issue(quantity=5)
    left = drain(relaying(rig, faults, [OFFICE]), idle=0.0, stop=Stop())
    assert left == 0
    assert [row.state for row in rig.transactions()] == ["final"]
    assert rig.node.minted() == dict.fromkeys(first, 1)


@pytest.mark.parametrize(("held", "left"), [(False, 1), (True, None)])
def test_drain__time_is_up__says_what_is_still_open(rig: Rig, faults: Faults, held: bool, left: int | None) -> None:
    rig.world.issue()
    rig.lane().step()
    stop = Stop()
    stop.after(0.3)
    lock = take(rig.db, f"lane {OFFICE.address}") if held else None
    found = drain(relaying(rig, faults, [OFFICE]), idle=0.05, stop=stop)
    assert found == left
    if lock:
        lock.release()
