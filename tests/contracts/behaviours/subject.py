"""What a behaviour suite must know about the contract it looks at, and what suites share.

A check is a function of one subject. It raises `AssertionError` (`Refused` is one) when the contract breaks the standard.
It uses the standard's own functions only; whatever the standard leaves open, the subject says.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from eth_account.signers.local import LocalAccount

from wire import NOBODY, Contract, Log

Check = Callable[..., None]
Action = Callable[[], list[Log]]

MOVES = {
    "transferFrom": "transferFrom(address,address,uint256)",
    "safeTransferFrom": "safeTransferFrom(address,address,uint256)",
    "safeTransferFrom with data": "safeTransferFrom(address,address,uint256,bytes)",
}


def _nothing_expires(*_: object) -> Any:
    raise NotImplementedError("this contract's tokens do not expire")


@dataclass(frozen=True)
class Nft:
    """A non-fungible token."""

    contract: Contract
    # Accounts that the node signs for and that hold nothing yet.
    people: list[str]
    # Make a new token for an account (an account gets one at most, and only the first time it is asked for), and the log.
    mint: Callable[[str], tuple[int, list[Log]]]
    # An id that nobody has minted.
    missing: int
    # Contracts: one that takes tokens and says so in its log, one whose answer is wrong, one that knows no tokens.
    taker: Contract
    liar: Contract
    deaf: Contract
    # ERC-165 ids that it must claim, and that it must not.
    claims: dict[str, bytes] = field(default_factory=dict)
    denies: dict[str, bytes] = field(default_factory=dict)
    # With what a transfer of a token to an account must revert, where the contract lawfully holds tokens back.
    holds_back: Callable[[int, str], bytes] | None = None
    # With what an approval of an account must revert, where the contract lawfully refuses them.
    refuses_approval: Callable[[str], bytes] | None = None
    # By name: what changes the metadata of this token.
    changes: dict[str, Callable[[int], list[Log]]] = field(default_factory=dict)
    # By name: what locks a token that is not locked, or None where nothing does.
    locks: dict[str, Callable[[int], list[Log]]] = field(default_factory=dict)
    # A place to which an unlocked token may always go by an ERC-721 transfer.
    open_way: str | None = None
    # By name: what changes the metadata of the contract.
    contract_changes: dict[str, Action] = field(default_factory=dict)
    # Who is owed how many hundredths of a percent of a later sale.
    royalty: tuple[str, int] = (NOBODY, 0)
    # Make a new token for an account that expires then (0: never); let a token expire later.
    mint_until: Callable[[str, int], tuple[int, list[Log]]] = _nothing_expires
    renew: Callable[[int, int], list[Log]] = _nothing_expires


@dataclass(frozen=True)
class Fungible:
    """An ERC-20 token."""

    contract: Contract
    people: list[str]
    mint: Callable[[str, int], list[Log]]
    burn: Callable[[str, int], list[Log]]
    # Accounts with known keys; the node does not sign for them.
    signers: list[LocalAccount]
    # As for `Nft`.
    contract_changes: dict[str, Action] = field(default_factory=dict)


@dataclass(frozen=True)
class Voting:
    """Votes by ERC-5805."""

    contract: Contract
    people: list[str]
    # Give an account one vote; the account has none yet and is its own delegate afterwards.
    enfranchise: Callable[[str], list[Log]]
    # Take that vote away.
    disenfranchise: Callable[[str], list[Log]]
    signers: list[LocalAccount]


def refuses(contract: Contract, sender: str, signature: str, *arguments: object, because: bytes | None = None) -> None:
    """Assert that a transaction reverts, and with these bytes if the standard or the subject says with what."""
    reason = contract.reason(sender, signature, *arguments)
    assert reason is not None, f"{signature} went through"
    if because is not None:
        assert reason == because, f"{signature} reverts with 0x{reason.hex()} instead of 0x{because.hex()}"


def same(one: str, other: str) -> bool:
    """Tell whether two texts are one address."""
    return one.lower() == other.lower()


def path_arguments(path: str, owner: str, to: str, token: int) -> tuple[str, tuple[object, ...]]:
    """Return signature and arguments of a transfer on one of the three paths."""
    data = (b"einlass",) if path.endswith("data") else ()
    return MOVES[path], (owner, to, token, *data)
