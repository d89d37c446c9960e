"""What everything that works for one key shares."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.chain.client import ChainClient, Header
from backend.chain.sender import Key
from backend.core.clock import Clock
from backend.db.models.installation import Installation
from backend.db.session import Database
from backend.outbox.intents import Signer
from backend.relayer import fees


@dataclass(frozen=True)
class Desk:
    """One key, the chain it works on, and the rules for its fees. `fee_cap` is in wei per gas."""

    db: Database
    client: ChainClient
    clock: Clock
    key: Key
    signer: Signer
    installed: Installation
    fee_cap: int
    bump_after: timedelta

    def now(self) -> datetime:
        return self.clock.now()


class Round:
    """The chain as one round sees it.

    `expected` is the nonce the chain expects next of this key. It is asked for before everything else: what is asked later
    may know more, never less.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._market: tuple[int, fees.Fees, fees.Fees] | None = None
        self.expected: int = desk.client.transaction_count(desk.key.address)
        self.head: Header = desk.client.head()
        self.final_block: int = desk.client.final_block(desk.installed.chain_id, self.head)

    def _prices(self) -> tuple[int, fees.Fees, fees.Fees]:
        if self._market is None:
            found = self._desk.client.fee_market()
            base = found.base_fee or self.head.base_fee
            usual, urgent = (
                fees.offer(base_fee=base, usual_tip=tip, cap=self._desk.fee_cap)
                for tip in (found.usual_tip, max(found.usual_tip, found.urgent_tip))
            )
            self._market = base, usual, urgent
        return self._market

    @property
    def base_fee(self) -> int:
        """The next block's, in wei per gas."""
        return self._prices()[0]

    @property
    def usual(self) -> fees.Fees:
        """What a new transaction offers."""
        return self._prices()[1]

    @property
    def urgent(self) -> fees.Fees:
        """What one that has waited offers at least."""
        return self._prices()[2]
