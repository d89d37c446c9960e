"""Which blocks to read next, and where a reorganised chain and ours part; pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Public nodes cap eth_getLogs at a few thousand blocks; a range is one database transaction.
LARGEST_RANGE = 2_000
# Marks are kept this far below the final block; a reorganisation below it stops the indexer with an alarm.
KEEP_BLOCKS = 256


@dataclass(frozen=True)
class Range:
    """Blocks first..last, both included."""

    first: int
    last: int


def next_range(*, next_block: int, head: int) -> Range | None:
    """The next blocks to read, or None when all are read."""
    if next_block > head:
        return None
    return Range(next_block, min(head, next_block + LARGEST_RANGE - 1))


class ReorgTooDeep(Exception):
    """The chain changed below what we may undo; the projections stay as they are until somebody looks."""


def common_ancestor(marks: Sequence[tuple[int, str]], hash_on_chain: Callable[[int], str | None]) -> int:
    """The newest marked block that the chain still has; `marks` newest first. Raises ReorgTooDeep when none is left."""
    for number, known in marks:
        if hash_on_chain(number) == known:
            return number
    raise ReorgTooDeep(f"none of {len(marks)} known blocks is on the chain any more")
