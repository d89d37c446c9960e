"""The pure parts: what a state asks for, how intents are cut into calls, what is offered for gas."""

from datetime import UTC, datetime, timedelta

import pytest
from eth_abi.abi import decode
from hypothesis import given
from hypothesis import strategies as st

from backend.chain.abi_files import function
from backend.outbox.intents import Kind
from backend.relayer import fees, plan
from backend.relayer.states import OPEN, RESEND_AFTER, Action, Seen, TxState, next_action

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
JUST_NOW, LONG_AGO = NOW - RESEND_AFTER + timedelta(microseconds=1), NOW - RESEND_AFTER
HERE, ELSEWHERE = "0x" + "aa" * 32, "0x" + "bb" * 32
FINAL = 10
TARGET = plan.Target("0x" + "0" * 39 + "1")

# What was seen of the transaction, and when it was sent last -> what each open state asks for.
OBSERVATIONS: dict[tuple[Seen | None, datetime | None], tuple[Action, Action, Action, Action]] = {
    (None, None): (Action.SIGN, Action.SEND, Action.SEND, Action.MARK_LOST),
    (None, JUST_NOW): (Action.SIGN, Action.SEND, Action.WAIT, Action.MARK_LOST),
    (None, LONG_AGO): (Action.SIGN, Action.SEND, Action.SEND, Action.MARK_LOST),
    (Seen(None, None, False), JUST_NOW): (Action.SIGN, Action.SEND, Action.WAIT, Action.MARK_LOST),
    (Seen(FINAL, HERE, True), JUST_NOW): (Action.SIGN, Action.SEND, Action.MARK_MINED, Action.MARK_FINAL),
    (Seen(FINAL + 1, HERE, True), LONG_AGO): (Action.SIGN, Action.SEND, Action.MARK_MINED, Action.WAIT),
    (Seen(FINAL, ELSEWHERE, True), JUST_NOW): (Action.SIGN, Action.SEND, Action.MARK_MINED, Action.MARK_MINED),
    (Seen(FINAL, ELSEWHERE, False), JUST_NOW): (Action.SIGN, Action.SEND, Action.MARK_REVERTED, Action.MARK_REVERTED),
    (Seen(FINAL + 1, ELSEWHERE, False), None): (Action.SIGN, Action.SEND, Action.MARK_REVERTED, Action.MARK_REVERTED),
}


@pytest.mark.parametrize(
    ("state", "seen", "last_sent", "expected"),
    [
        (state, seen, last_sent, action)
        for (seen, last_sent), actions in OBSERVATIONS.items()
        for state, action in zip(OPEN, actions, strict=True)
    ],
)
def test_next_action__every_open_state_and_observation__as_the_table_says(
    state: TxState, seen: Seen | None, last_sent: datetime | None, expected: Action
) -> None:
    found = next_action(state, seen=seen, known_block_hash=HERE, final_block=FINAL, last_sent=last_sent, now=NOW)
    assert found is expected


def test_states__closed_ones__are_not_asked() -> None:
    assert set(TxState) - set(OPEN) == {TxState.FINAL, TxState.REVERTED}


def mints(count: int) -> list[plan.Item]:
    return [plan.Item(n, Kind.MINT_TICKET, n, {}) for n in range(count)]


@pytest.mark.parametrize(
    ("kind", "most"),
    [(Kind.MINT_TICKET, 433), (Kind.MINT_MEMBERSHIP, 371), (Kind.REVOKE_TICKET, 325), (Kind.SETTLE, 288)],
)
def test_batches__thousands_of_items__none_missing_and_none_above_the_planned_gas(kind: Kind, most: int) -> None:
    items = [plan.Item(n, kind, n, {"reason": 1}) for n in range(2_000)]
    found = plan.batches(items)
    assert [item for batch in found for item in batch] == items
    assert {len(batch) for batch in found[:-1]} == {most}
    assert len(found[-1]) <= most


@pytest.mark.parametrize("kind", [Kind.CREATE_COLLECTIVE, Kind.CREATE_EVENT])
def test_batches__creations__one_a_call(kind: Kind) -> None:
    items = [plan.Item(n, kind, None, {}) for n in range(3)]
    assert plan.batches(items) == [[item] for item in items]


def test_batches__revocations_for_different_reasons__never_in_one_call() -> None:
    items = [plan.Item(n, Kind.REVOKE_TICKET, n, {"reason": reason}) for n, reason in enumerate([1, 1, 2, 1])]
    assert [[item.token_id for item in batch] for batch in plan.batches(items)] == [[0, 1], [2], [3]]


def test_batches__nothing__no_call() -> None:
    assert plan.batches([]) == []


@given(st.integers(2, 500))
def test_halves__any_batch__both_smaller_and_nothing_lost(count: int) -> None:
    first, second = plan.halves(mints(count))
    assert first + second == mints(count)
    assert 0 < len(first) <= len(second) < count


@given(st.integers(0, 2**26))
def test_gas_limit__any_estimate__with_a_margin_below_the_cap(estimate: int) -> None:
    limit = plan.gas_limit(estimate)
    assert limit <= plan.TRANSACTION_GAS_CAP
    assert limit == plan.TRANSACTION_GAS_CAP or limit * 100 > estimate * 115 - 100


def test_gas_limit__planned_gas__keeps_its_whole_margin() -> None:
    assert plan.gas_limit(plan.PLANNED_GAS) == 14_950_000


def test_calldata__settlement__words_as_the_contract_takes_them() -> None:
    payload = {"tier": 2, "index": 1, "bits": hex(2**255 | 1)}
    data = plan.calldata(TARGET, [plan.Item(1, Kind.SETTLE, None, payload)])
    settle = function("EventTickets", "settle")
    assert data[:4] == settle.selector
    assert decode(settle.inputs, data[4:]) == (((2, 1, 2**255 | 1),),)


def test_calldata__event_without_access_manager__refused() -> None:
    with pytest.raises(ValueError, match="create_event cannot go to"):
        plan.calldata(TARGET, [plan.Item(1, Kind.CREATE_EVENT, None, {})])


@pytest.mark.parametrize(
    ("kind", "succeeded", "log_count", "expected"),
    [
        (Kind.MINT_TICKET, True, 1, True),
        (Kind.MINT_TICKET, True, 0, False),
        (Kind.MINT_TICKET, False, 0, False),
        (Kind.SETTLE, True, 0, True),
        (Kind.SETTLE, False, 0, False),
    ],
)
def test_did_its_work__receipt__says_whether_the_contract_was_there(
    kind: Kind, succeeded: bool, log_count: int, expected: bool
) -> None:
    item = plan.Item(1, kind, 1, {"tier": 1, "index": 0, "bits": "0x1"})
    assert plan.did_its_work(plan.calldata(TARGET, [item]), succeeded=succeeded, log_count=log_count) is expected


@given(base=st.integers(0, 10**13), tip=st.integers(0, 10**13), cap=st.integers(1, 10**13))
def test_offer__any_market__never_above_the_cap_and_always_a_valid_pair(base: int, tip: int, cap: int) -> None:
    found = fees.offer(base_fee=base, usual_tip=tip, cap=cap)
    assert 0 < found.max_priority_fee <= found.max_fee <= cap


@pytest.mark.parametrize(("usual", "tip"), [(0, fees.GWEI // 10), (3 * fees.GWEI, 3 * fees.GWEI)])
def test_offer__below_the_cap__room_for_the_base_fee_to_double(usual: int, tip: int) -> None:
    found = fees.offer(base_fee=7 * fees.GWEI, usual_tip=usual, cap=500 * fees.GWEI)
    assert found == fees.Fees(max_fee=14 * fees.GWEI + tip, max_priority_fee=tip)
