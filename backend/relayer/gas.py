"""What a call needs, and whether it would go through: estimated once, and only tried when the next one is like it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.chain.errors import ChainRefused, ContractReverted
from backend.relayer.desk import Desk

# Prices that are in an estimate beside the call itself (on a second layer, those of the first) move slowly.
KEPT_FOR = timedelta(seconds=60)
# Calls of one length differ in how many bytes of them are zero, and in what they touch for the first time.
_ROOM_PERCENT = 2


@dataclass(frozen=True)
class _Estimate:
    gas: int
    at: datetime


class Gas:
    """Asks for one key.

    A node finds an estimate by executing the call about ten times, with less gas each time. Trying the call with gas that is
    known executes it once.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[tuple[str, bytes, int], _Estimate] = {}

    def enough(self, to: str, data: bytes) -> int:
        """Gas with which this call goes through as the chain is now. Raises ContractReverted or GasTooHigh if there is none.

        It is what the node estimates; for the next call of the same function of this contract, and of the same length, that
        and two percent, if the call goes through with it. What does not is estimated: only an estimate condemns.
        """
        now, case = self._desk.now(), (to, data[:4], len(data))
        self._known = {one: known for one, known in self._known.items() if now - known.at < KEPT_FOR}
        if case in self._known and self._goes_through(to, data, self._known[case].gas):
            return self._known[case].gas
        estimate = self._desk.client.estimate_gas(to, data, sender=self._desk.key.address)
        self._known[case] = _Estimate(estimate * (100 + _ROOM_PERCENT) // 100, now)
        return estimate

    def _goes_through(self, to: str, data: bytes, gas: int) -> bool:
        try:
            self._desk.client.call(to, data, sender=self._desk.key.address, gas=gas)
        except (ContractReverted, ChainRefused):
            return False
        return True
