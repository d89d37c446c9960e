"""What hangs for good: nonces are given away, a stolen one is noticed, and what a key may not do is left to others."""

from datetime import timedelta

import pytest

from backend.chain.errors import ChainUnreachable, ContractReverted, RevertReason
from backend.db.models.pipeline import ChainTransaction
from backend.db.repositories import relay_watch
from backend.relayer.alarms import AlarmKind
from backend.relayer.lane import GIVE_UP_CONTRACT_AFTER
from backend.relayer.states import BELIEVE_DISPLACED_AFTER, CancelReason, Purpose, TxState
from tests.backend.relayer.conftest import OFFICE, Rig
from tests.backend.relayer.node import parse


def ask(rig: Rig, kind: str, target: int | None) -> int:
    with rig.db.write() as session:
        return relay_watch.ask(session, kind=kind, target=target, now=rig.clock.at)


def outcome(rig: Rig, request: int) -> str | None:
    with rig.db.read() as session:
        return relay_watch.outcome(session, request)


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
    assert rig.states() == [TxState.CANCELLED.value, TxState.FINAL.value]
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
    assert rig.states() == [TxState.MINED.value]
    assert rig.items()[token_id].state == "assigned"
    rig.finish()
    assert rig.states() == [TxState.CANCELLED.value]
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
    assert rig.states() == [TxState.FINAL.value]
    assert rig.node.minted() == {token_id: 1}


def test_requests__too_late_unknown_or_nothing_failed__said_and_nothing_changed(rig: Rig) -> None:
    ids = rig.world.issue()
    rig.finish()
    numbers = [ask(rig, "cancel", rig.transactions()[0].id), ask(rig, "cancel", 99), ask(rig, "retry", None)]
    rig.lane().step()
    assert [outcome(rig, number) for number in numbers] == ["too_late", "unknown", "nothing_failed"]
    assert rig.states() == [TxState.FINAL.value]
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
    assert rig.states() == [TxState.BROADCAST.value]
    rig.clock.at += BELIEVE_DISPLACED_AFTER
    lane.step()
    assert rig.states() == [TxState.BROADCAST.value]
    rig.node.mine()
    lane.step()
    assert rig.states()[0] == TxState.DISPLACED.value
    said = rig.alarms()[AlarmKind.KEY_USED_ELSEWHERE]
    assert (said.subject, said.args["nonce"]) == (OFFICE.address, 0)
    rig.finish()
    assert [(row.nonce, row.state) for row in rig.transactions()] == [(0, "displaced"), (1, "final")]
    assert rig.node.minted() == {token_id: 1}
    rig.clock.at += timedelta(days=1, seconds=1)
    lane.step()
    assert rig.alarms() == {}


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
    assert rig.alarms() == {}


def test_lane__chain_loses_the_stranger_s_transaction_later__the_gap_is_filled_by_an_empty_one(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    lane = rig.lane()
    lane.step()
    _steal(rig)
    lane.step()
    rig.clock.at += BELIEVE_DISPLACED_AFTER
    lane.step()
    assert rig.states() == [TxState.DISPLACED.value, TxState.BROADCAST.value]
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
    assert rig.alarms()[AlarmKind.KEY_WITHOUT_ROLE].args["address"] == OFFICE.address
    assert rig.items() == {}
    rig.node.estimate_gas = estimate  # type: ignore[method-assign]
    rig.clock.at += timedelta(seconds=60)
    lane.step()
    assert rig.alarms() == {}
    rig.finish()
    assert rig.node.minted() == dict.fromkeys(ids, 1)
