"""ERC-4906: whoever keeps a copy of the metadata is told when it is stale."""

from eth_abi import decode

from behaviours.subject import Nft, same
from wire import Log, event

TOKEN_URI = "tokenURI(uint256)(string)"
ONE = "MetadataUpdate(uint256)"
MANY = "BatchMetadataUpdate(uint256,uint256)"


def _ranges(nft: Nft, logs: list[Log]) -> list[tuple[int, int]]:
    """Return the ids that the log calls stale. Arguments in the wrong place are not ERC-4906."""
    one, many = event(NOWHERE, ONE, 0).topics, event(NOWHERE, MANY, 0, 0).topics
    found = []
    for log in logs:
        if same(log.address, nft.contract.address) and log.topics == one:
            found.append((*decode(["uint256"], log.data), *decode(["uint256"], log.data)))
        elif same(log.address, nft.contract.address) and log.topics == many:
            found.append(decode(["uint256", "uint256"], log.data))
    return found


NOWHERE = "0x" + "00" * 20


def interface__is_claimed(nft: Nft) -> None:
    assert nft.contract.read("supportsInterface(bytes4)(bool)", bytes.fromhex("49064906"))


def changes__of_metadata__are_announced(nft: Nft) -> None:
    assert nft.changes, "nothing changes the metadata, so nothing was looked at"
    for (name, change), holder in zip(nft.changes.items(), nft.people, strict=False):
        token, _ = nft.mint(holder)
        before = nft.contract.read(TOKEN_URI, token)
        logs = change(token)
        assert nft.contract.read(TOKEN_URI, token) != before, f"{name} does not change the metadata"
        ranges = _ranges(nft, logs)
        assert any(first <= token <= last for first, last in ranges), f"{name} is not announced"


CHECKS = [interface__is_claimed, changes__of_metadata__are_announced]
