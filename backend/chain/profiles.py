"""What differs between chains: when something is final, and how long a block takes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ChainProfile:
    """`confirmations` blocks make something final (1: its own block suffices); None: ask the node's `finalized` tag."""

    name: str
    confirmations: int | None
    explorer: str | None = None


_KNOWN = {
    31337: ChainProfile("Anvil", confirmations=1),
    1337: ChainProfile("local", confirmations=1),
    11155111: ChainProfile("Sepolia", confirmations=None, explorer="https://sepolia.etherscan.io"),
}


def profile(chain_id: int) -> ChainProfile:
    """The profile of a chain; an unknown one is taken for a proof-of-stake chain with a `finalized` tag."""
    return _KNOWN.get(chain_id, ChainProfile(f"chain {chain_id}", confirmations=None))
