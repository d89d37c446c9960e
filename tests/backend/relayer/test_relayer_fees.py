"""What is offered for gas, when it is raised, and that it is never above the cap."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.relayer import fees
from backend.relayer.fees import GWEI, Fees

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
MINUTE = timedelta(seconds=60)
PRICES = st.integers(1, 10**13)


@given(base=st.integers(0, 10**13), tip=st.integers(0, 10**13), cap=st.integers(1, 10**13))
def test_offer__any_market__never_above_the_cap_and_always_a_valid_pair(base: int, tip: int, cap: int) -> None:
    found = fees.offer(base_fee=base, usual_tip=tip, cap=cap)
    assert 0 < found.max_priority_fee <= found.max_fee <= cap


@pytest.mark.parametrize(("usual", "tip"), [(0, fees.GWEI // 10), (3 * fees.GWEI, 3 * fees.GWEI)])
def test_offer__below_the_cap__room_for_the_base_fee_to_double(usual: int, tip: int) -> None:
    found = fees.offer(base_fee=7 * fees.GWEI, usual_tip=usual, cap=500 * fees.GWEI)
    assert found == fees.Fees(max_fee=14 * fees.GWEI + tip, max_priority_fee=tip)


@given(max_fee=PRICES, tip=PRICES, market_fee=PRICES, market_tip=PRICES, cap=PRICES)
def test_bump__any_market__a_node_takes_it_and_it_is_not_above_the_cap(
    max_fee: int, tip: int, market_fee: int, market_tip: int, cap: int
) -> None:
    previous = Fees(max_fee, min(tip, max_fee))
    found = fees.bump(previous, Fees(market_fee, min(market_tip, market_fee)), cap=cap)
    if found is None:
        assert max_fee * 9 > cap * 8
        return
    assert found.max_priority_fee <= found.max_fee <= cap
    # An eighth more on both numbers; nodes ask for a tenth.
    assert found.max_fee * 8 >= previous.max_fee * 9
    assert found.max_priority_fee * 8 >= previous.max_priority_fee * 9


@pytest.mark.parametrize(
    ("previous", "market", "cap", "expected"),
    [
        pytest.param(Fees(8, 8), Fees(1, 1), 100, Fees(9, 9), id="an eighth"),
        pytest.param(Fees(9, 1), Fees(1, 1), 100, Fees(11, 2), id="rounded up"),
        pytest.param(Fees(80, 8), Fees(200, 20), 500, Fees(200, 20), id="the market asks more"),
        pytest.param(Fees(80, 8), Fees(200, 20), 150, Fees(150, 20), id="the market asks more than the cap"),
        pytest.param(Fees(80, 8), Fees(1, 1), 90, Fees(90, 9), id="exactly the cap"),
        pytest.param(Fees(80, 8), Fees(1, 1), 89, None, id="an eighth is above the cap"),
        pytest.param(Fees(80, 80), Fees(200, 200), 100, Fees(100, 100), id="no tip above the whole"),
    ],
)
def test_bump__previous_offer_and_market__as_the_table_says(
    previous: Fees, market: Fees, cap: int, expected: Fees | None
) -> None:
    assert fees.bump(previous, market, cap=cap) == expected


@pytest.mark.parametrize(
    ("waited", "max_fee", "is_next", "blocks", "expected"),
    [
        pytest.param(MINUTE, 20 * GWEI, True, 1, True, id="a block passed without it"),
        pytest.param(MINUTE - timedelta(microseconds=1), 20 * GWEI, True, 1, False, id="not long enough"),
        pytest.param(MINUTE, 20 * GWEI, True, 0, False, id="no block came"),
        pytest.param(MINUTE, 20 * GWEI, False, 1, False, id="an earlier nonce is to go first"),
        pytest.param(MINUTE, 10 * GWEI - 1, False, 0, True, id="below the base fee"),
        pytest.param(timedelta(0), 10 * GWEI - 1, False, 0, False, id="below the base fee, just sent"),
        pytest.param(MINUTE, 10 * GWEI, False, 1, False, id="exactly the base fee, not its turn"),
    ],
)
def test_is_stuck__offer_that_waits__raised_when_that_would_help(
    waited: timedelta, max_fee: int, is_next: bool, blocks: int, expected: bool
) -> None:
    waiting = fees.Waiting(Fees(max_fee, GWEI), since=NOW - waited, since_block=7, is_next=is_next)
    found = fees.is_stuck(waiting, base_fee=10 * GWEI, head=7 + blocks, now=NOW, bump_after=MINUTE)
    assert found is expected


@pytest.mark.parametrize(("balance", "missing"), [(0, 300), (299, 1), (300, 0), (1_000, 0)])
def test_shortfall__account__what_it_lacks(balance: int, missing: int) -> None:
    assert fees.shortfall(balance=balance, gas=100, max_fee=3) == missing
