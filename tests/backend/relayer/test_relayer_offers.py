"""What waits too long: more is offered under the same nonce, never above the cap; and an account that cannot pay is said."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from backend.chain.errors import ChainUnreachable, InsufficientFunds, ReplacementUnderpriced, Underpriced
from backend.relayer.alarms import AlarmKind
from backend.relayer.states import RESEND_AFTER, TxState
from tests.backend.relayer.conftest import FEE_CAP, OFFICE, Rig
from tests.backend.relayer.node import BASE_FEE, parse

BUMP_AFTER = timedelta(seconds=60)


def spike(rig: Rig, times: int) -> None:
    """The base fee rises, and what offers less stays in the pool while blocks pass."""
    rig.node.base_fee = BASE_FEE * times


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
    said = rig.alarms()[AlarmKind.FEE_CAP_REACHED]
    (row,) = rig.transactions()
    assert (row.state, said.subject) == (TxState.BROADCAST.value, str(row.id))
    assert (said.args["cap"], said.args["base_fee"]) == (str(FEE_CAP), str(1_000 * BASE_FEE))
    spike(rig, 1)
    rig.finish()
    assert rig.node.minted() == {token_id: 1}
    assert rig.alarms() == {}


@pytest.mark.parametrize("refusal", [Underpriced("transaction underpriced"), ReplacementUnderpriced("replacement")])
def test_lane__refused_as_too_cheap__offers_more_and_is_not_taken_for_sent(rig: Rig, refusal: Underpriced) -> None:
    (token_id,) = rig.world.issue()
    rig.node.refusal = refusal
    lane = rig.lane()
    lane.step()
    assert rig.states() == [TxState.SIGNED.value]
    assert rig.attempts()[0].refusal in ("underpriced", "replacement_underpriced")
    rig.clock.at += RESEND_AFTER
    lane.step()
    first, second = rig.attempts()
    assert second.max_fee * 8 >= first.max_fee * 9
    assert rig.states() == [TxState.SIGNED.value]
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
    said = rig.alarms()[AlarmKind.LOW_BALANCE]
    assert (said.subject, said.args["address"], said.args["balance"]) == (OFFICE.address, OFFICE.address, "5")
    assert int(said.args["missing"]) == 3_000_000 * 3 * BASE_FEE - 5
    assert rig.states() == [TxState.SIGNED.value]
    rig.node.wei, rig.node.refusal = 10**19, None
    rig.clock.at += timedelta(seconds=30)
    lane.step()
    assert rig.alarms() == {}
    rig.finish()
    assert rig.node.minted() == {token_id: 1}


def test_lane__account_emptied_between_two_looks__alarm_with_the_first_refusal(rig: Rig) -> None:
    lane = rig.lane()
    lane.step()
    rig.world.issue()
    rig.node.wei = 5
    rig.node.refusal = InsufficientFunds("insufficient funds for gas * price + value")
    lane.step()
    assert AlarmKind.LOW_BALANCE in rig.alarms()


def test_lane__little_left_and_much_waiting__alarm_before_anything_is_refused(rig: Rig) -> None:
    rig.world.issue(quantity=200)
    rig.node.wei = 3_100_000 * 3 * BASE_FEE
    rig.node.has_code = False
    lane = rig.lane()
    lane.step()
    said = rig.alarms()[AlarmKind.LOW_BALANCE]
    assert int(said.args["missing"]) == (200 * 30_000 - 3_100_000) * 3 * BASE_FEE
    again = rig.lane()
    rig.clock.at += timedelta(seconds=30)
    again.step()
    assert rig.alarms()[AlarmKind.LOW_BALANCE].since == said.since
