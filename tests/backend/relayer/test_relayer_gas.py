"""What a call needs: estimated once, tried when the next one is like it; nothing goes out that the chain would not take."""

from datetime import timedelta

import pytest

from backend.chain.errors import ChainUnreachable
from backend.relayer import plan
from backend.relayer.gas import KEPT_FOR
from tests.backend.relayer.conftest import Rig
from tests.backend.relayer.node import parse

# How much a batch of three takes, what is tried for the next one, and what a transaction may then use.
THREE = 150_000
TRIED = THREE * 102 // 100


@pytest.fixture
def threes(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> Rig:
    """A rig that sends three tickets a transaction."""
    monkeypatch.setattr(plan, "PLANNED_GAS", 90_000)
    return rig


def limits(rig: Rig) -> list[int]:
    return [parse(raw).gas for raw in rig.node.sends]


def test_lane__a_later_batch_with_a_bad_item__estimated_again_and_only_that_item_fails(threes: Rig) -> None:
    ids = threes.world.issue(quantity=9)
    threes.node.poison = {ids[4]: "AlreadyMinted"}
    threes.lane().step()
    node = threes.node
    assert [tried for tried, _gas in node.trials] == [tuple(ids[3:6]), (ids[4],), (ids[5],), tuple(ids[6:])]
    assert node.estimates == [
        tuple(ids[:3]),
        tuple(ids[3:6]),
        (ids[3],),
        tuple(ids[4:6]),
        (ids[4],),
        (ids[3], ids[5]),
    ]
    failed = {token_id: row.failure for token_id, row in threes.items().items() if row.state == "failed"}
    assert failed == {ids[4]: "AlreadyMinted"}
    assert [parse(raw).ids for raw in node.sends] == [tuple(ids[:3]), (ids[3], ids[5]), tuple(ids[6:])]


def test_lane__a_later_batch_that_needs_more__estimated_and_given_more(threes: Rig) -> None:
    ids = threes.world.issue(quantity=6)
    threes.node.dear = {ids[5]: 34_000}
    threes.lane().step()
    assert threes.node.trials == [(tuple(ids[3:]), TRIED)]
    assert threes.node.estimates == [tuple(ids[:3]), tuple(ids[3:])]
    assert limits(threes) == [plan.gas_limit(THREE), plan.gas_limit(THREE + 4_000)]


def test_lane__node_gone_when_a_batch_is_tried__nothing_decided(threes: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = threes.world.issue(quantity=6)
    lane = threes.lane()

    def silent(*_arguments: object, **_options: object) -> bytes:
        raise ChainUnreachable("eth_call: ReadTimeout")

    with monkeypatch.context() as gone:
        gone.setattr(threes.node, "call", silent)
        with pytest.raises(ChainUnreachable):
            lane.step()
    assert set(threes.items()) == set(ids[:3])
    lane.step()
    assert set(threes.items()) == set(ids)
    assert threes.node.trials == [(tuple(ids[3:]), TRIED)]


def test_lane__what_was_estimated_is_old__estimated_again(threes: Rig) -> None:
    threes.world.issue(quantity=3)
    lane = threes.lane()
    lane.step()
    threes.clock.at += KEPT_FOR
    threes.world.issue(quantity=3)
    lane.step()
    assert threes.node.trials == []
    assert len(threes.node.estimates) == 2
    threes.clock.at += KEPT_FOR - timedelta(seconds=1)
    threes.world.issue(quantity=3)
    lane.step()
    assert [gas for _ids, gas in threes.node.trials] == [TRIED]


def test_lane__batches_of_one_size__the_first_estimated_and_the_others_tried_with_no_less_room(threes: Rig) -> None:
    ids = threes.world.issue(quantity=10)
    threes.node.dear = {ids[5]: 32_900}
    threes.lane().step()
    assert threes.node.estimates == [tuple(ids[:3]), (ids[9],)]
    assert threes.node.trials == [(tuple(ids[3:6]), TRIED), (tuple(ids[6:9]), TRIED)]
    assert limits(threes) == [plan.gas_limit(gas) for gas in (THREE, TRIED, TRIED, 90_000)]
    threes.finish()
    assert threes.node.minted() == dict.fromkeys(ids, 1)
