"""Finding what spoils a batch, by asking for the gas of parts of it; pure but for the question that is handed in.

A batch of n with b bad items is found out with about 2 * b * log2(n / b) questions, and what is good goes out together. The
number of questions a round is limited: what is not decided by then waits for the next round.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from backend.chain.errors import ContractReverted, GasTooHigh, RevertReason
from backend.relayer.plan import Item, halves

Estimate = Callable[[Sequence[Item]], int]


class NoMoreQuestions(Exception):
    """This round has asked enough."""


@dataclass
class Questions:
    """How many may still be asked."""

    left: int

    def ask(self, estimate: Estimate, items: Sequence[Item]) -> int:
        """The gas of a call with these items. Raises NoMoreQuestions, and whatever `estimate` raises."""
        if self.left <= 0:
            raise NoMoreQuestions
        self.left -= 1
        return estimate(items)


@dataclass
class Verdict:
    """What can go out, each part in one call with its gas, and what never can. What is in neither is not decided."""

    parts: list[tuple[list[Item], int]] = field(default_factory=list)
    bad: list[tuple[Item, RevertReason]] = field(default_factory=list)


def sound(batch: Sequence[Item], estimate: Estimate, questions: Questions) -> Verdict:
    """Find out which of a batch can go out."""
    verdict = Verdict()
    with suppress(NoMoreQuestions):
        _search(batch, estimate, questions, verdict)
    if len(verdict.parts) > 1:
        verdict.parts = _together(verdict.parts, estimate)
    return verdict


def _search(batch: Sequence[Item], estimate: Estimate, questions: Questions, verdict: Verdict) -> None:
    try:
        gas = questions.ask(estimate, batch)
    except GasTooHigh as error:
        if len(batch) == 1:
            verdict.bad.append((batch[0], RevertReason("GasTooHigh", {"message": str(error)[:200]})))
            return
    except ContractReverted as reverted:
        if len(batch) == 1:
            verdict.bad.append((batch[0], reverted.error))
            return
    else:
        verdict.parts.append((list(batch), gas))
        return
    for half in halves(batch):
        _search(half, estimate, questions, verdict)


def _together(parts: list[tuple[list[Item], int]], estimate: Estimate) -> list[tuple[list[Item], int]]:
    """The parts as one, when they can go in one call; else as they are."""
    whole = [item for items, _gas in parts for item in items]
    try:
        return [(whole, estimate(whole))]
    except (ContractReverted, GasTooHigh):
        return parts
