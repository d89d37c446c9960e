"""Hard pictures through the door's own reader: nothing is read that is not there, and nearly everything that is."""

from collections.abc import Iterator

import numpy as np
import pytest

from tests.hard_pictures.cases import BOUND_MODULES, FAMILIES, FRAMES, STATIC_MODULES, Case, cases
from tests.hard_pictures.reading import Reader, Reading, read_cases, reader
from tests.hard_pictures.things import code_of
from tests.hard_pictures.traps import Trap, traps

REACH = 0.98


@pytest.fixture(scope="module")
def readings() -> list[Reading]:
    return read_cases(cases())


@pytest.fixture(scope="module")
def one_reader() -> Iterator[Reader]:
    with reader() as started:
        yield started


@pytest.fixture(scope="module")
def all_traps() -> list[Trap]:
    return list(traps())


def test_reader__no_pass_before_the_camera__invents_none(one_reader: Reader, all_traps: list[Trap]) -> None:
    def invented(trap: Trap) -> set[str]:
        # Second looks come with every other frame and take three turns.
        looks = [one_reader.read(trap.frame, first=number == 0) for number in range(5)]
        return {code for look in looks for code in look.codes} - trap.allowed

    found = {trap.kind: texts for trap in all_traps if (texts := invented(trap))}
    assert found == {}


def test_reader__somebody_elses_code__is_read_as_what_it_is(one_reader: Reader, all_traps: list[Trap]) -> None:
    posters = [trap for trap in all_traps if trap.kind == "poster"]
    read = [trap for trap in posters if set(one_reader.read(trap.frame).codes) == trap.allowed]
    # One hangs half outside the picture.
    assert len(read) >= len(posters) - 1


def test_reader__hard_pictures__reads_no_wrong_text(readings: list[Reading]) -> None:
    assert [(str(reading.case), reading.wrong) for reading in readings if reading.wrong] == []


def test_reader__hard_pictures__reads_98_percent_within_ten_frames(readings: list[Reading]) -> None:
    lost = [str(reading.case) for reading in readings if reading.frames is None]
    assert len(readings) >= 200
    assert 1 - len(lost) / len(readings) >= REACH, lost


def test_reader__each_family__loses_two_in_twenty_at_most(readings: list[Reading]) -> None:
    lost = [reading.case.family for reading in readings if reading.frames is None]
    assert {family: lost.count(family) for family in set(lost) if lost.count(family) > 2} == {}


def test_cases__codes__are_as_large_as_passes_are() -> None:
    sizes = {(case.bound, len(code_of(case.text))) for case in cases(2)}
    assert sizes == {(False, STATIC_MODULES), (True, BOUND_MODULES)}


@pytest.mark.parametrize("number", range(len(FAMILIES)), ids=[family.__name__ for family in FAMILIES])
def test_frames__same_case_again__are_the_same_and_differ_among_themselves(number: int) -> None:
    once, again = (list(zip(range(3), Case(number).frames(), strict=False)) for _ in range(2))
    assert all(np.array_equal(one, other) for (_, one), (_, other) in zip(once, again, strict=True))
    assert not np.array_equal(once[0][1], once[1][1])


def test_frames__each_case__are_ten() -> None:
    assert len(list(Case(6).frames())) == FRAMES
