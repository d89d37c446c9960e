"""ERC-5192: `locked` is the truth about all three transfer paths, and becoming locked is in the log."""

from behaviours.subject import MOVES, Nft, path_arguments, refuses, same
from wire import NOBODY, Log

LOCKED = "locked(uint256)(bool)"


def _is_announced(nft: Nft, token: int, logs: list[Log]) -> bool:
    return nft.contract.event("Locked(uint256)", token) in logs


def interface__is_claimed(nft: Nft) -> None:
    assert nft.contract.read("supportsInterface(bytes4)(bool)", bytes.fromhex("b45a3c0e"))


def locked__of_no_token__reverts(nft: Nft) -> None:
    refuses(nft.contract, NOBODY, LOCKED, nft.missing)


def locked__token__moves_nowhere(nft: Nft) -> None:
    holder, to = nft.people[:2]
    token, _ = nft.mint(holder)
    if not nft.contract.read(LOCKED, token):
        assert nft.locks, "no token is ever locked, so nothing was looked at"
        next(iter(nft.locks.values()))(token)
        assert nft.contract.read(LOCKED, token)
    for path in MOVES:
        for receiver in (to, nft.contract.address):
            signature, arguments = path_arguments(path, holder, receiver, token)
            refuses(nft.contract, holder, signature, *arguments)


def unlocked__token__moves_somewhere(nft: Nft) -> None:
    holder, to = nft.people[:2]
    token, _ = nft.mint(holder)
    if nft.contract.read(LOCKED, token):
        assert nft.open_way is None, "a token is called locked that can move"
        return
    for path in MOVES:
        signature, arguments = path_arguments(path, holder, nft.open_way or to, token)
        assert nft.contract.reason(holder, signature, *arguments) is None, f"{path} of an unlocked token reverts"


def minting__of_a_locked_token__is_announced_and_of_another_not(nft: Nft) -> None:
    holder = nft.people[0]
    token, logs = nft.mint(holder)
    assert same(nft.contract.read("ownerOf(uint256)(address)", token), holder)
    assert _is_announced(nft, token, logs) == nft.contract.read(LOCKED, token)


def locking__of_an_unlocked_token__is_announced(nft: Nft) -> None:
    for (name, lock), holder in zip(nft.locks.items(), nft.people, strict=False):
        token, _ = nft.mint(holder)
        before = nft.contract.read(LOCKED, token)
        logs = lock(token)
        assert nft.contract.read(LOCKED, token), f"{name} does not lock"
        assert _is_announced(nft, token, logs) == (not before), name


CHECKS = [
    interface__is_claimed,
    locked__of_no_token__reverts,
    locked__token__moves_nowhere,
    unlocked__token__moves_somewhere,
    minting__of_a_locked_token__is_announced_and_of_another_not,
    locking__of_an_unlocked_token__is_announced,
]
