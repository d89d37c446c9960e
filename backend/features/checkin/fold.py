"""What the facts of a ticket on a list add up to, in whatever order they came in. Pure; tests/vectors/checkin/fold.json."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from backend.features.checkin.rules import may_enter
from backend.features.checkin.schemas import Direction, Reentry


@dataclass(frozen=True, slots=True)
class Passage:
    """A scan of the ticket, as far as it counts. `let_in`: somebody went through, in or out."""

    id: UUID
    direction: Direction
    at: datetime
    gate_id: int
    let_in: bool
    overridden: bool = False

    @property
    def order(self) -> tuple[datetime, UUID]:
        """By time, and by id when two happened at the same moment."""
        return self.at, self.id


@dataclass(frozen=True, slots=True)
class Folded:
    """A ticket on a list: its first entry, which admits it, entries, heads inside now, and entries that should not have been.

    `entered` and `exited` count by gate.
    """

    first: Passage | None = None
    entries: int = 0
    inside: int = 0
    clashes: tuple[Passage, ...] = ()
    entered: Mapping[int, int] = field(default_factory=dict)
    exited: Mapping[int, int] = field(default_factory=dict)


NOTHING = Folded()


def fold(passages: Iterable[Passage], undone: frozenset[UUID] | set[UUID], reentry: Reentry) -> Folded:
    """Add up the passages that let somebody through and were not undone, in the order of their corrected time, then id.

    An entry clashes when the re-entry rule did not allow it at that point and no supervisor overrode. An exit takes one out,
    never below zero.
    """
    first: Passage | None = None
    entries = inside = 0
    clashes: list[Passage] = []
    entered: Counter[int] = Counter()
    exited: Counter[int] = Counter()
    counting = (one for one in passages if one.let_in and one.id not in undone)
    for one in sorted(counting, key=lambda passage: passage.order):
        if one.direction is Direction.EXIT:
            inside = max(0, inside - 1)
            exited[one.gate_id] += 1
            continue
        if not one.overridden and not may_enter(reentry, entries=entries, inside=inside):
            clashes.append(one)
        first = first or one
        entries += 1
        inside += 1
        entered[one.gate_id] += 1
    return Folded(first, entries, inside, tuple(clashes), entered, exited)
