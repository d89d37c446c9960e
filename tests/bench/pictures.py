"""`make bench-pictures`: hard pictures of codes, read by the door and by the bare decoder. See docs/benchmarks.md."""

import statistics
import sys
from collections.abc import Sequence

from tests.bench.report import Row, publish
from tests.hard_pictures.cases import FAMILIES, cases
from tests.hard_pictures.reading import Reading, read_cases
from tests.hard_pictures.sheet import write_sheet

PEER = "bare decoder"
# From a frame to the verdict, in microseconds (design, section 6). Reading is the largest part of it.
VERDICT = 300_000


def main() -> int:
    """Draw the contact sheet, measure, print, write `var/bench/pictures.json`; 1 when a reach was missed."""
    write_sheet()
    # One lane: the other core is for drawing.
    ours, bare = (read_cases(cases(), lanes=1, bare=bare) for bare in (False, True))
    return publish("pictures", rows(ours, bare))


def rows(ours: Sequence[Reading], bare: Sequence[Reading]) -> list[Row]:
    """What was lost, what was misread, and how long a frame takes."""
    times = [round(1000 * each) for reading in ours for each in reading.milliseconds]
    theirs = [round(1000 * each) for reading in bare for each in reading.milliseconds]
    found = [
        Row("not read within 10 frames", "all cases", lost(ours), len(ours), 0.02),
        Row("wrong texts", "frames looked at", sum(len(reading.wrong) for reading in ours), len(times), 0),
        Row("one frame, slowest (\u00b5s)", "frame to verdict", max(times), VERDICT, 1),
        Row("one frame, median (\u00b5s)", PEER, round(statistics.median(times)), round(statistics.median(theirs))),
        Row("one frame, slowest (\u00b5s)", PEER, max(times), max(theirs)),
    ]
    for family in (family.__name__ for family in FAMILIES):
        mine = [reading for reading in ours if reading.case.family == family]
        other = [reading for reading in bare if reading.case.family == family]
        found.append(Row(f"read: {family}", PEER, len(mine) - lost(mine), len(other) - lost(other)))
    return found


def lost(readings: Sequence[Reading]) -> int:
    """How many were not read."""
    return sum(reading.frames is None for reading in readings)


if __name__ == "__main__":
    sys.exit(main())
