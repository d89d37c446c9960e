"""Finding the bad items of a batch: all of them, none of the good ones, and with few questions."""

from collections.abc import Sequence
from math import ceil, log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.chain.errors import ChainUnreachable, ContractReverted, GasTooHigh, RevertReason
from backend.outbox.intents import Kind
from backend.relayer.plan import Item
from backend.relayer.probe import Questions, sound

NO_LIMIT = 10**6


class Contract:
    """A contract that refuses some numbers, in their order, and more than `most` at a time; `asked` counts questions."""

    def __init__(self, bad: set[int], *, most: int = NO_LIMIT) -> None:
        self.bad = bad
        self.most = most
        self.asked = 0

    def estimate(self, items: Sequence[Item]) -> int:
        self.asked += 1
        if len(items) > self.most:
            raise GasTooHigh("gas required exceeds allowance")
        for item in items:
            if item.intent_id in self.bad:
                raise ContractReverted(RevertReason("AlreadyMinted", {"tokenId": str(item.intent_id)}))
        return 1_000 + len(items)


def batch(count: int) -> list[Item]:
    return [Item(number, Kind.MINT_TICKET, number, {}) for number in range(count)]


def numbers(items: Sequence[Item]) -> list[int]:
    return [item.intent_id for item in items]


@given(st.data())
def test_sound__any_bad_items__found_with_their_reasons_and_the_rest_in_one_part(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 60))
    bad = data.draw(st.sets(st.integers(0, count - 1)))
    verdict = sound(batch(count), Contract(bad).estimate, Questions(NO_LIMIT))
    assert sorted(item.intent_id for item, _ in verdict.bad) == sorted(bad)
    assert all(reason.args == {"tokenId": str(item.intent_id)} for item, reason in verdict.bad)
    good = [number for number in range(count) if number not in bad]
    assert [(numbers(items), gas) for items, gas in verdict.parts] == ([(good, 1_000 + len(good))] if good else [])


@pytest.mark.parametrize("position", [0, 1, 199, 200, 216, 398, 399])
def test_sound__one_bad_among_400__few_questions_wherever_it_is(position: int) -> None:
    contract = Contract({position})
    verdict = sound(batch(400), contract.estimate, Questions(NO_LIMIT))
    assert len(verdict.bad) == 1
    # The whole, two for each halving, and the good ones together.
    assert contract.asked <= 2 + 2 * ceil(log2(400))


def test_sound__eight_bad_among_400__a_share_of_the_questions_each() -> None:
    contract = Contract(set(range(25, 400, 50)))
    verdict = sound(batch(400), contract.estimate, Questions(NO_LIMIT))
    assert len(verdict.bad) == 8
    assert contract.asked <= 2 + 8 * 2 * ceil(log2(400 / 8) + 1)


def test_sound__all_400_bad__no_more_questions_than_allowed_and_all_decided_in_a_few_rounds() -> None:
    contract, left, rounds = Contract(set(range(400))), batch(400), 0
    while left:
        before = contract.asked
        verdict = sound(left, contract.estimate, Questions(64))
        assert contract.asked - before <= 64
        assert verdict.parts == []
        found = {item.intent_id for item, _ in verdict.bad}
        assert found
        left = [item for item in left if item.intent_id not in found]
        rounds += 1
    assert rounds <= 16


def test_sound__questions_run_out__good_parts_go_and_nothing_undecided_is_judged() -> None:
    contract = Contract({399})
    verdict = sound(batch(400), contract.estimate, Questions(4))
    assert verdict.bad == []
    ((items, _gas),) = verdict.parts
    assert numbers(items) == list(range(300))
    assert contract.asked == 5


def test_sound__too_much_gas_for_one_call__several_calls_and_nothing_failed() -> None:
    verdict = sound(batch(100), Contract(set(), most=30).estimate, Questions(NO_LIMIT))
    assert verdict.bad == []
    assert [len(items) for items, _ in verdict.parts] == [25, 25, 25, 25]


def test_sound__one_item_alone_needs_too_much__that_one_fails() -> None:
    verdict = sound(batch(1), Contract(set(), most=0).estimate, Questions(NO_LIMIT))
    ((item, reason),) = verdict.bad
    assert (item.intent_id, reason.name) == (0, "GasTooHigh")


def test_sound__good_alone_but_not_together__sent_in_parts() -> None:
    def estimate(items: Sequence[Item]) -> int:
        if {0, 3} <= set(numbers(items)):
            raise ContractReverted(RevertReason("Reverted", {}))
        return len(items)

    verdict = sound(batch(4), estimate, Questions(NO_LIMIT))
    assert verdict.bad == []
    assert [numbers(items) for items, _ in verdict.parts] == [[0, 1], [2, 3]]


def test_sound__node_does_not_answer__nobody_is_judged() -> None:
    def estimate(_items: Sequence[Item]) -> int:
        raise ChainUnreachable("eth_estimateGas")

    with pytest.raises(ChainUnreachable):
        sound(batch(2), estimate, Questions(NO_LIMIT))
