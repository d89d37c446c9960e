"""Reorganisations one to twelve blocks deep: ours are dropped, moved, outdone or replaced, come back, and the door knows."""

import random
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from backend.chain.profiles import profile
from backend.chain.sender import Unsigned
from backend.db.models.pipeline import TransactionAttempt
from backend.db.repositories import events
from backend.db.session import Database
from backend.features.checkin.edge import redeem_durably
from backend.features.checkin.group import Place
from backend.features.checkin.schemas import Reason, ScanFact, Source
from backend.features.checkin.service import place_of_gate
from backend.features.tickets import service as tickets_service
from backend.outbox.intents import Signer
from backend.relayer.states import RESEND_AFTER, TxState
from tests.backend.indexer.ledger import chain_tables
from tests.faults.scale import SOAK
from tests.faults.simulation import BLOCKS_TO_FINAL, DEEP_FINALITY, DEEPEST_REORG, surviving, transactions
from tests.integration.node import Node
from tests.integration.site import Night, Site, begin, reindexed

_OVERDUE = RESEND_AFTER + timedelta(seconds=1)
_STUCK = profile(31338).bump_after + timedelta(seconds=1)
# Anvil's own second account: somebody else whose transactions take the place of ours.
_STRANGER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8"
DEPTHS = range(1, DEEPEST_REORG + 1) if SOAK else (2, DEEPEST_REORG)

Change = Callable[[Node, int, random.Random], None]


def _dropped(node: Node, depth: int, _rng: random.Random) -> None:
    """Nothing of ours is in the new blocks."""
    node.reorg(depth)


def _moved(node: Node, depth: int, rng: random.Random) -> None:
    """Some of ours are in other blocks, the others are gone."""
    node.reorg(depth, surviving(transactions(node.request, depth), depth, rng))


def _outdone(node: Node, depth: int, _rng: random.Random) -> None:
    """The new blocks are more, and full of somebody else's transactions."""
    node.reorg(depth)
    for _ in range(3):
        node.request("eth_sendTransaction", {"from": _STRANGER, "to": _STRANGER, "value": "0x1"})
        node.mine()


@pytest.fixture
def deep_night(make_site: Callable[..., Site], empty_database: Callable[[], Database]) -> Night:
    """A night on a chain whose last sixteen blocks may still change; collective and event are final."""
    site = make_site(str(empty_database().engine.url), arguments=DEEP_FINALITY)
    night = begin(site)
    site.node.mine(BLOCKS_TO_FINAL)
    site.work()
    return night


def _refusal(night: Night, token_id: int) -> Reason | None:
    """What the door says to a ticket's pass; asked on a list of its own each time, so that nobody is admitted twice."""
    parts = night.site.parts
    with parts.db.read() as session:
        code = tickets_service.code(session, parts, night.ticket(token_id))
    scan = ScanFact(id=uuid.uuid4(), code=code, scanned_at=parts.clock.now(), source=Source.CLI)

    def where(session: Session) -> tuple[int, Place]:
        return night.event_id, place_of_gate(session, events.by_id(session, night.event_id), "Haupteingang")

    return redeem_durably(parts, where, scan).reason


def _same_tables(site: Site, empty: Database) -> None:
    reindexed(site, empty)
    assert chain_tables(site.db) == chain_tables(empty)


@pytest.mark.parametrize("change", [_dropped, _moved, _outdone], ids=["dropped", "moved", "outdone"])
def test_reorganisation__every_depth__tables_are_a_fresh_reading_and_what_was_dropped_comes_back(
    deep_night: Night, empty_database: Callable[[], Database], change: Change
) -> None:
    site, node, rng = deep_night.site, deep_night.site.node, random.Random(4)  # noqa: S311
    for depth in DEPTHS:
        for _ in range(depth):
            deep_night.issue(2)
            site.work()
        change(node, depth, rng)
        site.index()
        gone = sorted(set(deep_night.issued) - set(node.mints(deep_night.contract)))
        assert {row.token_id for row in site.projections()["chain_token"]} == set(node.mints(deep_night.contract))
        _same_tables(site, empty_database())
        assert gone if change is not _moved else True
        if gone:
            assert _refusal(deep_night, gone[0]) is Reason.NOT_MINTED
        site.later(_OVERDUE)
        site.work()
        assert node.mints(deep_night.contract) == Counter(deep_night.issued)
        if gone:
            assert _refusal(deep_night, gone[0]) is None
        _same_tables(site, empty_database())
    node.mine(BLOCKS_TO_FINAL)
    site.work()
    assert site.pending() == 0


def test_reorganisation__set_back_to_a_snapshot__same_depths_same_end(
    deep_night: Night, empty_database: Callable[[], Database]
) -> None:
    site, node = deep_night.site, deep_night.site.node
    for depth in DEPTHS:
        snapshot = node.request("evm_snapshot")
        for _ in range(depth):
            deep_night.issue(2)
            site.work()
        assert node.request("evm_revert", snapshot) is True
        node.request("eth_sendTransaction", {"from": _STRANGER, "to": _STRANGER, "value": "0x1"})
        node.mine(depth)
        site.index()
        _same_tables(site, empty_database())
        assert _refusal(deep_night, deep_night.issued[-1]) is Reason.NOT_MINTED
        site.later(_OVERDUE)
        site.work()
        assert node.mints(deep_night.contract) == Counter(deep_night.issued)
        _same_tables(site, empty_database())


def _outbid(night: Night) -> tuple[TransactionAttempt, TransactionAttempt]:
    """Issue a ticket whose first offer nobody takes and whose second one is mined; both forms."""
    site, node = night.site, night.site.node
    node.automine(on=False)
    night.issue(1)
    site.relay()
    number = site.transactions()[-1].id
    (first,) = [form for form in site.attempts().values() if form.transaction_id == number]
    assert node.request("anvil_dropTransaction", first.hash) == first.hash
    node.mine()
    site.later(_STUCK)
    site.relay()
    node.mine()
    node.automine(on=True)
    site.work()
    first, second = (form for form in site.attempts().values() if form.transaction_id == number)
    assert site.transactions()[-1].mined_hash == second.hash
    return first, second


def test_reorganisation__an_outbid_offer_of_ours_is_mined_instead__its_receipt_counts_and_all_is_minted_once(
    deep_night: Night, empty_database: Callable[[], Database]
) -> None:
    site, node, rng = deep_night.site, deep_night.site.node, random.Random(5)  # noqa: S311
    for depth in DEPTHS:
        first, second = _outbid(deep_night)
        for _ in range(depth - 1):
            deep_night.issue(2)
            site.work()
        later = [entry for entry in transactions(node.request, depth) if entry[2] != "0x" + second.raw.hex()]
        node.reorg(depth, [("0x" + first.raw.hex(), 0), *surviving(later, depth, rng)])
        site.index()
        assert node.client.receipt(first.hash)
        assert node.client.receipt(second.hash) is None
        _same_tables(site, empty_database())
        site.later(_OVERDUE)
        site.work()
        (row,) = [row for row in site.transactions() if row.id == first.transaction_id]
        assert row.mined_hash == first.hash
        assert node.mints(deep_night.contract) == Counter(deep_night.issued)
        _same_tables(site, empty_database())
    _require_all_final(deep_night)


def _stolen(site: Site, nonce: int) -> str:
    """Raw bytes of a transaction under this nonce of the office's key that is none of the relayer's."""
    key = site.keys[Signer.OFFICE]
    fees = {"max_fee": 100 * 10**9, "max_priority_fee": 10**9}
    empty = Unsigned(chain_id=site.installed.chain_id, nonce=nonce, to=key.address, data=b"", gas=21_000, **fees)
    return "0x" + key.sign(empty).raw.hex()


def test_reorganisation__a_stranger_s_transactions_under_our_nonces__everything_is_minted_once_under_others(
    deep_night: Night, empty_database: Callable[[], Database]
) -> None:
    site, node, rng = deep_night.site, deep_night.site.node, random.Random(6)  # noqa: S311
    stolen: list[int] = []
    for depth in DEPTHS:
        for _ in range(depth):
            deep_night.issue(2)
            site.work()
        nonces = sorted(nonce for _sender, nonce, _raw in transactions(node.request, depth))
        taken = nonces[: rng.randint(1, len(nonces))]
        stolen += taken
        node.reorg(depth, [(_stolen(site, nonce), block) for block, nonce in enumerate(taken)])
        site.index()
        _same_tables(site, empty_database())
        assert _refusal(deep_night, deep_night.issued[-1]) is Reason.NOT_MINTED
        site.work()
        site.later(_OVERDUE)
        node.mine(BLOCKS_TO_FINAL)
        site.work()
        assert node.mints(deep_night.contract) == Counter(deep_night.issued)
        assert _refusal(deep_night, deep_night.issued[-1]) is None
        _same_tables(site, empty_database())
    displaced = [row.nonce for row in site.transactions() if row.state == TxState.DISPLACED]
    assert displaced == stolen
    _require_all_final(deep_night)


def _require_all_final(night: Night) -> None:
    night.site.node.mine(BLOCKS_TO_FINAL)
    night.site.work()
    assert night.site.pending() == 0
    assert night.site.node.mints(night.contract) == Counter(night.issued)
