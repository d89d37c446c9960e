"""What a transaction offers for its gas; pure."""

from dataclasses import dataclass

GWEI = 10**9
# A tip of nothing is passed over by some builders.
_LEAST_TIP = GWEI // 10


@dataclass(frozen=True)
class Fees:
    """EIP-1559 fees in wei per gas."""

    max_fee: int
    max_priority_fee: int


def offer(*, base_fee: int, usual_tip: int, cap: int) -> Fees:
    """Room for the base fee to double, the usual tip on top, and never more than `cap` in all."""
    tip = min(max(usual_tip, _LEAST_TIP), cap)
    return Fees(max_fee=min(2 * base_fee + tip, cap), max_priority_fee=tip)
