"""The typefaces of a sheet, and which letters they have. `tools/make_fonts.py` makes their files."""

import unicodedata
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent / "fonts"
# A letter carries two marks at most; towers of them would run over the lines above.
_MARKS = 2


class Face(StrEnum):
    """A typeface of ours; its value is its family and its file."""

    TEXT = "EinlassText"
    STRONG = "EinlassStrong"
    DISPLAY = "EinlassDisplay"


# Asked in this order for letters that ours lack: most scripts, emoji, Chinese and Japanese.
FALLBACKS = ("DejaVuSans-Bold", "EinlassEmoji", "EinlassHan")


def path(family: str) -> Path:
    """The file of a family."""
    return FOLDER / f"{family}.ttf"


@cache
def letters(family: str) -> frozenset[int]:
    """The code points a family has."""
    with TTFont(path(family), lazy=True) as font:
        return frozenset(font.getBestCmap())


def fallbacks_for(text: str) -> Sequence[str]:
    """The fallback families that `text` needs, so that no others are loaded."""
    missing = {ord(char) for char in text} - letters(Face.DISPLAY)
    needed = []
    for family in FALLBACKS:
        if missing & letters(family):
            needed.append(family)
            missing -= letters(family)
    return needed


def printable(text: str) -> str:
    """`text` on one line without what no typeface of ours has: rather a gap than a box. May be empty."""
    kept: list[str] = []
    marks = 0
    for char in unicodedata.normalize("NFC", text):
        marks = marks + 1 if unicodedata.combining(char) else 0
        if marks <= _MARKS and (char.isspace() or has_form(char)):
            kept.append(char)
    return " ".join("".join(kept).split())


def has_form(char: str) -> bool:
    """Whether one of our typefaces draws this sign.

    Signs that only join or colour their neighbours (in emoji) have no form of their own: none of ours knows the whole.
    """
    return ord(char) in _drawn() and not _only_modifies(ord(char))


@cache
def _drawn() -> frozenset[int]:
    return letters(Face.DISPLAY).union(*(letters(family) for family in FALLBACKS))


def _only_modifies(point: int) -> bool:
    # Joiners, variation selectors, skin tones, tags.
    return point in (0x200C, 0x200D, 0xFE0E, 0xFE0F) or 0x1F3FB <= point <= 0x1F3FF or 0xE0000 <= point <= 0xE0FFF
