"""The chain changes its mind: what was read is undone, what was dropped is sent again, and nothing exists twice."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta

from backend.chain.client import ChainClient, RawLog, Receipt
from backend.db.session import Database
from backend.indexer.loop import Moved
from backend.outbox.intents import Signer
from backend.relayer.states import RESEND_AFTER, TxState
from tests.integration.node import BLOCKS_TO_FINAL, Node
from tests.integration.site import Night, Site, begin, difference, reindexed

_OVERDUE = RESEND_AFTER + timedelta(seconds=1)


class RestlessClient(ChainClient):
    """A node that changes its chain just before or just after it answers the first call of a kind."""

    def __init__(self, node: Node, *, call: str, depth: int, before: bool = False) -> None:
        super().__init__(node.url)
        self._node = node
        self._call = call
        self._depth = depth
        self._before = before
        self.moved = False

    def _move(self, call: str, *, before: bool) -> None:
        if call == self._call and before is self._before and not self.moved:
            self.moved = True
            self._node.reorg(self._depth)

    def logs(self, addresses: Sequence[str], first: int, last: int) -> list[RawLog]:
        self._move("logs", before=True)
        found = super().logs(addresses, first, last)
        self._move("logs", before=False)
        return found

    def receipt(self, transaction_hash: str) -> Receipt | None:
        found = super().receipt(transaction_hash)
        if found is not None:
            self._move("receipt", before=False)
        return found


def _index_restlessly(site: Site, client: RestlessClient) -> None:
    """Read on with a node that moves in the middle, then with one that stands still."""
    indexer = site.indexer(client=client)
    try:
        while indexer.step():
            pass
    except Moved:
        pass
    assert client.moved
    site.index()


def _raw(site: Site, transaction_hash: str) -> str:
    return "0x" + next(a.raw for a in site.attempts().values() if a.hash == transaction_hash).hex()


# -- the indexer


def test_indexer__block_vanishes_after_its_logs_were_read__leaves_no_trace(
    slow_night: Night, empty_database: Callable[[], Database]
) -> None:
    site = slow_night.site
    slow_night.issue(3)
    site.relay()
    site.node.mine()
    _index_restlessly(site, RestlessClient(site.node, call="logs", depth=2))
    assert site.projections()["chain_token"] == []
    assert difference(site, reindexed(site, empty_database())) == {}


def test_indexer__block_already_read_vanishes_while_the_next_is_read__is_undone(
    slow_night: Night, empty_database: Callable[[], Database]
) -> None:
    site = slow_night.site
    slow_night.issue(3)
    site.relay()
    site.index()
    assert len(site.projections()["chain_token"]) == 3
    site.node.mine()
    _index_restlessly(site, RestlessClient(site.node, call="logs", depth=2, before=True))
    assert site.projections()["chain_token"] == []
    assert difference(site, reindexed(site, empty_database())) == {}


def test_indexer__reorganised_one_to_six_blocks_deep__equals_a_fresh_reading(
    slow_night: Night, empty_database: Callable[[], Database]
) -> None:
    site, node = slow_night.site, slow_night.site.node
    for depth in range(1, 7):
        for _ in range(depth):
            slow_night.issue(2)
            site.relay()
            site.index()
        node.reorg(depth)
        site.index()
        assert len(site.projections()["chain_token"]) == len(slow_night.issued) - 2 * depth
        assert difference(site, reindexed(site, empty_database())) == {}
        site.later(_OVERDUE)
        site.work()
        assert node.mints(slow_night.contract) == Counter(slow_night.issued)
        assert difference(site, reindexed(site, empty_database())) == {}


def test_indexer__reverted_to_a_snapshot_and_mined_anew__equals_a_fresh_reading(
    slow_night: Night, empty_database: Callable[[], Database]
) -> None:
    site, node = slow_night.site, slow_night.site.node
    slow_night.issue(3)
    site.work()
    snapshot = node.request("evm_snapshot")
    slow_night.issue(3)
    site.work()
    assert len(site.projections()["chain_token"]) == 6
    assert node.request("evm_revert", snapshot) is True
    node.mine(3)
    site.index()
    assert len(site.projections()["chain_token"]) == 3
    assert difference(site, reindexed(site, empty_database())) == {}
    site.later(_OVERDUE)
    site.work()
    assert node.mints(slow_night.contract) == Counter(slow_night.issued)
    assert difference(site, reindexed(site, empty_database())) == {}


# -- the relayer


def test_relayer__receipt_vanishes_while_it_is_noted__waits_and_mints_once(slow_night: Night) -> None:
    site = slow_night.site
    slow_night.issue(2)
    client = RestlessClient(site.node, call="receipt", depth=1)
    office = site.lane(Signer.OFFICE, client=client)
    while office.step():
        pass
    assert client.moved
    assert site.transactions()[-1].state == TxState.BROADCAST
    assert not site.node.mints(slow_night.contract)
    site.later(_OVERDUE)
    site.work()
    assert site.node.mints(slow_night.contract) == Counter(slow_night.issued)


def test_relayer__event_dropped_but_its_mint_kept__mints_again_on_the_contract(
    slow_site: Site, empty_database: Callable[[], Database]
) -> None:
    night = begin(slow_site)
    night.issue(4)
    slow_site.work()
    created = max(slow_site.node.blocks_with_transactions_to(slow_site.installed.factory).values())
    # The mint is kept, as nodes put it back into their pools; its contract is not, so it does nothing and yet succeeds.
    (mint,) = slow_site.node.blocks_with_transactions_to(night.contract)
    slow_site.node.reorg(slow_site.node.client.head().number - created + 1, [(_raw(slow_site, mint), 0)])
    slow_site.index()
    slow_site.later(_OVERDUE)
    slow_site.work()
    assert slow_site.node.mints(night.contract) == Counter(night.issued)
    assert slow_site.pending() == len(slow_site.transactions()) - 1
    slow_site.node.mine(BLOCKS_TO_FINAL)
    slow_site.work()
    assert slow_site.pending() == 0
    assert difference(slow_site, reindexed(slow_site, empty_database())) == {}


def test_relayer__event_and_its_mint_dropped_together__the_mint_waits_for_the_contract(slow_site: Site) -> None:
    night = begin(slow_site)
    night.issue(4)
    slow_site.work()
    created = max(slow_site.node.blocks_with_transactions_to(slow_site.installed.factory).values())
    slow_site.node.reorg(slow_site.node.client.head().number - created + 1)
    slow_site.later(_OVERDUE)
    # The office's lane first, as every round does; the contract is the organiser's to make again.
    while slow_site.lane(Signer.OFFICE).step():
        pass
    assert not slow_site.node.blocks_with_transactions_to(night.contract)
    slow_site.work()
    assert slow_site.node.mints(night.contract) == Counter(night.issued)
    assert {transaction.state for transaction in slow_site.transactions()} == {TxState.MINED}


def test_relayer__transaction_dropped_by_a_reorganisation__is_sent_again_and_mints_once(slow_night: Night) -> None:
    site, node = slow_night.site, slow_night.site.node
    slow_night.issue(3)
    site.work()
    before = site.attempts()
    node.reorg(1)
    site.work()
    assert site.transactions()[-1].state == TxState.BROADCAST
    assert not node.mints(slow_night.contract)
    site.later(_OVERDUE)
    site.work()
    assert node.mints(slow_night.contract) == Counter(slow_night.issued)
    # The very bytes that were stored before, no second signature.
    assert {number: attempt.raw for number, attempt in site.attempts().items()} == {
        number: attempt.raw for number, attempt in before.items()
    }


def test_relayer__transaction_moved_to_another_block__is_final_only_with_that_block(slow_night: Night) -> None:
    site, node = slow_night.site, slow_night.site.node
    slow_night.issue(3)
    site.work()
    node.mine(3)
    first = site.transactions()[-1]
    (mint,) = node.blocks_with_transactions_to(slow_night.contract)
    node.reorg(4, [(_raw(site, mint), 2)])
    site.work()
    second = site.transactions()[-1]
    assert (first.state, second.state) == (TxState.MINED, TxState.MINED)
    assert second.block_number == (first.block_number or 0) + 2
    assert second.block_hash != first.block_hash
    node.mine(BLOCKS_TO_FINAL - 2)
    site.work()
    assert site.transactions()[-1].state == TxState.MINED
    node.mine()
    site.work()
    assert site.transactions()[-1].state == TxState.FINAL
    assert node.mints(slow_night.contract) == Counter(slow_night.issued)
