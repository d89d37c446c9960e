"""Setting a name as large as its box allows. Pure."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# How wide a text is, in millimetres, at a size of one point.
Measure = Callable[[str], float]

POINT = 25.4 / 72
_STEP = 0.97


@dataclass(frozen=True)
class Fitted:
    """Lines, and the size in points at which they fit; `leading` is the distance of their baselines in millimetres."""

    lines: tuple[str, ...]
    size: float
    leading: float


@dataclass(frozen=True, kw_only=True)
class Box:
    """What a text has to fit into: millimetres, sizes in points, and the distance of baselines in units of the size.

    Words stay whole down to `whole`; smaller than that, long ones are broken, and below `smallest` nothing is set.
    """

    width: float
    height: float
    largest: float
    whole: float
    smallest: float = 5
    leading: float = 1.0


def fit(text: str, box: Box, measure: Measure) -> Fitted:
    """Return `text` in lines at the largest size that fits. What does not fit at the smallest is cut, with an ellipsis."""
    words = _words(text)
    widest = max((measure(word) for word in words), default=0)
    size = box.largest
    while size > box.smallest:
        most = int(box.height / (size * POINT * box.leading))
        if size <= box.whole or widest * size <= box.width:
            lines = _wrap(words, box.width / size, measure)
            if len(lines) <= most:
                return Fitted(tuple(lines), size, size * POINT * box.leading)
        size *= _STEP
    return _cut(words, box, measure)


def on_one_line(text: str, width: float, largest: float, measure: Measure) -> Fitted:
    """Return `text` on one line, as large as the width and `largest` allow."""
    size = min(largest, width / (measure(text) or 1))
    return Fitted((text,), size, size * POINT)


def _cut(words: Sequence[str], box: Box, measure: Measure) -> Fitted:
    size, leading = box.smallest, box.smallest * POINT * box.leading
    most = max(int(box.height / leading), 1)
    lines = _wrap(words, box.width / size, measure)
    if len(lines) > most:
        last = lines[most - 1]
        while last and measure(last + "…") * size > box.width:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip() + "…"]
    return Fitted(tuple(lines), size, leading)


def _wrap(words: Sequence[str], width: float, measure: Measure) -> list[str]:
    lines: list[str] = []
    for piece in (piece for word in words for piece in _broken(word, width, measure)):
        if lines and measure((lines[-1] + piece).rstrip()) <= width:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.rstrip() for line in lines]


def _words(text: str) -> list[str]:
    """The pieces a line may end after: words with the space behind them, and each letter of scripts without spaces."""
    pieces = [""]
    for char in text:
        if _stands_alone(char) and pieces[-1]:
            pieces.append("")
        pieces[-1] += char
        if char in " -/" or _stands_alone(char):
            pieces.append("")
    return [piece for piece in pieces if piece]


def _stands_alone(char: str) -> bool:
    return unicodedata.east_asian_width(char) == "W" and unicodedata.category(char) == "Lo"


def _broken(word: str, width: float, measure: Measure) -> list[str]:
    if measure(word.rstrip()) <= width:
        return [word]
    pieces = [""]
    for char in word:
        # A mark stays with the letter it stands on.
        if pieces[-1] and not unicodedata.combining(char) and measure(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


def is_right_to_left(text: str) -> bool:
    """Whether a line begins on the right: its first letter with a direction decides."""
    for char in text:
        kind = unicodedata.bidirectional(char)
        if kind in ("L", "R", "AL"):
            return kind != "L"
    return False
