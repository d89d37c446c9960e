"""What a lane makes of refusals, reverts, reorganisations and silent nodes."""

from datetime import timedelta

import pytest

from backend.chain.errors import (
    AlreadyKnown,
    ChainError,
    ChainRefused,
    ContractReverted,
    InsufficientFunds,
    RevertReason,
)
from backend.relayer import plan
from backend.relayer.states import RESEND_AFTER, TxState
from tests.backend.relayer.conftest import Rig
from tests.backend.relayer.node import BASE_FEE, parse


def test_lane__one_bad_item_in_a_batch__only_it_fails_with_its_reason(rig: Rig) -> None:
    ids = rig.world.issue(quantity=7)
    bad = ids[4]
    rig.node.poison = {bad: "AlreadyMinted"}
    rig.finish()
    assert rig.node.minted() == dict.fromkeys([each for each in ids if each != bad], 1)
    failed = {token_id: row for token_id, row in rig.items().items() if row.state == "failed"}
    assert list(failed) == [bad]
    assert (failed[bad].failure, failed[bad].failure_args) == ("AlreadyMinted", {"tokenId": str(bad)})
    assert failed[bad].transaction_id is None
    # Halved, not asked one by one: 7 into 3 and 4, the bad half into 2 and 2, and so on; then the good ones together.
    assert [len(asked) for asked in rig.node.estimates] == [7, 3, 4, 2, 1, 1, 2, 6]
    assert [len(parse(attempt.raw).ids) for attempt in rig.attempts()] == [6]


def test_lane__every_item_bad__no_nonce_is_used(rig: Rig) -> None:
    ids = rig.world.issue(quantity=3)
    rig.node.poison = dict.fromkeys(ids, "AlreadyMinted")
    rig.finish()
    assert rig.transactions() == []
    assert {row.failure for row in rig.items().values()} == {"AlreadyMinted"}


def test_lane__reverted_transaction__its_items_are_planned_again(rig: Rig) -> None:
    ids = rig.world.issue(quantity=2)
    rig.node.reverting = True
    rig.lane().step()
    rig.node.mine()
    rig.node.reverting = False
    rig.finish()
    assert [row.state for row in rig.transactions()] == [TxState.REVERTED.value, TxState.FINAL.value]
    assert rig.node.minted() == dict.fromkeys(ids, 1)
    assert {row.tries for row in rig.items().values()} == {1}


@pytest.mark.parametrize("how", ["reverting", "silent"])
def test_lane__reverted_three_times__its_items_fail(rig: Rig, how: str) -> None:
    rig.world.issue(quantity=2)
    # `silent`: the call succeeded without a log, as on an address without code.
    setattr(rig.node, how, True)
    rig.finish()
    assert [row.state for row in rig.transactions()] == [TxState.REVERTED.value] * 3
    assert {(row.state, row.failure, row.tries) for row in rig.items().values()} == {("failed", "Reverted", 3)}
    rig.finish()
    assert len(rig.transactions()) == 3


@pytest.mark.parametrize("forget", [True, False])
def test_lane__mined_block_reorganised_away__same_bytes_are_mined_again(rig: Rig, forget: bool) -> None:
    (token_id,) = rig.world.issue()
    rig.node.confirmations = 3
    lane = rig.lane()
    lane.step()
    rig.node.mine()
    lane.step()
    assert [row.state for row in rig.transactions()] == [TxState.MINED.value]
    rig.node.reorganise(forget=forget)
    rig.clock.at += RESEND_AFTER
    lane.step()
    (row,) = rig.transactions()
    assert (row.state, row.block_number, row.block_hash, row.gas_used) == (TxState.BROADCAST.value, None, None, None)
    rig.node.mine()
    rig.finish()
    (attempt,) = rig.attempts()
    assert rig.node.minted() == {token_id: 1}
    assert rig.node.sends == [attempt.raw, attempt.raw]


def test_lane__mined_again_in_another_block__waits_for_that_block_to_be_final(rig: Rig) -> None:
    rig.world.issue()
    rig.node.confirmations = 2
    lane = rig.lane()
    lane.step()
    rig.node.mine()
    lane.step()
    rig.node.reorganise(forget=False)
    rig.node.mine()
    lane.step()
    (row,) = rig.transactions()
    assert (row.state, row.block_hash) == (TxState.MINED.value, rig.node.head().hash)
    rig.node.mine()
    lane.step()
    assert rig.transactions()[0].state == TxState.FINAL.value
    assert len(rig.node.sends) == 1


def test_lane__not_mined_for_a_while__sends_the_same_bytes_again_and_not_before(rig: Rig) -> None:
    rig.world.issue()
    lane = rig.lane()
    lane.step()
    for seconds, sends in ((0, 1), (19, 1), (1, 2), (19, 2), (1, 3)):
        rig.clock.at += timedelta(seconds=seconds)
        lane.step()
        assert len(rig.node.sends) == sends
    assert len(set(rig.node.sends)) == 1


@pytest.mark.parametrize(
    ("refusal", "word"),
    [
        (InsufficientFunds("insufficient funds"), "insufficient_funds"),
        (ChainRefused("-32000: intrinsic gas too low"), "refused"),
        (ContractReverted(RevertReason("Reverted", {})), "refused"),
    ],
)
def test_lane__node_refuses_the_bytes__not_taken_for_sent_and_offered_again(
    rig: Rig, refusal: ChainError, word: str
) -> None:
    (token_id,) = rig.world.issue()
    rig.node.refusal = refusal
    lane = rig.lane()
    lane.step()
    (attempt,) = rig.attempts()
    assert (attempt.answer, attempt.refusal) == (str(refusal), word)
    assert (attempt.sent_at, attempt.tried_at) == (None, rig.clock.at)
    assert rig.transactions()[0].state == TxState.SIGNED.value
    lane.step()
    assert len(rig.node.sends) == 1
    rig.node.refusal = None
    rig.finish()
    (attempt,) = rig.attempts()
    assert (attempt.answer, attempt.refusal) == ("accepted", None)
    assert rig.node.minted() == {token_id: 1}
    assert set(rig.node.sends) == {attempt.raw}


def test_lane__node_knows_the_bytes__taken_for_sent(rig: Rig) -> None:
    (token_id,) = rig.world.issue()
    rig.node.refusal = AlreadyKnown("already known")
    rig.lane().step()
    (attempt,) = rig.attempts()
    assert (attempt.answer, attempt.refusal, attempt.sent_at) == ("already known", None, rig.clock.at)
    assert rig.transactions()[0].state == TxState.BROADCAST.value
    rig.node.refusal = None
    rig.finish()
    assert rig.node.minted() == {token_id: 1}
    assert len(rig.attempts()) == 1


def test_lane__contract_not_on_the_chain__nothing_is_planned_or_sent(rig: Rig) -> None:
    rig.world.issue()
    rig.node.has_code = False
    lane = rig.lane()
    assert lane.step() is False
    assert rig.transactions() == []
    rig.node.has_code = True
    lane.step()
    rig.node.has_code = False
    rig.clock.at += RESEND_AFTER
    lane.step()
    assert len(rig.node.sends) == 1


def test_lane__somebody_else_used_the_key__goes_on_above_the_chain_s_nonce(rig: Rig) -> None:
    first = rig.world.issue()
    rig.finish()
    rig.node.foreign = 4
    second = rig.world.issue()
    rig.finish()
    assert [row.nonce for row in rig.transactions()] == [0, 5]
    assert rig.node.minted() == dict.fromkeys(first + second, 1)


def test_lane__base_fee_above_the_cap__offers_the_cap(rig: Rig) -> None:
    rig.world.issue()
    rig.lane(cap=BASE_FEE // 2).step()
    (attempt,) = rig.attempts()
    assert parse(attempt.raw).max_fee == attempt.max_fee == BASE_FEE // 2


def test_lane__sixteen_transactions_not_mined__no_seventeenth(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "PLANNED_GAS", 30_000)
    ids = rig.world.issue(quantity=20)
    lane = rig.lane()
    lane.step()
    lane.step()
    assert [row.nonce for row in rig.transactions()] == list(range(16))
    rig.finish()
    assert rig.node.minted() == dict.fromkeys(ids, 1)


def test_lane__chain_lost_what_was_final__the_same_bytes_are_sent_again_before_anything_new(rig: Rig) -> None:
    ids = rig.world.issue(quantity=2)
    rig.finish()
    assert [row.state for row in rig.transactions()] == [TxState.FINAL.value]
    before = [attempt.raw for attempt in rig.attempts()]
    # A local chain that was killed goes on from its last save.
    rig.node.reorganise(depth=len(rig.node.blocks), forget=True)
    more = rig.world.issue(quantity=1)
    rig.finish()
    assert rig.node.minted() == dict.fromkeys([*ids, *more], 1)
    assert [row.nonce for row in rig.transactions()] == [0, 1]
    assert [attempt.raw for attempt in rig.attempts()][:1] == before
