"""The pure parts: what a state asks for, how intents are cut into calls."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from eth_abi.abi import decode
from hypothesis import given
from hypothesis import strategies as st

from backend.chain.abi_files import function
from backend.outbox.intents import Kind
from backend.relayer import plan
from backend.relayer.states import (
    BELIEVE_DISPLACED_AFTER,
    OPEN,
    RESEND_AFTER,
    Action,
    Newest,
    Purpose,
    Seen,
    TxState,
    UsedElsewhere,
    next_action,
)

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
JUST_NOW, LONG_AGO = NOW - RESEND_AFTER + timedelta(microseconds=1), NOW - RESEND_AFTER
HERE, ELSEWHERE = "0x" + "aa" * 32, "0x" + "bb" * 32
FINAL = 10
TARGET = plan.Target("0x" + "0" * 39 + "1")

CALLED = [Newest(Purpose.CALL, at) for at in (None, JUST_NOW, LONG_AGO)]
NEVER, RECENTLY, EARLIER = CALLED

# What was seen of the transaction, and its newest form -> what each open state asks for.
OBSERVATIONS: dict[tuple[Seen | None, Newest], tuple[Action, Action, Action, Action]] = {
    (None, NEVER): (Action.SIGN, Action.SEND, Action.SEND, Action.MARK_LOST),
    (None, RECENTLY): (Action.SIGN, Action.WAIT, Action.WAIT, Action.MARK_LOST),
    (None, EARLIER): (Action.SIGN, Action.SEND, Action.SEND, Action.MARK_LOST),
    (Seen(FINAL, HERE, True), RECENTLY): (Action.SIGN, Action.MARK_MINED, Action.MARK_MINED, Action.MARK_FINAL),
    (Seen(FINAL + 1, HERE, True), EARLIER): (Action.SIGN, Action.MARK_MINED, Action.MARK_MINED, Action.WAIT),
    (Seen(FINAL, ELSEWHERE, True), RECENTLY): (Action.SIGN, Action.MARK_MINED, Action.MARK_MINED, Action.MARK_MINED),
    (Seen(FINAL, ELSEWHERE, False), RECENTLY): (
        Action.SIGN,
        Action.MARK_REVERTED,
        Action.MARK_REVERTED,
        Action.MARK_REVERTED,
    ),
    (Seen(FINAL, HERE, True, Purpose.CANCEL), RECENTLY): (
        Action.SIGN,
        Action.MARK_MINED,
        Action.MARK_MINED,
        Action.MARK_CANCELLED,
    ),
    (Seen(FINAL + 1, HERE, True, Purpose.CANCEL), EARLIER): (
        Action.SIGN,
        Action.MARK_MINED,
        Action.MARK_MINED,
        Action.WAIT,
    ),
}


def ask(state: TxState, seen: Seen | None, newest: Newest | None, **more: Any) -> Action:
    return next_action(state, seen=seen, known_block_hash=HERE, final_block=FINAL, newest=newest, now=NOW, **more)


@pytest.mark.parametrize(
    ("state", "seen", "newest", "expected"),
    [
        (state, seen, newest, action)
        for (seen, newest), actions in OBSERVATIONS.items()
        for state, action in zip(OPEN, actions, strict=True)
    ],
)
def test_next_action__every_open_state_and_observation__as_the_table_says(
    state: TxState, seen: Seen | None, newest: Newest, expected: Action
) -> None:
    assert ask(state, seen, newest) is expected


@pytest.mark.parametrize(
    ("state", "newest", "used", "expected"),
    [
        pytest.param(TxState.RESERVED, None, None, Action.SIGN, id="nothing signed"),
        pytest.param(TxState.SIGNED, NEVER, None, Action.SIGN, id="signed"),
        pytest.param(TxState.BROADCAST, RECENTLY, None, Action.SIGN, id="out"),
        pytest.param(TxState.BROADCAST, Newest(Purpose.CANCEL, None), None, Action.SEND, id="cancel signed"),
        pytest.param(TxState.BROADCAST, Newest(Purpose.CANCEL, JUST_NOW), None, Action.WAIT, id="cancel out"),
        pytest.param(TxState.BROADCAST, RECENTLY, UsedElsewhere(FINAL, NOW), Action.WAIT, id="nonce used"),
        pytest.param(TxState.MINED, RECENTLY, None, Action.MARK_LOST, id="left its block"),
    ],
)
def test_next_action__not_wanted_any_more__one_form_that_cancels(
    state: TxState, newest: Newest | None, used: UsedElsewhere | None, expected: Action
) -> None:
    assert ask(state, None, newest, cancel=True, used=used) is expected


@pytest.mark.parametrize(
    ("block", "since", "expected"),
    [
        (FINAL, NOW - BELIEVE_DISPLACED_AFTER, Action.MARK_DISPLACED),
        (FINAL, NOW - BELIEVE_DISPLACED_AFTER + timedelta(microseconds=1), Action.WAIT),
        (FINAL + 1, NOW - BELIEVE_DISPLACED_AFTER, Action.WAIT),
    ],
)
@pytest.mark.parametrize("state", [TxState.SIGNED, TxState.BROADCAST])
def test_next_action__nonce_used_by_somebody_else__believed_once_final_and_not_at_once(
    state: TxState, block: int, since: datetime, expected: Action
) -> None:
    assert ask(state, None, RECENTLY, used=UsedElsewhere(block, since)) is expected
    # A receipt of our own counts more.
    assert ask(state, Seen(FINAL, HERE, True), RECENTLY, used=UsedElsewhere(block, since)) is Action.MARK_MINED


def test_next_action__shorter_pause__sent_again_sooner() -> None:
    newest = Newest(Purpose.CALL, NOW - timedelta(seconds=2))
    assert ask(TxState.BROADCAST, None, newest) is Action.WAIT
    assert ask(TxState.BROADCAST, None, newest, resend_after=timedelta(seconds=2)) is Action.SEND


def test_states__closed_ones__are_not_asked() -> None:
    closed = {TxState.FINAL, TxState.REVERTED, TxState.CANCELLED, TxState.DISPLACED}
    assert set(TxState) - set(OPEN) == closed


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
