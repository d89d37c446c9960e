"""Every answer may be lost, late, doubled, cut off or refused: the end is the same as with a good node."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from backend.chain.client import ChainClient
from backend.chain.errors import ChainError
from backend.db.session import Database
from backend.indexer.loop import Moved
from backend.outbox.intents import Signer
from backend.relayer.states import TxState
from tests.backend.indexer.ledger import chain_tables
from tests.faults.proxy import Behaviour, Fault, Proxy, Rates
from tests.faults.scale import scaled
from tests.integration.site import Night, begin, reindexed

_REFUSALS = (Fault.TOO_MANY, Fault.UNAVAILABLE, Fault.RPC_ERROR)
# Lost, late, doubled, cut off and refused, each in one of ten requests.
EVERYTHING: Rates = {
    Fault.REQUEST_LOST: 0.05,
    Fault.ANSWER_LOST: 0.05,
    Fault.DELAYED: 0.1,
    Fault.DUPLICATED: 0.1,
    Fault.TRUNCATED: 0.1,
    **dict.fromkeys(_REFUSALS, 0.1 / 3),
}
CASES = [*(pytest.param({fault: 0.1}, id=fault.value) for fault in Fault), pytest.param(EVERYTHING, id="everything")]
_MOST_ROUNDS = 4_000


def _finish(night: Night, proxy: Proxy) -> Counter[str]:
    """Step both lanes and the indexer behind the proxy until all is done; what went wrong on the way."""
    site, client = night.site, ChainClient(proxy.url)
    loops = [*(site.lane(signer, client=client) for signer in Signer), site.indexer(client=client)]
    trouble: Counter[str] = Counter()
    for _ in range(_MOST_ROUNDS):
        moved = False
        for loop in loops:
            try:
                moved |= loop.step()
            except (ChainError, Moved) as error:
                trouble[type(error).__name__] += 1
                moved = True
        site.later(timedelta(seconds=5))
        if not moved and site.pending() == 0 and site.has_read_the_head():
            return trouble
    raise AssertionError(f"{site.pending()} pending after {_MOST_ROUNDS} rounds: {trouble}")


@pytest.mark.parametrize("rates", CASES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_answers__go_wrong_one_time_in_ten__same_end_as_with_a_good_node(
    night: Night, make_proxy: Callable[..., Proxy], empty_database: Callable[[], Database], rates: Rates
) -> None:
    site, waves = night.site, scaled(2, 40)
    behaviour = Behaviour(rates=rates, delay_seconds=0.002)
    proxy = make_proxy(site.node.url, seed=11, behaviour=behaviour)
    trouble: Counter[str] = Counter()
    for wave in range(waves):
        night.issue(scaled(20, 50))
        night.revoke(night.issued[wave * 2])
        trouble += _finish(night, proxy)
    print(f"{dict(proxy.counts)}, {dict(trouble)}, tickets {len(night.issued)}")
    assert site.node.mints(night.contract) == Counter(night.issued)
    assert site.node.revocations(night.contract) == Counter(night.revoked)
    assert {transaction.state for transaction in site.transactions()} == {TxState.FINAL.value}
    assert sum(proxy.counts[fault] for fault in rates) >= waves
    proxy.quiet()
    empty = empty_database()
    reindexed(site, empty)
    assert chain_tables(site.db) == chain_tables(empty)


@pytest.fixture
def night(make_site: Callable[..., object], database_url: str) -> Night:
    """A collective with an event on a chain where every block is final at once."""
    return begin(make_site(database_url))  # type: ignore[arg-type]
