"""Which blocks to read next, how much to ask for at once, and where a reorganised chain and ours part; pure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

# A range is one database transaction; most public nodes answer for this many blocks at once.
LARGEST_RANGE = 2_000
MOST_ADDRESSES = 500
# A range is also held in memory, log by log: it shall not grow with the number of tickets. A full block has a thousand.
AIMED_LOGS = 2_000
# Nobody knows how full the first blocks are.
FIRST_RANGE = 4
# Of this many newest blocks every header is looked at and marked: a lagging node is noticed, and a reorganisation can be
# undone, down to here. A deeper one stops the indexer with an alarm. Finality on proof of stake is at 64 to 96 blocks.
MARKED_BLOCKS = 256


@dataclass(frozen=True)
class Range:
    """Blocks first..last, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


def next_range(*, next_block: int, head: int, largest: int = LARGEST_RANGE) -> Range | None:
    """The next blocks to read, or None when all are read. Lies within the marked blocks or ends below them."""
    if next_block > head:
        return None
    below_marked = head - MARKED_BLOCKS
    end = below_marked if next_block <= below_marked else head
    return Range(next_block, min(end, next_block + largest - 1))


def is_marked(blocks: Range, *, head: int) -> bool:
    """Whether every header of the range is looked at."""
    return blocks.first > head - MARKED_BLOCKS


# After so many answers in a row a size that was refused is tried again: limits depend on how much there was to answer.
_TRIED_AGAIN_AFTER = 50


@dataclass(frozen=True)
class Reach:
    """How many blocks, and how many contracts, a node answers for at once, as far as it is known.

    `refused` is the number of blocks it refused last, `answered` how often it has answered since.
    """

    blocks: int = LARGEST_RANGE
    addresses: int = MOST_ADDRESSES
    refused: int = LARGEST_RANGE + 1
    answered: int = 0

    def narrower(self, *, blocks: int, addresses: int, fewer_addresses: bool = False) -> "Reach | None":
        """Half of what was refused: blocks first, addresses when it was about them or one block was too much.

        None when it was one block and one address.
        """
        if addresses > 1 and (fewer_addresses or blocks == 1):
            return replace(self, addresses=addresses // 2, answered=0)
        if blocks > 1:
            return replace(self, blocks=blocks // 2, refused=blocks, answered=0)
        return None

    def wider(self, *, blocks: int = 1, logs: int = 0) -> "Reach":
        """More after an answer for so many blocks with so many logs, but not more blocks than make too many logs again.

        Only a little more where something was refused: a busy hour must not slow down the whole catch-up.
        """
        patient = self.answered + 1 < _TRIED_AGAIN_AFTER
        grown = self.blocks * 2 if self.refused > LARGEST_RANGE else self.blocks + self.blocks // 4 + 1
        fitting = blocks * AIMED_LOGS // logs if logs else LARGEST_RANGE
        return Reach(
            blocks=max(1, min(LARGEST_RANGE, self.refused - 1, grown, fitting)),
            addresses=self.addresses if patient else min(MOST_ADDRESSES, self.addresses * 2),
            refused=self.refused if patient else LARGEST_RANGE + 1,
            answered=self.answered + 1 if patient else 0,
        )


def chunks(addresses: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """The addresses in pieces of at most `size`."""
    for start in range(0, len(addresses), size):
        yield addresses[start : start + size]


class ReorgTooDeep(Exception):
    """The chain changed below what we may undo; the projections stay as they are until somebody looks."""


def common_ancestor(marks: Sequence[tuple[int, str]], hash_on_chain: Callable[[int], str | None]) -> int:
    """The newest marked block that the chain still has; `marks` newest first. Raises ReorgTooDeep when none is left."""
    for number, known in marks:
        if hash_on_chain(number) == known:
            return number
    raise ReorgTooDeep(f"none of {len(marks)} known blocks is on the chain any more")
