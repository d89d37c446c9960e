"""The relayer's decisions: what each state asks for, what goes together, and what is offered for it. Pure."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.chain.contracts import calls
from backend.outbox.intents import Kind
from backend.relayer import fees, plan
from backend.relayer.plan import Item, Target
from backend.relayer.states import OPEN, RESEND_AFTER, Action, Seen, TxState, next_action
from tests.backend.conftest import ACCESS, NOW, TICKETS

NEVER, LATELY, LONG_AGO = None, NOW - RESEND_AFTER + timedelta(microseconds=1), NOW - RESEND_AFTER
HERE, ELSEWHERE = "0xaa", "0xbb"
SENT = (TxState.BROADCAST, TxState.MINED)


def act(
    state: TxState, seen: Seen | None, *, known: str | None = HERE, final: int = 7, last: object = LATELY
) -> Action:
    return next_action(
        state,
        seen=seen,
        known_block_hash=known,
        final_block=final,
        last_sent=last,  # type: ignore[arg-type]
        now=NOW,
    )


@pytest.mark.parametrize(
    ("state", "seen", "last", "action"),
    [
        (TxState.RESERVED, None, NEVER, Action.SIGN),
        (TxState.SIGNED, None, NEVER, Action.SEND),
        # Signed and, before a crash, perhaps sent: the same bytes do no harm.
        (TxState.SIGNED, None, LATELY, Action.SEND),
        (TxState.BROADCAST, None, LATELY, Action.WAIT),
        (TxState.BROADCAST, None, LONG_AGO, Action.SEND),
        (TxState.BROADCAST, None, NEVER, Action.SEND),
        (TxState.BROADCAST, Seen(None, None, False), LATELY, Action.WAIT),
        (TxState.BROADCAST, Seen(8, HERE, True), LONG_AGO, Action.MARK_MINED),
        (TxState.BROADCAST, Seen(7, HERE, True), LATELY, Action.MARK_MINED),
        (TxState.BROADCAST, Seen(7, HERE, False), LATELY, Action.MARK_REVERTED),
        (TxState.MINED, None, LATELY, Action.MARK_LOST),
        (TxState.MINED, Seen(None, None, True), LONG_AGO, Action.MARK_LOST),
        (TxState.MINED, Seen(8, HERE, True), LONG_AGO, Action.WAIT),
        (TxState.MINED, Seen(7, HERE, True), LATELY, Action.MARK_FINAL),
        # In another block than we knew: a reorganisation put it there, and it may have gone wrong this time.
        (TxState.MINED, Seen(7, ELSEWHERE, True), LATELY, Action.MARK_MINED),
        (TxState.MINED, Seen(8, ELSEWHERE, False), LATELY, Action.MARK_REVERTED),
    ],
)
def test_next_action__each_state_and_observation__what_to_do(
    state: TxState, seen: Seen | None, last: object, action: Action
) -> None:
    assert act(state, seen, last=last) is action


@given(
    st.sampled_from(OPEN),
    st.none() | st.builds(Seen, st.none() | st.integers(0, 9), st.sampled_from([HERE, ELSEWHERE]), st.booleans()),
    st.sampled_from([HERE, None]),
    st.integers(-1, 9),
    st.sampled_from([NEVER, LATELY, LONG_AGO]),
)
def test_next_action__anything__final_only_when_seen_well_in_the_known_block_at_or_below_the_final_one(
    state: TxState, seen: Seen | None, known: str | None, final: int, last: object
) -> None:
    action = act(state, seen, known=known, final=final, last=last)
    if action is Action.MARK_FINAL:
        assert state is TxState.MINED
        assert seen is not None
        assert seen.block_hash == known
        assert (seen.block_number or 0) <= final
    if action in (Action.SIGN, Action.SEND) and state in SENT:
        assert action is Action.SEND
        assert seen is None or seen.block_number is None


def test_open__every_state_but_the_ends() -> None:
    assert set(TxState) - set(OPEN) == {TxState.FINAL, TxState.REVERTED}


def item(number: int, kind: Kind = Kind.MINT_TICKET, **payload: object) -> Item:
    return Item(number, kind, 1 << 32 | number, payload)


@pytest.mark.parametrize(
    ("kind", "room"),
    [(Kind.MINT_TICKET, 433), (Kind.MINT_MEMBERSHIP, 371), (Kind.REVOKE_TICKET, 325), (Kind.SETTLE, 288)],
)
def test_batches__more_than_fits__cut_below_the_planned_gas_in_order(kind: Kind, room: int) -> None:
    items = [item(n, kind) for n in range(room + 1)]
    assert plan.batches(items) == [items[:room], items[room:]]
    assert plan.batches(items[:room]) == [items[:room]]


@pytest.mark.parametrize("kind", [Kind.CREATE_COLLECTIVE, Kind.CREATE_EVENT])
def test_batches__what_is_one_call_each__stays_alone(kind: Kind) -> None:
    items = [item(n, kind) for n in range(3)]
    assert plan.batches(items) == [[one] for one in items]


def test_batches__revocations_for_other_reasons__apart() -> None:
    items = [item(n, Kind.REVOKE_TICKET, reason=reason) for n, reason in enumerate([1, 1, 2, 1])]
    assert plan.batches(items) == [items[:2], items[2:3], items[3:]]


def test_batches__nothing__nothing() -> None:
    assert plan.batches([]) == []


@given(st.integers(2, 500))
def test_halves__any_batch__two_smaller_ones_with_all_of_it(count: int) -> None:
    items = [item(n) for n in range(count)]
    first, second = plan.halves(items)
    assert first + second == items
    assert 0 < len(first) <= len(second) <= len(first) + 1


@pytest.mark.parametrize(("estimate", "limit"), [(100, 115), (101, 116), (0, 0), (14_588_807, 2**24), (2**30, 2**24)])
def test_gas_limit__an_estimate__fifteen_percent_more_and_never_above_the_cap(estimate: int, limit: int) -> None:
    assert plan.gas_limit(estimate) == limit


def test_gas__of_the_largest_batch__leaves_room_for_the_margin() -> None:
    assert plan.gas_limit(plan.PLANNED_GAS) < plan.TRANSACTION_GAS_CAP


COLLECTIVE = {"ref": "aa" * 8, "name": "R", "symbol": "RR", "admin": TICKETS, "organiser": TICKETS}
COLLECTIVE |= {"box_office": TICKETS, "door": TICKETS, "treasurer": TICKETS}
EVENT = {"ref": "aa" * 8, "name": "F", "starts_at": 1, "ends_at": 2, "policy": "free", "tiers": []}


def test_calldata__each_kind__the_call_for_it() -> None:
    here = Target(TICKETS)
    ids = [1 << 32 | 1, 1 << 32 | 2]
    cases = [
        (here, [item(1), item(2)], calls.mint_tickets(ids)),
        (here, [item(1, Kind.MINT_MEMBERSHIP)], calls.mint_memberships(ids[:1])),
        (here, [item(n, Kind.REVOKE_TICKET, reason=3) for n in (1, 2)], calls.revoke_tickets(ids, 3)),
        (here, [item(0, Kind.SETTLE, tier=1, index=2, bits="0xff")], calls.settle([(1, 2, 255)])),
        (here, [item(0, Kind.CREATE_COLLECTIVE, **COLLECTIVE)], calls.create_collective(COLLECTIVE)),
        (Target(TICKETS, ACCESS), [item(0, Kind.CREATE_EVENT, **EVENT)], calls.create_event(ACCESS, EVENT)),
    ]
    assert {items[0].kind for _, items, _ in cases} == set(Kind)
    for target, items, data in cases:
        assert plan.calldata(target, items) == data


def test_calldata__an_event_without_its_access_manager__refused() -> None:
    with pytest.raises(ValueError, match="create_event"):
        plan.calldata(Target(TICKETS), [item(0, Kind.CREATE_EVENT, **EVENT)])


@pytest.mark.parametrize(
    ("data", "succeeded", "logs", "done"),
    [
        (calls.mint_tickets([1]), True, 1, True),
        (calls.mint_tickets([1]), True, 0, False),
        (calls.mint_tickets([1]), False, 0, False),
        (calls.mint_memberships([1]), True, 0, False),
        (calls.revoke_tickets([1], 0), True, 0, False),
        (calls.settle([(1, 0, 1)]), True, 0, True),
        (calls.settle([(1, 0, 1)]), False, 0, False),
    ],
)
def test_did_its_work__a_call_on_an_address_without_code__did_not(
    data: bytes, succeeded: bool, logs: int, done: bool
) -> None:
    assert plan.did_its_work(data, succeeded=succeeded, log_count=logs) == done


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(1, 10**12))
def test_offer__any_market__never_above_the_cap_and_a_tip_that_is_covered(base: int, tip: int, cap: int) -> None:
    offered = fees.offer(base_fee=base, usual_tip=tip, cap=cap)
    assert 0 < offered.max_priority_fee <= offered.max_fee <= cap
    if 2 * base + tip + fees.GWEI <= cap:
        assert offered.max_fee >= 2 * base + offered.max_priority_fee
        assert offered.max_priority_fee >= tip


@pytest.mark.parametrize(
    ("base", "tip", "cap", "offered"),
    [
        (10, 2, 100, fees.Fees(22 * fees.GWEI, 2 * fees.GWEI)),
        (60, 2, 100, fees.Fees(100 * fees.GWEI, 2 * fees.GWEI)),
        (10, 200, 100, fees.Fees(100 * fees.GWEI, 100 * fees.GWEI)),
        (0, 0, 100, fees.Fees(fees.GWEI // 10, fees.GWEI // 10)),
    ],
)
def test_offer__some_markets__in_gwei(base: int, tip: int, cap: int, offered: fees.Fees) -> None:
    assert fees.offer(base_fee=base * fees.GWEI, usual_tip=tip * fees.GWEI, cap=cap * fees.GWEI) == offered
