"""What a transaction offers for its gas, and when it offers more; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

GWEI = 10**9
# A tip of nothing is passed over by some builders.
_LEAST_TIP = GWEI // 10
# Nodes take a replacement only when it pays 10 % more on both numbers; an eighth more is above that after any rounding.
_BUMP_NUMERATOR, _BUMP_DENOMINATOR = 9, 8


@dataclass(frozen=True)
class Fees:
    """EIP-1559 fees in wei per gas."""

    max_fee: int
    max_priority_fee: int


def offer(*, base_fee: int, usual_tip: int, cap: int) -> Fees:
    """Room for the base fee to double, the usual tip on top, and never more than `cap` in all."""
    tip = min(max(usual_tip, _LEAST_TIP), cap)
    return Fees(max_fee=min(2 * base_fee + tip, cap), max_priority_fee=tip)


def bump(previous: Fees, market: Fees, *, cap: int) -> Fees | None:
    """The offer that replaces `previous`: an eighth more on both numbers, or what the market asks if that is more.

    None when an eighth more is above `cap`: then the previous offer stays.
    """
    least = Fees(_eighth_more(previous.max_fee), _eighth_more(previous.max_priority_fee))
    if least.max_fee > cap:
        return None
    max_fee = min(max(least.max_fee, market.max_fee), cap)
    return Fees(max_fee, min(max(least.max_priority_fee, market.max_priority_fee), max_fee))


def _eighth_more(value: int) -> int:
    return -(-value * _BUMP_NUMERATOR // _BUMP_DENOMINATOR)


@dataclass(frozen=True)
class Waiting:
    """An offer that nodes have accepted: since when and which block it waits, and whether it is its nonce's turn."""

    fees: Fees
    since: datetime
    since_block: int
    is_next: bool


def is_stuck(waiting: Waiting, *, base_fee: int, head: int, now: datetime, bump_after: timedelta) -> bool:
    """Whether an offer should be raised: it has waited long enough, and a higher one would help.

    One below the base fee can be in no block. One above it that waits for an earlier nonce would not go in for more money
    either; and while no blocks come at all, no offer is too low.
    """
    if now - waiting.since < bump_after:
        return False
    return waiting.fees.max_fee < base_fee or (waiting.is_next and head > waiting.since_block)


def shortfall(*, balance: int, gas: int, max_fee: int) -> int:
    """How many wei an account lacks for this much gas at this price; 0 when it has enough."""
    return max(0, gas * max_fee - balance)
