"""Sets of serials in the door's spelling: one text for one set, and nothing else is read."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.core.serial_sets import SERIAL_MAX, read, run_set, runs_of, serial_set, serials_of, spell

VECTORS: dict[str, Any] = json.loads(Path("tests/vectors/door/sets.json").read_text())


@pytest.mark.parametrize("text", VECTORS["broken"])
def test_read__not_a_set__value_error(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the kind is the whole promise
        read(text)


@given(st.text(alphabet="rb:0123456789,-=A+/"))
def test_read__any_text__a_set_or_value_error(text: str) -> None:
    try:
        bits = read(text)
    except ValueError:
        return
    assert bits >> (SERIAL_MAX + 1) == 0
    assert read(spell(bits)) == bits


@pytest.mark.parametrize("case", VECTORS["sets"], ids=lambda case: case["name"])
def test_spell__vectors__this_text_and_back(case: dict[str, Any]) -> None:
    bits = run_set((first, last) for first, last in case["runs"])
    assert spell(bits) == case["text"]
    assert read(case["text"]) == bits
    assert [list(run) for run in runs_of(bits)] == case["runs"]


@given(st.sets(st.integers(0, 3_000)))
def test_spell__any_set__read_back_and_never_longer_than_a_bitmap(serials: set[int]) -> None:
    bits = serial_set(serials)
    text = spell(bits)
    assert read(text) == bits
    assert list(serials_of(bits)) == sorted(serials)
    assert len(text) <= 2 + -(-(max(serials, default=-1) + 1) // 24) * 4 or text == "r:"
