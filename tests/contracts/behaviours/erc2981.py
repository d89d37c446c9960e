"""ERC-2981: who is owed which share of a later sale; the same share of any price."""

from behaviours.subject import Nft, same

ROYALTY = "royaltyInfo(uint256,uint256)(address,uint256)"
WHOLE = 10_000


def interface__is_claimed(nft: Nft) -> None:
    assert nft.contract.read("supportsInterface(bytes4)(bool)", bytes.fromhex("2a55205a"))


def royalty__of_any_price__is_the_share_rounded_down(nft: Nft) -> None:
    owed_to, share = nft.royalty
    assert share, "no royalty is asked for, so nothing was looked at"
    token, _ = nft.mint(nft.people[0])
    # Few of them are multiples of the whole, and the last does not fit a naive product.
    for price in (0, 1, 9, 999, 10_001, 123_456_789, 10**18 + 7, 2**256 - 1):
        receiver, amount = nft.contract.read(ROYALTY, token, price)
        assert amount == price * share // WHOLE, price
        assert same(receiver, owed_to)


CHECKS = [interface__is_claimed, royalty__of_any_price__is_the_share_rounded_down]
