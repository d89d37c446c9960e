"""ERC-7858: whether a token has expired, by its times; and every change of these is in the log."""

from behaviours.subject import Nft, refuses
from wire import NOBODY

EXPIRED = "isTokenExpired(uint256)(bool)"
START, END = "startTime(uint256)(uint256)", "endTime(uint256)(uint256)"
UPDATED = "TokenExpiryUpdated(uint256 indexed,uint256 indexed,uint256 indexed)"
TERM = 1000


def _times(nft: Nft, token: int) -> tuple[int, int]:
    return nft.contract.read(START, token), nft.contract.read(END, token)


def interface__is_claimed(nft: Nft) -> None:
    assert nft.contract.read("supportsInterface(bytes4)(bool)", bytes.fromhex("3ebdfa31"))


def expiry_type__is_time(nft: Nft) -> None:
    assert nft.contract.read("expiryType()(uint8)") == 1


def queries__about_no_token__revert(nft: Nft) -> None:
    for query in (EXPIRED, START, END):
        refuses(nft.contract, NOBODY, query, nft.missing)


def token__with_an_end__expires_then_and_not_before(nft: Nft) -> None:
    wire = nft.contract.wire
    end = wire.now() + TERM
    token, logs = nft.mint_until(nft.people[0], end)
    start, said = _times(nft, token)
    assert start <= wire.now(), "the token is not valid yet"
    assert said == end
    assert nft.contract.event(UPDATED, token, start, end) in logs
    for moment in (end - 1, end, end + 1):
        wire.advance(to=moment)
        assert nft.contract.read(EXPIRED, token) == (moment >= end), moment - end


def token__without_an_end__never_expires(nft: Nft) -> None:
    token, logs = nft.mint_until(nft.people[0], 0)
    assert _times(nft, token) == (0, 0)
    assert nft.contract.event(UPDATED, token, 0, 0) in logs
    nft.contract.wire.advance(to=nft.contract.wire.now() + 100 * 365 * 24 * 3600)
    assert not nft.contract.read(EXPIRED, token)


def renewal__of_a_token__is_logged_and_counts(nft: Nft) -> None:
    wire = nft.contract.wire
    end = wire.now() + TERM
    token, _ = nft.mint_until(nft.people[0], end)
    logs = nft.renew(token, end + TERM)
    start, said = _times(nft, token)
    assert said == end + TERM
    assert nft.contract.event(UPDATED, token, start, said) in logs
    wire.advance(to=end + 1)
    assert not nft.contract.read(EXPIRED, token)


CHECKS = [
    interface__is_claimed,
    expiry_type__is_time,
    queries__about_no_token__revert,
    token__with_an_end__expires_then_and_not_before,
    token__without_an_end__never_expires,
    renewal__of_a_token__is_logged_and_counts,
]
