"""What each log makes of a token, and when a ticket counts as used; pure."""

from typing import Any

import pytest

from backend.chain.events import DecodedLog
from backend.core.token_ids import ZERO_ADDRESS
from backend.db.projections.tokens import Token, folded, is_settlement, settlements, used_block
from backend.indexer.handlers import fold
from tests.backend.indexer.logs import MEMBERSHIP, OURS, STRANGER, TICKETS, minted, moved, revoked, settled


def after(*logs: DecodedLog) -> Token | None:
    """The token after these logs."""
    token: Token | None = None
    for entry in fold(logs).logs:
        token = folded(token, entry)
    return token


def rows(*logs: DecodedLog) -> list[dict[str, Any]]:
    return fold(logs).logs


def test_folded__revoked_before_it_was_minted__no_token() -> None:
    assert after(revoked(TICKETS, 5)) is None


def test_folded__burned__no_token() -> None:
    assert after(minted(MEMBERSHIP, 5), moved(MEMBERSHIP, 5, OURS, ZERO_ADDRESS)) is None


def test_folded__minted_and_moved_twice__minted_once_and_the_last_owner_counts() -> None:
    token = after(minted(TICKETS, 5, block=2), moved(TICKETS, 5, TICKETS, OURS), moved(TICKETS, 5, OURS, STRANGER))
    assert token is not None
    assert (token["contract"], token["token_id"], token["owner"], token["minted_block"]) == (TICKETS, 5, STRANGER, 2)


def test_folded__revoked__says_in_which_block_and_keeps_the_rest() -> None:
    token = after(minted(TICKETS, 5, block=2), revoked(TICKETS, 5, block=6))
    assert token == {**(after(minted(TICKETS, 5, block=2)) or {}), "revoked_block": 6}


@pytest.mark.parametrize(
    ("serial", "block"),
    [
        pytest.param(0, None, id="never"),
        pytest.param(1, 3, id="alone"),
        pytest.param(2, 4, id="with others"),
        pytest.param(257, 9, id="in another word"),
    ],
)
def test_used_block__settled__the_first_block_that_says_so(serial: int, block: int | None) -> None:
    logs = rows(
        settled(1, 0, 2, block=3), settled(1, 0, 6, block=4), settled(1, 1, 2, block=9), settled(2, 0, 1, block=1)
    )
    assert used_block(settlements(logs), 1 << 32 | serial) == block


def test_is_settlement__log_that_did_not_decode__tells_of_no_check_in() -> None:
    (entry,) = rows(settled(1, 0, 1))
    assert is_settlement(entry)
    assert not is_settlement({**entry, "args": {"data": "00"}})
    assert not is_settlement({**entry, "event": "Other"})
