"""What hangs: offers are raised under the same nonce, nonces are given away, and a stolen one is noticed."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from backend.chain.errors import (
    ChainUnreachable,
    ContractReverted,
    InsufficientFunds,
    ReplacementUnderpriced,
    RevertReason,
    Underpriced,
)
from backend.db.models.pipeline import ChainTransaction, RelayAlarm
from backend.db.repositories import relay_watch
from backend.relayer.alarms import AlarmKind
from backend.relayer.lane import GIVE_UP_CONTRACT_AFTER
from backend.relayer.states import BELIEVE_DISPLACED_AFTER, RESEND_AFTER, CancelReason, Purpose, TxState
from tests.backend.relayer.conftest import FEE_CAP, OFFICE, Rig
from tests.backend.relayer.node import BASE_FEE, parse

BUMP_AFTER = timedelta(seconds=60)


def alarms(rig: Rig) -> dict[str, RelayAlarm]:
    with rig.db.read() as session:
        return {found.kind: found for found in relay_watch.alarms(session)}


def ask(rig: Rig, kind: str, target: int | None) -> int:
    with rig.db.write() as session:
        return relay_watch.ask(session, kind=kind, target=target, now=rig.clock.at)


def outcome(rig: Rig, request: int) -> str | None:
    with rig.db.read() as session:
        return relay_watch.outcome(session, request)


def spike(rig: Rig, times: int) -> None:
    """The base fee rises, and what offers less stays in the pool while blocks pass."""
    rig.node.base_fee = BASE_FEE * times


def states(rig: Rig) -> list[str]:
    return [row.state for row in rig.transactions()]


def fees_sent(rig: Rig) -> Sequence[int]:
    return [parse(raw).max_fee for raw in rig.node.sends]


# -- offering more


def test_lane__base_fee_tenfold__offers_more_under_the_same_nonce_and_is_minted_once(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    lane = rig.lane()
    lane.step()
    spike(rig, 10)
    rig.node.mine()
    rig.clock.at += BUMP_AFTER
    lane.step()
    first, second = rig.attempts()
    assert (first.transaction_id, parse(first.raw).nonce) == (second.transaction_id, parse(second.raw).nonce)
    assert first.max_fee < 10 * BASE_FEE <= second.max_fee <= FEE_CAP
    assert second.max_priority_fee * 8 >= first.max_priority_fee * 9
    assert rig.node.sends == [first.raw, second.raw]
    rig.finish()
    (row,) = rig.transactions()
    assert (row.state, row.mined_hash) == (TxState.FINAL.value, second.hash)
    assert rig.node.minted() == {token_id: 1}


def test_lane__before_the_time_is_up__offers_the_same(rig: Rig) -> None:
    rig.world.issue()
    lane = rig.lane()
    lane.step()
    spike(rig, 10)
    rig.node.mine()
    rig.clock.at += BUMP_AFTER - timedelta(microseconds=1)
    lane.step()
    assert len(rig.attempts()) == 1
    assert len(set(rig.node.sends)) == 1


def test_lane__earlier_form_is_mined_after_all__its_receipt_counts(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    lane = rig.lane()
    lane.step()
    spike(rig, 10)
    rig.node.mine()
    rig.clock.at += BUMP_AFTER
    lane.step()
    first, second = rig.attempts()
    # A miner that never heard of the better offer.
    rig.node.pool[0] = parse(first.raw)
    spike(rig, 1)
    rig.node.mine()
    rig.finish()
    (row,) = rig.transactions()
    assert (row.state, row.mined_hash) == (TxState.FINAL.value, first.hash)
    assert second.hash != first.hash
    assert rig.node.minted() == {token_id: 1}


def test_lane__no_block_came__does_not_pay_more_for_nothing(rig: Rig) -> None:
    rig.world.issue()
    lane = rig.lane()
    lane.step()
    for _ in range(5):
        rig.clock.at += BUMP_AFTER
        lane.step()
    assert len(rig.attempts()) == 1


def test_lane__base_fee_above_the_cap__stays_below_it_and_says_so_until_it_falls(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    lane = rig.lane()
    lane.step()
    spike(rig, 1_000)
    for _ in range(40):
        rig.node.mine()
        rig.clock.at += BUMP_AFTER
        lane.step()
    assert max(fees_sent(rig)) <= FEE_CAP
    assert len(rig.attempts()) < 5
    said = alarms(rig)[AlarmKind.FEE_CAP_REACHED]
    (row,) = rig.transactions()
    assert (row.state, said.subject) == (TxState.BROADCAST.value, str(row.id))
    assert (said.args["cap"], said.args["base_fee"]) == (str(FEE_CAP), str(1_000 * BASE_FEE))
    spike(rig, 1)
    rig.finish()
    assert rig.node.minted() == {token_id: 1}
    assert alarms(rig) == {}


@pytest.mark.parametrize("refusal", [Underpriced("transaction underpriced"), ReplacementUnderpriced("replacement")])
def test_lane__refused_as_too_cheap__offers_more_and_is_not_taken_for_sent(rig: Rig, refusal: Underpriced) -> None:
    (token_id,) = rig.world.issue()
    rig.node.refusal = refusal
    lane = rig.lane()
    lane.step()
    assert states(rig) == [TxState.SIGNED.value]
    assert rig.attempts()[0].refusal in ("underpriced", "replacement_underpriced")
    rig.clock.at += RESEND_AFTER
    lane.step()
    first, second = rig.attempts()
    assert second.max_fee * 8 >= first.max_fee * 9
    assert states(rig) == [TxState.SIGNED.value]
    rig.node.refusal = None
    rig.finish()
    assert rig.node.minted() == {token_id: 1}
    assert [row.nonce for row in rig.transactions()] == [0]


def test_lane__dies_between_signing_more_and_sending_it__next_process_sends_that_form(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    rig.lane().step()
    spike(rig, 10)
    rig.node.mine()
    rig.clock.at += BUMP_AFTER
    send = rig.node.send_raw

    def lost(_raw: bytes) -> None:
        raise ChainUnreachable("eth_sendRawTransaction")

    rig.node.send_raw = lost  # type: ignore[method-assign]
    with pytest.raises(ChainUnreachable):
        rig.lane().step()
    rig.node.send_raw = send  # type: ignore[method-assign]
    assert [form.tried_at is None for form in rig.attempts()] == [False, True]
    rig.lane().step()
    assert rig.node.sends[-1] == rig.attempts()[1].raw
    rig.finish()
    assert len(rig.attempts()) == 2
    assert rig.node.minted() == {token_id: 1}


# -- money


def test_lane__account_cannot_pay__alarm_names_it_and_is_over_once_funded(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    rig.node.wei = 5
    rig.node.refusal = InsufficientFunds("insufficient funds for gas * price + value")
    lane = rig.lane()
    lane.step()
    said = alarms(rig)[AlarmKind.LOW_BALANCE]
    assert (said.subject, said.args["address"], said.args["balance"]) == (OFFICE.address, OFFICE.address, "5")
    assert int(said.args["missing"]) == 3_000_000 * 3 * BASE_FEE - 5
    assert states(rig) == [TxState.SIGNED.value]
    rig.node.wei, rig.node.refusal = 10**19, None
    rig.clock.at += timedelta(seconds=30)
    lane.step()
    assert alarms(rig) == {}
    rig.finish()
    assert rig.node.minted() == {token_id: 1}


def test_lane__account_emptied_between_two_looks__alarm_with_the_first_refusal(rig: Rig) -> None:
    lane = rig.lane()
    lane.step()
    rig.world.issue()
    rig.node.wei = 5
    rig.node.refusal = InsufficientFunds("insufficient funds for gas * price + value")
    lane.step()
    assert AlarmKind.LOW_BALANCE in alarms(rig)


def test_lane__little_left_and_much_waiting__alarm_before_anything_is_refused(rig: Rig) -> None:
    rig.world.issue(quantity=200)
    rig.node.wei = 3_100_000 * 3 * BASE_FEE
    rig.node.has_code = False
    lane = rig.lane()
    lane.step()
    said = alarms(rig)[AlarmKind.LOW_BALANCE]
    assert int(said.args["missing"]) == (200 * 30_000 - 3_100_000) * 3 * BASE_FEE
    again = rig.lane()
    rig.clock.at += timedelta(seconds=30)
    again.step()
    assert alarms(rig)[AlarmKind.LOW_BALANCE].since == said.since


# -- giving a nonce away


def _planned_only(rig: Rig) -> ChainTransaction:
    """A transaction whose process died after its nonce was committed."""

    def died(*_: object) -> None:
        raise ChainUnreachable("eth_feeHistory")

    market = rig.node.fee_market
    rig.node.fee_market = died  # type: ignore[assignment, method-assign]
    with pytest.raises(ChainUnreachable):
        rig.lane().step()
    rig.node.fee_market = market  # type: ignore[method-assign]
    (row,) = rig.transactions()
    assert row.state == TxState.RESERVED
    return row


def test_lane__reserved_call_would_revert_now__nonce_goes_to_an_empty_transaction_and_items_are_judged(
    rig: Rig,
) -> None:
    good, bad = rig.world.issue(quantity=2)
    _planned_only(rig)
    rig.node.poison = {bad: "AlreadyMinted"}
    rig.finish()
    first, second = rig.transactions()
    assert (first.state, first.cancel_reason) == (TxState.CANCELLED.value, CancelReason.WOULD_REVERT.value)
    cancel = parse(rig.attempts()[0].raw)
    assert (cancel.nonce, cancel.data, cancel.gas, cancel.to) == (0, b"", 21_000, OFFICE.address.lower())
    assert (second.nonce, second.state) == (1, TxState.FINAL.value)
    assert rig.node.minted() == {good: 1}
    assert {token_id: row.failure for token_id, row in rig.items().items()} == {good: None, bad: "AlreadyMinted"}


def test_lane__reserved_and_its_contract_gone__waits_a_while_then_gives_the_nonce_away(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    _planned_only(rig)
    rig.node.has_code = False
    lane = rig.lane()
    lane.step()
    assert rig.node.sends == []
    rig.clock.at += GIVE_UP_CONTRACT_AFTER - timedelta(seconds=1)
    lane.step()
    assert rig.node.sends == []
    rig.clock.at += timedelta(seconds=1)
    lane.step()
    assert [parse(raw).data for raw in rig.node.sends] == [b""]
    assert rig.transactions()[0].cancel_reason == CancelReason.CONTRACT_GONE
    rig.node.has_code = True
    rig.finish()
    assert states(rig) == [TxState.CANCELLED.value, TxState.FINAL.value]
    assert rig.node.minted() == {token_id: 1}


def test_lane__mined_before_the_crash_was_noticed__never_taken_for_one_that_would_revert(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    take = rig.node.send_raw

    def lost(raw: bytes) -> None:
        take(raw)
        raise ChainUnreachable("eth_sendRawTransaction")

    rig.node.send_raw = lost  # type: ignore[method-assign]
    with pytest.raises(ChainUnreachable):
        rig.lane().step()
    rig.node.send_raw = take  # type: ignore[method-assign]
    rig.node.mine()
    # Minted already: the same call would revert now.
    rig.node.poison = {token_id: "AlreadyMinted"}
    rig.finish()
    (row,) = rig.transactions()
    assert (row.state, row.cancel_reason) == (TxState.FINAL.value, None)
    assert rig.node.minted() == {token_id: 1}


def test_lane__nonce_counted_before_the_receipt_is_found__never_taken_for_one_that_would_revert(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    take, receipt = rig.node.send_raw, rig.node.receipt

    def lost(raw: bytes) -> None:
        take(raw)
        raise ChainUnreachable("eth_sendRawTransaction")

    rig.node.send_raw = lost  # type: ignore[method-assign]
    with pytest.raises(ChainUnreachable):
        rig.lane().step()
    rig.node.send_raw = take  # type: ignore[method-assign]
    rig.node.mine()
    rig.node.poison = {token_id: "AlreadyMinted"}
    rig.node.receipt = lambda _hash: None  # type: ignore[method-assign]
    rig.lane().step()
    rig.node.receipt = receipt  # type: ignore[method-assign]
    rig.finish()
    (row,) = rig.transactions()
    assert (row.state, row.cancel_reason, row.used_block) == (TxState.FINAL.value, None, None)
    assert len(rig.attempts()) == 1


def test_lane__asked_to_cancel_what_is_out__replaced_by_an_empty_one_that_pays_more(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    rig.node.confirmations = 2
    lane = rig.lane()
    lane.step()
    (row,) = rig.transactions()
    request = ask(rig, "cancel", row.id)
    lane.step()
    assert outcome(rig, request) == "done"
    call, cancel = rig.attempts()
    assert (call.purpose, cancel.purpose) == (Purpose.CALL.value, Purpose.CANCEL.value)
    assert parse(cancel.raw).nonce == parse(call.raw).nonce
    assert cancel.max_fee * 8 >= call.max_fee * 9
    rig.node.mine()
    lane.step()
    # In a block that may still vanish: nobody is told yet that it will not be minted.
    assert states(rig) == [TxState.MINED.value]
    assert rig.items()[token_id].state == "assigned"
    rig.finish()
    assert states(rig) == [TxState.CANCELLED.value]
    assert (rig.items()[token_id].state, rig.items()[token_id].failure) == ("failed", "Cancelled")
    assert rig.node.minted() == {}


def test_lane__call_is_faster_than_its_cancellation__minted_and_final(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    lane = rig.lane()
    lane.step()
    ask(rig, "cancel", rig.transactions()[0].id)
    lane.step()
    call, _cancel = rig.attempts()
    rig.node.pool[0] = parse(call.raw)
    rig.node.mine()
    rig.finish()
    assert states(rig) == [TxState.FINAL.value]
    assert rig.node.minted() == {token_id: 1}


def test_requests__too_late_unknown_or_nothing_failed__said_and_nothing_changed(rig: Rig) -> None:
    ids = rig.world.issue()
    rig.finish()
    numbers = [ask(rig, "cancel", rig.transactions()[0].id), ask(rig, "cancel", 99), ask(rig, "retry", None)]
    rig.lane().step()
    assert [outcome(rig, number) for number in numbers] == ["too_late", "unknown", "nothing_failed"]
    assert states(rig) == [TxState.FINAL.value]
    assert rig.node.minted() == dict.fromkeys(ids, 1)


@pytest.mark.parametrize("everything", [True, False])
def test_requests__retry__what_failed_is_planned_again(rig: Rig, everything: bool) -> None:
    first, second = rig.world.issue(quantity=2)
    rig.node.poison = dict.fromkeys((first, second), "TransferLocked")
    rig.finish()
    assert {row.state for row in rig.items().values()} == {"failed"}
    rig.node.poison = {}
    number = ask(rig, "retry", None if everything else rig.items()[second].intent_id)
    rig.finish()
    assert outcome(rig, number) == "done"
    assert rig.node.minted() == dict.fromkeys((first, second) if everything else (second,), 1)


# -- somebody else


def _steal(rig: Rig) -> None:
    """Somebody else's transaction is mined with the nonce of ours."""
    rig.node.pool.clear()
    rig.node.foreign += 1
    rig.node.mine()


def test_lane__its_nonce_used_by_somebody_else__displaced_once_final_and_planned_anew(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    rig.node.confirmations = 2
    lane = rig.lane()
    lane.step()
    _steal(rig)
    lane.step()
    assert states(rig) == [TxState.BROADCAST.value]
    rig.clock.at += BELIEVE_DISPLACED_AFTER
    lane.step()
    assert states(rig) == [TxState.BROADCAST.value]
    rig.node.mine()
    lane.step()
    assert states(rig)[0] == TxState.DISPLACED.value
    said = alarms(rig)[AlarmKind.KEY_USED_ELSEWHERE]
    assert (said.subject, said.args["nonce"]) == (OFFICE.address, 0)
    rig.finish()
    assert [(row.nonce, row.state) for row in rig.transactions()] == [(0, "displaced"), (1, "final")]
    assert rig.node.minted() == {token_id: 1}
    rig.clock.at += timedelta(days=1, seconds=1)
    lane.step()
    assert alarms(rig) == {}


def test_lane__stranger_s_block_reorganised_away_in_time__the_same_bytes_and_no_alarm(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    rig.node.confirmations = 3
    lane = rig.lane()
    lane.step()
    _steal(rig)
    lane.step()
    assert rig.transactions()[0].used_block == 1
    rig.node.foreign -= 1
    rig.node.reorganise(forget=True)
    rig.clock.at += BELIEVE_DISPLACED_AFTER
    lane.step()
    assert rig.transactions()[0].used_block is None
    rig.finish()
    assert len(rig.attempts()) == 1
    assert rig.node.minted() == {token_id: 1}
    assert alarms(rig) == {}


def test_lane__chain_loses_the_stranger_s_transaction_later__the_gap_is_filled_by_an_empty_one(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    lane = rig.lane()
    lane.step()
    _steal(rig)
    lane.step()
    rig.clock.at += BELIEVE_DISPLACED_AFTER
    lane.step()
    assert states(rig) == [TxState.DISPLACED.value, TxState.BROADCAST.value]
    rig.node.foreign -= 1
    rig.finish()
    assert [row.state for row in rig.transactions()] == [TxState.CANCELLED.value, TxState.FINAL.value]
    assert rig.transactions()[0].cancel_reason == CancelReason.ABANDONED
    assert rig.node.minted() == {token_id: 1}


# -- roles


@pytest.mark.parametrize("error", ["AccessMissingRole", "AccessManagerUnauthorizedAccount"])
def test_lane__key_holds_no_role__alarm_and_items_wait_for_another_lane(rig: Rig, error: str) -> None:
    ids = rig.world.issue(quantity=3)
    estimate = rig.node.estimate_gas
    asked: list[str] = []

    def refuse(to: str, data: bytes, *, sender: str) -> int:
        assert data
        asked.append(to)
        raise ContractReverted(RevertReason(error, {"account": sender}))

    rig.node.estimate_gas = refuse  # type: ignore[method-assign]
    lane = rig.lane()
    lane.step()
    lane.step()
    assert len(asked) == 1
    assert alarms(rig)[AlarmKind.KEY_WITHOUT_ROLE].args["address"] == OFFICE.address
    assert rig.items() == {}
    rig.node.estimate_gas = estimate  # type: ignore[method-assign]
    rig.clock.at += timedelta(seconds=60)
    lane.step()
    assert alarms(rig) == {}
    rig.finish()
    assert rig.node.minted() == dict.fromkeys(ids, 1)
