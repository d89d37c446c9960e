"""Sepolia's clock and a base fee that jumps tenfold: nothing hangs beyond the bump time, nothing is offered above the cap."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from backend.chain.client import ChainClient
from backend.chain.profiles import profile
from backend.db.models.pipeline import RelayAlarm
from backend.outbox.intents import Signer
from backend.relayer.states import TxState
from tests.faults.geth import Geth
from tests.faults.proxy import Behaviour, Proxy
from tests.faults.scale import scaled
from tests.integration.site import Night, Site, begin

GWEI = 10**9
SEPOLIA = 11155111
BLOCK = timedelta(seconds=12)
BUMP_AFTER = profile(SEPOLIA).bump_after
# Mined in the block after the bump; the round that bumps comes once a block.
STUCK_AFTER = BUMP_AFTER + 3 * BLOCK


@dataclass
class Market:
    """A chain with a block every twelve seconds of its own time and of the lanes' clock, at a base fee that we say."""

    night: Night
    proxy: Proxy
    geth: Geth
    waited: dict[int, timedelta] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.site, self.node = self.night.site, self.night.site.node
        client = ChainClient(self.proxy.url)
        self.lanes = [self.site.lane(signer, client=client) for signer in Signer]
        self.indexer = self.site.indexer(client=client)

    def block(self, base_fee: int) -> None:
        """One block at this base fee, after which the loops have a round."""
        self.node.request("evm_increaseTime", int(BLOCK.total_seconds()))
        self.node.request("anvil_setNextBlockBaseFeePerGas", hex(base_fee))
        self.node.mine()
        self.site.later(BLOCK)
        for loop in (*self.lanes, self.indexer):
            loop.step()
        for transaction in self.site.transactions():
            if transaction.state in (TxState.RESERVED, TxState.SIGNED, TxState.BROADCAST):
                self.waited[transaction.id] = self.waited.get(transaction.id, timedelta()) + BLOCK

    def blocks(self, count: int, base_fee: int) -> None:
        for _ in range(count):
            self.block(base_fee)

    def alarms(self) -> set[str]:
        """The kinds of alarms that are on."""
        with self.site.db.read() as session:
            return {alarm.kind for alarm in session.query(RelayAlarm) if alarm.cleared_at is None}


@pytest.fixture
def market(make_site: Callable[..., Site], make_proxy: Callable[..., Proxy], database_url: str) -> Market:
    site = make_site(database_url, arguments=("--chain-id", str(SEPOLIA), "--block-time", "12"))
    # Until the night has begun nobody wants to wait twelve seconds for each block.
    site.node.automine(on=True)
    night = begin(site, supply=15_000)
    site.node.automine(on=False)
    site.node.request("evm_setIntervalMining", 12)
    # The long campaign burns more at 99 gwei than the keys of a night have; what becomes of a poor key is shown elsewhere.
    for key in site.keys.values():
        site.node.request("anvil_setBalance", key.address, hex(1000 * 10**18))
    geth = Geth()
    return Market(night, make_proxy(site.node.url, behaviour=Behaviour(manners=[geth])), geth)


def _final(market: Market) -> None:
    """Let everything become final: two epochs of blocks."""
    market.blocks(2, GWEI)
    market.node.mine(64)
    market.blocks(3, GWEI)
    assert market.site.pending() == 0
    assert market.node.mints(market.night.contract) == Counter(market.night.issued)
    assert market.geth.highest_fee <= market.site.settings.max_fee_gwei * GWEI
    assert market.geth.refusals["replacement transaction underpriced"] == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_base_fee__jumps_tenfold_again_and_again__nothing_hangs_beyond_the_bump_time(market: Market) -> None:
    market.blocks(2, GWEI)
    for _ in range(scaled(1, 6)):
        for base_fee in (GWEI, 10 * GWEI, 99 * GWEI, 9 * GWEI):
            # Offered at the old price a moment before the jump, in two lanes and several transactions.
            market.night.issue(500)
            market.night.revoke(market.night.issued[-501]) if len(market.night.issued) > 500 else None
            for lane in market.lanes:
                lane.step()
            market.blocks(int(STUCK_AFTER / BLOCK) + 2, base_fee)
    print(f"waited at most {max(market.waited.values())}, {len(market.geth.seen)} offers for {len(market.waited)}")
    assert max(market.waited.values()) <= STUCK_AFTER
    # Something did hang for a while and was raised: otherwise this would show nothing.
    assert max(market.waited.values()) >= BUMP_AFTER
    assert len(market.site.attempts()) > len(market.site.transactions())
    _final(market)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_base_fee__above_the_cap__waits_with_an_alarm_and_goes_when_it_falls(market: Market) -> None:
    cap = market.site.settings.max_fee_gwei * GWEI
    market.blocks(2, GWEI)
    market.night.issue(100)
    for lane in market.lanes:
        lane.step()
    for base_fee in (10 * GWEI, 100 * GWEI, 5 * cap):
        market.blocks(1, base_fee)
        market.night.issue(10)
    market.blocks(2 * int(STUCK_AFTER / BLOCK), 5 * cap)
    assert "fee_cap_reached" in market.alarms()
    assert market.geth.highest_fee <= cap
    market.blocks(int(STUCK_AFTER / BLOCK) + 2, 20 * GWEI)
    assert market.node.mints(market.night.contract) == Counter(market.night.issued)
    assert "fee_cap_reached" not in market.alarms()
    _final(market)
