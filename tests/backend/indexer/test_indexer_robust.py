"""Nodes with limits, nodes that are behind, chains that change too much: nothing is missed and nothing is undone lightly."""

from datetime import timedelta

import pytest
from eth_bloom import BloomFilter
from hypothesis import given
from hypothesis import strategies as st

from backend.chain.bloom import may_contain
from backend.chain.errors import ChainRefused, ChainUnreachable, NodeBehind, TooManyAddresses, from_rpc
from backend.db.projections import cursor
from backend.db.session import Database
from backend.indexer import window
from backend.indexer.loop import BELIEVED_AFTER
from backend.indexer.source import Moved
from tests.backend.indexer.ledger import Ledger, Node, Reader, chain_tables

TIER = 1 << 32


@pytest.fixture
def ledger() -> Ledger:
    """A collective with an event, and three tickets in as many blocks."""
    found = Ledger()
    found.begin()
    for serial in range(3):
        found.mint(TIER | serial)
    return found


# -- the filter


@given(
    addresses=st.lists(st.binary(min_size=20, max_size=20), min_size=1, max_size=30),
    other=st.binary(min_size=20, max_size=20),
)
def test_may_contain__any_addresses__as_another_implementation_says(addresses: list[bytes], other: bytes) -> None:
    bloom = BloomFilter()
    for address in addresses[1:]:
        bloom.add(address)
    packed = int(bloom).to_bytes(256, "big")
    for address in (*addresses, other):
        assert may_contain(packed, "0x" + address.hex()) == (address in bloom)


def test_may_contain__header_without_the_filter__may_hold_anything() -> None:
    assert may_contain(None, "0x" + "00" * 20)
    assert not may_contain(bytes(256), "0x" + "00" * 20)


# -- a node that is behind


def test_step__node_has_not_seen_the_newest_logs__is_noticed_and_asked_again(db: Database, ledger: Ledger) -> None:
    node = Node(ledger, lag=2)
    reader = Reader(db, node)
    for _ in range(3):
        with pytest.raises(NodeBehind, match="no logs of block"):
            reader.indexer.step()
    assert reader.tokens() == set()
    node.lag = 0
    reader.read_all()
    assert reader.tokens() == {TIER, TIER | 1, TIER | 2}


def test_step__logs_of_a_contract_announced_in_the_same_range_are_hidden__is_noticed(
    db: Database, ledger: Ledger
) -> None:
    class Forgetful(Node):
        """Knows the factory's logs, and those of the tickets not yet."""

        def logs(self, addresses, first, last):  # type: ignore[no-untyped-def]
            found = super().logs(addresses, first, last)
            return [raw for raw in found if raw.block_number <= 2]

    reader = Reader(db, Forgetful(ledger))
    with pytest.raises(NodeBehind, match="no logs of block 3"):
        reader.indexer.step()
    assert reader.tokens() == set()


def test_step__head_goes_back__undoes_nothing_and_waits(db: Database, ledger: Ledger) -> None:
    node = Node(ledger)
    reader = Reader(db, node)
    reader.read_all()
    before = reader.tables()
    node.head_lag = 2
    reader.later(timedelta(seconds=1))
    for _ in range(3):
        reader.later(BELIEVED_AFTER / 4)
        with pytest.raises(NodeBehind, match="its newest block is 3, ours 5"):
            reader.indexer.step()
    assert reader.tables() == before
    node.head_lag = 0
    reader.read_all()
    assert reader.tables() == before


def test_step__head_stays_back__is_believed_after_a_while(db: Database, ledger: Ledger) -> None:
    reader = Reader(db, Node(ledger))
    reader.read_all()
    ledger.drop(2)
    with pytest.raises(NodeBehind):
        reader.indexer.step()
    reader.later(BELIEVED_AFTER)
    reader.read_all()
    assert reader.tokens() == {TIER}


def test_step__head_was_back_for_a_moment_twice__patience_begins_anew(db: Database, ledger: Ledger) -> None:
    node = Node(ledger)
    reader = Reader(db, node)
    reader.read_all()
    for _ in range(3):
        node.head_lag = 1
        with pytest.raises(NodeBehind):
            reader.indexer.step()
        node.head_lag = 0
        reader.later(BELIEVED_AFTER)
        reader.read_all()
    assert len(reader.tokens()) == 3


def test_step__head_is_shorter_and_another_chain__is_a_reorganisation_at_once(db: Database, ledger: Ledger) -> None:
    reader = Reader(db, Node(ledger))
    reader.read_all()
    ledger.drop(3)
    ledger.mint(TIER | 7, fork=1)
    reader.read_all()
    assert reader.tokens() == {TIER | 7}


def test_step__blocks_that_do_not_join__are_not_read(db: Database, ledger: Ledger) -> None:
    class TwoFaced(Node):
        """Two nodes behind one address: every second block is of another chain."""

        def header(self, block):  # type: ignore[no-untyped-def]
            if block == 7:
                return other.blocks[7].header
            return super().header(block)

    ledger.empty(3)
    other = Ledger()
    other.empty(8, fork=3)
    reader = Reader(db, TwoFaced(ledger))
    assert reader.indexer.step()
    before = chain_tables(db)
    # Neither of the two blocks has logs: only their parents tell.
    with pytest.raises(Moved, match="block 7 goes on from another one"):
        reader.indexer.step()
    assert chain_tables(db) == before


def test_step__finality_goes_back__what_was_final_stays_final(db: Database, ledger: Ledger) -> None:
    node = Node(ledger)
    reader = Reader(db, node)
    # A chain whose `finalized` tag counts.
    reader.installed.chain_id = 11155111
    for lag, final in ((3, 2), (1, 4), (4, 4), (0, 5)):
        node.final_lag = lag
        reader.read_all()
        (row,) = reader.tables()["chain_cursor"]
        assert row[2] == final
    ledger.mint(TIER | 5)
    node.final_lag = 3
    reader.read_all()
    assert reader.tables()["chain_cursor"][0][1:3] == (7, 5)


# -- a node with limits


@pytest.mark.parametrize("most", [1, 5, 10, 800, 1_999])
def test_read__node_limits_the_range__reads_all_with_few_refusals(db: Database, most: int) -> None:
    ledger = Ledger()
    ledger.begin()
    length = 40 * min(most, 120)
    for serial in range(20):
        ledger.mint(TIER | serial)
        ledger.empty(length // 20)
    node = Node(ledger, most_blocks=most)
    reader = Reader(db, node)
    reader.read_all()
    assert len(reader.tokens()) == 20
    answered = [blocks for blocks, _ in node.asked if blocks <= most]
    assert len(node.asked) - len(answered) <= 11 + len(answered) // 5
    assert max(blocks for blocks, _ in node.asked if blocks <= most) >= min(most, 200) // 2


def test_read__node_limits_addresses__asks_for_some_at_a_time_and_keeps_its_ranges(
    db: Database, ledger: Ledger
) -> None:
    node = Node(ledger, most_addresses=1)
    reader = Reader(db, node)
    reader.read_all()
    assert len(reader.tokens()) == 3
    assert {blocks for blocks, _ in node.asked} == {window.FIRST_RANGE, len(ledger.blocks) - 1 - window.FIRST_RANGE}
    ledger.mint(TIER | 9)
    reader.read_all()
    assert len(reader.tokens()) == 4
    assert node.asked[-1] == (1, 1)


def test_step__node_takes_too_long_for_a_range__asks_for_less_the_next_time(db: Database, ledger: Ledger) -> None:
    ledger.empty(40)
    node = Node(ledger, slow_above=1)
    reader = Reader(db, node)
    for _ in range(2):
        with pytest.raises(ChainUnreachable):
            reader.indexer.step()
    reader.read_all()
    assert [blocks for blocks, _ in node.asked[:3]] == [4, 2, 1]
    assert len(reader.tokens()) == 3


def test_step__one_block_of_one_contract_is_refused__says_so_and_does_not_go_on(db: Database, ledger: Ledger) -> None:
    reader = Reader(db, Node(ledger, most_blocks=0, most_addresses=0))
    with pytest.raises(ChainRefused, match="too wide"):
        reader.read_all()
    assert reader.tokens() == set()


@pytest.mark.parametrize(
    "message", ["exceed max addresses", "Please specify less number of addresses.", "too many addresses in filter"]
)
def test_from_rpc__limit_of_addresses__is_a_type_of_its_own(message: str) -> None:
    assert type(from_rpc({"code": -32000, "message": message})) is TooManyAddresses


# -- a chain that changes too much


def test_step__reorganised_deeper_than_the_marks__halts_keeps_everything_and_goes_on_when_it_is_back(
    db: Database, ledger: Ledger
) -> None:
    ledger.empty(window.MARKED_BLOCKS)
    reader = Reader(db, Node(ledger))
    reader.read_all()
    before = reader.tables()
    old = list(ledger.blocks)
    ledger.drop(window.MARKED_BLOCKS + 1)
    ledger.empty(window.MARKED_BLOCKS + 5, fork=1)
    for _ in range(2):
        with pytest.raises(window.ReorgTooDeep):
            reader.indexer.step()
    assert "none of 256 known blocks" in str(reader.halted())
    (row,) = reader.tables().pop("chain_cursor")
    (was,) = before["chain_cursor"]
    assert row[:-1] == was[:-1]
    assert {name: rows for name, rows in reader.tables().items() if name != "chain_cursor"} == {
        name: rows for name, rows in before.items() if name != "chain_cursor"
    }
    ledger.blocks = old
    reader.read_all()
    assert reader.tables() == before


def test_step__reorganised_as_deep_as_the_marks__is_undone(db: Database, ledger: Ledger) -> None:
    ledger.empty(window.MARKED_BLOCKS)
    reader = Reader(db, Node(ledger))
    reader.read_all()
    ledger.drop(window.MARKED_BLOCKS - 1)
    ledger.mint(TIER | 8, fork=1)
    ledger.empty(window.MARKED_BLOCKS, fork=1)
    reader.read_all()
    assert reader.halted() is None
    assert reader.tokens() == {TIER, TIER | 1, TIER | 2, TIER | 8}


# -- the same tables however they came to be


def test_tables__read_step_by_step_or_at_once__are_the_same_bit_for_bit(db: Database, sqlite_copy: Database) -> None:
    ledger = Ledger()
    ledger.begin()
    reader = Reader(db, Node(ledger))
    for serial in range(40):
        # A block of its own, also where another one stood before.
        ledger.mint(TIER | serial, fork=serial)
        ledger.empty(serial, fork=serial)
        if serial % 3 == 0:
            reader.read_all()
        if serial % 7 == 0:
            ledger.drop(1 + serial // 2)
            ledger.empty(2, fork=100 + serial)
    reader.read_all()
    assert len(ledger.blocks) > 2 * window.MARKED_BLOCKS
    again = Reader(sqlite_copy, Node(ledger, most_blocks=37))
    again.later(timedelta(days=1))
    again.read_all()
    assert again.tables() == reader.tables()
    assert len(reader.tables()["chain_block"]) == window.MARKED_BLOCKS


def test_clear__everything_that_was_read__is_gone(db: Database, ledger: Ledger) -> None:
    reader = Reader(db, Node(ledger))
    reader.read_all()
    assert all(chain_tables(db)[name] for name in ("chain_block", "chain_log", "chain_token", "chain_cursor"))
    with db.write() as session:
        cursor.clear(session)
    assert not any(chain_tables(db).values())
