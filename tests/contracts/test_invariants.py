"""docs/invariants.md numbers what always holds, and names tests that exist."""

import re
from pathlib import Path

import pytest

ROW = re.compile(r"^\| ([A-Z]\d+) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def invariants():
    """Return number, sentence and tests of each invariant."""
    text = (Path.cwd() / "docs" / "invariants.md").read_text("utf-8")
    return [(number, sentence, re.findall(r"`(\w+)`", tests)) for number, sentence, tests in ROW.findall(text)]


@pytest.fixture(scope="module")
def tests():
    """The names of all tests of the contracts."""
    sources = (Path.cwd() / "tests" / "contracts").rglob("test_*.py")
    return {name for path in sources for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)}


@pytest.mark.parametrize(
    ("number", "named"), [pytest.param(number, named, id=number) for number, _, named in invariants()]
)
def test_invariant__of_the_page__names_tests_that_exist(tests, number, named):
    assert named, f"{number} names no test"
    assert set(named) <= tests


def test_invariants__of_the_page__are_numbered_without_gaps():
    text = (Path.cwd() / "docs" / "invariants.md").read_text("utf-8")
    numbers = [number for number, _, _ in invariants()]
    # A row that the pattern overlooks would go unchecked.
    assert len(numbers) == len(re.findall(r"^\| [A-Z]\d+ ", text, re.MULTILINE)) > 0
    for letter in sorted({number[0] for number in numbers}):
        group = [int(number[1:]) for number in numbers if number[0] == letter]
        assert group == list(range(1, len(group) + 1)), letter
