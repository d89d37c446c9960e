"""What differs between chains: when something is final, and how soon a transaction should be in a block."""

from dataclasses import dataclass, replace
from datetime import timedelta

FINALITY_TAGS = ("finalized", "safe")


@dataclass(frozen=True)
class ChainProfile:
    """`confirmations` blocks make something final (1: its own block suffices); None: ask the node for `tag`.

    `depth_without_tag` counts where a node does not know the tag. A transaction that is in no block after `bump_after`
    offers more. A node may be `most_behind` blocks behind another before it is passed over.
    """

    name: str
    confirmations: int | None
    tag: str = "finalized"
    depth_without_tag: int = 64
    bump_after: timedelta = timedelta(seconds=60)
    most_behind: int = 3
    explorer: str | None = None


_KNOWN = {
    31337: ChainProfile("Anvil", confirmations=1),
    1337: ChainProfile("local", confirmations=1),
    # Six slots of twelve seconds: one or two of them are often empty there.
    11155111: ChainProfile(
        "Sepolia",
        confirmations=None,
        bump_after=timedelta(seconds=72),
        explorer="https://sepolia.etherscan.io",
    ),
}


def profile(chain_id: int) -> ChainProfile:
    """The profile of a chain; an unknown one is taken for a proof-of-stake chain with a `finalized` tag."""
    return _KNOWN.get(chain_id, ChainProfile(f"chain {chain_id}", confirmations=None))


def adjusted(found: ChainProfile, *, finality: str = "", bump_after: timedelta | None = None) -> ChainProfile:
    """A profile with what an installation sets otherwise.

    `finality` is a tag, a number of confirmations, or empty for what the profile says. Raises ValueError for anything else.
    """
    if bump_after is not None:
        found = replace(found, bump_after=bump_after)
    if not finality:
        return found
    if finality in FINALITY_TAGS:
        return replace(found, confirmations=None, tag=finality)
    if not finality.isdecimal() or int(finality) < 1:
        raise ValueError(f"neither finalized, safe nor a number of blocks: {finality}")
    return replace(found, confirmations=int(finality))
