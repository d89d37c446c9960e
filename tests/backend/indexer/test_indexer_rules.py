"""The pure parts: whose contracts count, what logs change, which blocks are next and where two chains part."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.chain.events import DecodedLog
from backend.indexer import window
from backend.indexer.handlers import announces, discovered, fold
from tests.backend.indexer.logs import (
    FACTORY,
    MEMBERSHIP,
    OURS,
    REF,
    STRANGER,
    TICKETS,
    log,
    minted,
    revoked,
    settled,
)

ACCESS, TOKEN = "0x" + "0" * 39 + "6", "0x" + "0" * 39 + "7"


def collective_by(creator: str, ref: bytes = REF) -> DecodedLog:
    args = {"ref": ref, "creator": creator, "access": ACCESS, "membership": MEMBERSHIP, "token": TOKEN}
    return log("CollectiveFactory", FACTORY, "CollectiveCreated", **args)


def event_below(access: str) -> DecodedLog:
    return log("CollectiveFactory", FACTORY, "EventCreated", access=access, ref=REF, tickets=TICKETS)


def test_discovered__stranger_s_collective_with_our_ref__ignored() -> None:
    entry = collective_by(STRANGER)
    assert announces(entry)
    assert discovered(entry, founders=frozenset({OURS}), known={}) == {}


def test_discovered__our_founder_s_collective__its_three_contracts() -> None:
    assert discovered(collective_by(OURS), founders=frozenset({OURS}), known={}) == {
        ACCESS: "AccessManager",
        MEMBERSHIP: "MembershipToken",
        TOKEN: "CommunityToken",
    }


def test_discovered__event__only_below_a_collective_we_know() -> None:
    entry = event_below(ACCESS)
    assert discovered(entry, founders=frozenset({OURS}), known={}) == {}
    assert discovered(entry, founders=frozenset(), known={ACCESS: "AccessManager"}) == {TICKETS: "EventTickets"}


def test_discovered__reference_that_is_none_of_our_shape__announces_nothing() -> None:
    entry = collective_by(OURS, ref=b"\xff" * 32)
    assert not announces(entry)
    assert discovered(entry, founders=frozenset({OURS}), known={}) == {}


@pytest.mark.parametrize("make", [minted, revoked])
def test_fold__token_id_beyond_63_bits__kept_as_a_log_of_no_token(make: Callable[[str, int], DecodedLog]) -> None:
    changes = fold([make(TICKETS, 2**63)])
    assert [row["token_id"] for row in changes.logs] == [None]
    assert changes.logs[0]["args"]["tokenId"] == str(2**63)
    assert fold([make(TICKETS, 2**63 - 1)]).logs[0]["token_id"] == 2**63 - 1


def test_fold__contracts_announced__say_in_which_block() -> None:
    changes = fold([collective_by(OURS), event_below(ACCESS), revoked(TICKETS, 9, block=6), settled(1, 0, 6, block=8)])
    assert [(row["creator"], row["ref"], row["block_number"]) for row in changes.collectives] == [
        (OURS, REF[:8].hex(), 1)
    ]
    assert [(row["tickets"], row["access"], row["block_number"]) for row in changes.events] == [(TICKETS, ACCESS, 1)]
    assert [(row["event"], row["token_id"]) for row in changes.logs] == [
        ("CollectiveCreated", None),
        ("EventCreated", None),
        ("Revoked", 9),
        ("Settled", None),
    ]


@pytest.mark.parametrize(
    ("next_block", "head", "expected"),
    [
        (11, 10, None),
        (12, 10, None),
        (10, 10, window.Range(10, 10)),
        (1, window.MARKED_BLOCKS, window.Range(1, window.MARKED_BLOCKS)),
        (1, window.MARKED_BLOCKS + 1, window.Range(1, 1)),
        (1, window.MARKED_BLOCKS + window.LARGEST_RANGE, window.Range(1, window.LARGEST_RANGE)),
        (1, window.MARKED_BLOCKS + window.LARGEST_RANGE + 1, window.Range(1, window.LARGEST_RANGE)),
    ],
)
def test_next_range__head__never_past_it_and_never_too_large(
    next_block: int, head: int, expected: window.Range | None
) -> None:
    assert window.next_range(next_block=next_block, head=head) == expected


@given(first=st.integers(0, 10**6), blocks=st.integers(0, 7 * window.LARGEST_RANGE))
def test_next_range__until_the_head__no_block_missing_and_none_twice(first: int, blocks: int) -> None:
    at, head = first, first + blocks
    while (found := window.next_range(next_block=at, head=head)) is not None:
        assert found.first == at
        assert found.first <= found.last < found.first + window.LARGEST_RANGE
        # Never half looked at: a range is of marked blocks only, or of none.
        assert window.is_marked(found, head=head) == (found.last > head - window.MARKED_BLOCKS)
        at = found.last + 1
    assert at == head + 1


@pytest.mark.parametrize(
    ("reach", "blocks", "addresses", "about_addresses", "expected"),
    [
        (window.Reach(), 1, 1, False, None),
        (window.Reach(), 1, 1, True, None),
        (window.Reach(), 2_000, 7, False, window.Reach(1_000, 500, refused=2_000)),
        (window.Reach(answered=3), 3, 7, False, window.Reach(1, 500, refused=3)),
        (window.Reach(1, 500), 1, 7, False, window.Reach(1, 3)),
        (window.Reach(), 2_000, 7, True, window.Reach(2_000, 3)),
        (window.Reach(), 2_000, 1, True, window.Reach(1_000, 500, refused=2_000)),
    ],
)
def test_narrower__refused__half_of_what_was_asked_for(
    reach: window.Reach, blocks: int, addresses: int, about_addresses: bool, expected: window.Reach | None
) -> None:
    assert reach.narrower(blocks=blocks, addresses=addresses, fewer_addresses=about_addresses) == expected


def test_wider__again_and_again__grows_from_one_to_the_largest_and_no_further() -> None:
    reach, steps = window.Reach(blocks=1), 0
    while reach.blocks < window.LARGEST_RANGE:
        grown = reach.wider()
        assert grown.blocks > reach.blocks
        reach, steps = grown, steps + 1
    assert steps < 40
    assert reach.wider().blocks == window.LARGEST_RANGE


def test_wider__size_was_refused__stays_below_it_and_tries_it_again_much_later() -> None:
    reach = window.Reach(blocks=10, addresses=3, refused=12)
    sizes = []
    for _ in range(60):
        reach = reach.wider()
        sizes.append((reach.blocks, reach.addresses))
    assert set(sizes[:49]) == {(11, 3)}
    assert sizes[49] == (11, 6)
    assert sizes[50][0] > 12


@pytest.mark.parametrize(
    ("blocks", "logs", "expected"),
    [
        (100, 0, 200),
        (100, 100, 200),
        (100, window.AIMED_LOGS, 100),
        (100, 4 * window.AIMED_LOGS, 25),
        (1, 1_000, 2),
        (1, 2 * window.AIMED_LOGS, 1),
    ],
)
def test_wider__full_blocks__no_more_than_make_the_aimed_number_of_logs(blocks: int, logs: int, expected: int) -> None:
    assert window.Reach(blocks=100).wider(blocks=blocks, logs=logs).blocks == expected


@pytest.mark.parametrize("chain", [{}, {9: "x", 7: "y"}])
def test_common_ancestor__no_mark_is_on_the_chain__too_deep(chain: dict[int, str]) -> None:
    with pytest.raises(window.ReorgTooDeep, match="none of 2 known blocks"):
        window.common_ancestor([(9, "a"), (7, "b")], chain.get)


def test_common_ancestor__forked__the_newest_mark_that_is_left_and_asks_no_further() -> None:
    asked: list[int] = []

    def on_chain(number: int) -> str | None:
        asked.append(number)
        return {9: "other", 7: "b", 3: "c"}.get(number)

    assert window.common_ancestor([(12, "z"), (9, "a"), (7, "b"), (3, "c")], on_chain) == 7
    assert asked == [12, 9, 7]
