"""The door's own reader, run by Node outside a browser, and what became of each case."""

import json
import struct
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.hard_pictures.cases import Case

_SCRIPT = Path(__file__).with_name("reader.mjs")


@dataclass(frozen=True)
class Answer:
    """The texts in one frame, and how long reading took."""

    codes: tuple[str, ...]
    milliseconds: float


class Reader:
    """One Node process that reads frame after frame."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._frames, self._answers = process.stdin, process.stdout

    def read(self, frame: np.ndarray, *, first: bool = True) -> Answer:
        """Read one frame of grey levels; `first` of a new guest."""
        height, width = frame.shape
        self._frames.write(struct.pack("<III", width, height, first) + frame.tobytes())
        self._frames.flush()
        line = self._answers.readline()
        assert line, "the reader has ended"
        answer = json.loads(line)
        return Answer(tuple(answer["codes"]), answer["ms"])


@contextmanager
def reader(*, bare: bool = False) -> Iterator[Reader]:
    """Start a reader, or the `bare` decoder without what the door adds; it ends with the block."""
    command = ["node", str(_SCRIPT), *(["bare"] if bare else [])]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        yield Reader(process)
        assert process.stdin is not None
        process.stdin.close()
    assert process.returncode == 0


@dataclass(frozen=True)
class Reading:
    """What became of one case."""

    case: Case
    frames: int | None
    """How many frames it took, or None when none was read."""
    wrong: tuple[str, ...]
    """Texts that are not the code's."""
    milliseconds: tuple[float, ...]
    """Of each frame that was looked at."""


def read_case(with_reader: Reader, case: Case) -> Reading:
    """Show the case frame by frame until its code is read, as the door does."""
    times: list[float] = []
    wrong: list[str] = []
    for number, frame in enumerate(case.frames(), start=1):
        answer = with_reader.read(frame, first=number == 1)
        times.append(answer.milliseconds)
        wrong += [code for code in answer.codes if code != case.text]
        if case.text in answer.codes:
            return Reading(case, number, tuple(wrong), tuple(times))
    return Reading(case, None, tuple(wrong), tuple(times))


def _read_all(cases: Sequence[Case], bare: bool) -> list[Reading]:
    with reader(bare=bare) as one:
        # The first frame also loads the decoder; it counts for none of the cases.
        one.read(np.zeros((480, 640), dtype=np.uint8))
        return [read_case(one, case) for case in cases]


def read_cases(cases: Sequence[Case], *, lanes: int = 2, bare: bool = False) -> list[Reading]:
    """Read all the cases, in as many processes as there are lanes."""
    with ProcessPoolExecutor(lanes) as pool:
        shares = [cases[lane::lanes] for lane in range(lanes)]
        parts: Iterable[list[Reading]] = pool.map(_read_all, shares, [bare] * lanes)
        return sorted((reading for part in parts for reading in part), key=lambda reading: reading.case.number)
