"""The loop shell: what passes is waited out with a growing pause, what does not ends it, and stop means now."""

import signal
import threading
import time

import pytest

from backend.core.clock import FixedClock, SystemClock, iso
from backend.core.loop import Stop, repeat
from tests.backend.conftest import NOW


class Waits(Stop):
    """A stop that writes down how long it was waited for, without waiting; set after `most` of them."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.waits: list[float] = []
        self._most = most

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        if len(self.waits) >= self._most:
            self.set()
        return self.is_set


def test_repeat__error_that_does_not_pass__ends_the_loop() -> None:
    def step() -> bool:
        raise LookupError

    with pytest.raises(LookupError):
        repeat(step, stop=Waits(3), idle=0.5, passing=(OSError,), name="test")


def test_repeat__error_that_passes__pause_doubles_to_fifteen_seconds() -> None:
    def step() -> bool:
        raise ConnectionError

    stop = Waits(8)
    repeat(step, stop=stop, idle=0.5, passing=(OSError,), name="test")
    assert stop.waits == [0.5, 1, 2, 4, 8, 15, 15, 15]


def test_repeat__after_trouble__the_pause_starts_over() -> None:
    outcomes: list[bool | Exception] = [OSError(), OSError(), False, OSError()]

    def step() -> bool:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    stop = Waits(4)
    repeat(step, stop=stop, idle=0.5, passing=(OSError,), name="test")
    assert stop.waits == [0.5, 1, 0.5, 0.5]


def test_repeat__while_something_moves__no_pause() -> None:
    moves = [True, True, True, False]
    stop = Waits(1)
    repeat(lambda: moves.pop(0), stop=stop, idle=0.5, passing=(), name="test")
    assert moves == []
    assert stop.waits == [0.5 / 16]


def test_repeat__after_something_moved__pauses_grow_to_the_usual_one() -> None:
    moves = [False, True] + [False] * 7
    stop = Waits(8)
    repeat(lambda: moves.pop(0), stop=stop, idle=1.6, passing=(), name="test")
    assert stop.waits == pytest.approx([1.6, 0.1, 0.2, 0.4, 0.8, 1.6, 1.6, 1.6])


def test_repeat__asking_whether_to_wake_goes_wrong__waited_out_like_any_trouble() -> None:
    outcomes: list[bool | Exception] = [OSError(), OSError(), True]

    def woken() -> bool:
        outcome = outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    stop = Waits(5)
    repeat(lambda: False, stop=stop, idle=0.5, passing=(OSError,), name="test", woken=woken)
    assert stop.waits == [0.05, 0.5, 0.05, 0.5, 0.05]


def test_repeat__woken_while_idle__steps_at_once() -> None:
    steps: list[int] = []
    answers = [False, False, True, False, False]
    stop = Waits(6)

    def step() -> bool:
        steps.append(len(stop.waits))
        return False

    repeat(step, stop=stop, idle=60, passing=(), name="test", woken=lambda: answers.pop(0))
    assert steps == [0, 3]
    assert stop.waits == [0.05] * 6


def test_repeat__never_woken__waits_as_long_as_without() -> None:
    steps: list[int] = []
    stop = Waits(11)

    def step() -> bool:
        steps.append(len(stop.waits))
        return False

    repeat(step, stop=stop, idle=0.12, passing=(), name="test", woken=lambda: False)
    assert steps == [0, 3, 6, 9]
    assert stop.waits[:3] == pytest.approx([0.05, 0.05, 0.02])


def test_repeat__stopped_before_it_began__no_step() -> None:
    stop = Stop()
    stop.set()
    repeat(lambda: pytest.fail("stepped"), stop=stop, idle=0.5, passing=(), name="test")


def test_repeat__stopped_while_idle__ends_at_once() -> None:
    stop = Stop()
    threading.Timer(0.05, stop.set).start()
    began = time.monotonic()
    repeat(lambda: False, stop=stop, idle=60, passing=(), name="test")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stop__signal__set(number: signal.Signals) -> None:
    before = {known: signal.getsignal(known) for known in (signal.SIGINT, signal.SIGTERM)}
    try:
        stop = Stop()
        stop.on_signals()
        assert not stop.is_set
        signal.raise_signal(number)
        assert stop.is_set
    finally:
        for known, handler in before.items():
            signal.signal(known, handler)


def test_stop__after_some_time__set_then_and_not_before() -> None:
    stop = Stop()
    stop.after(0.05)
    assert not stop.is_set
    assert stop.wait(5)


def test_clocks__fixed_stands_still_and_system_is_aware_in_utc() -> None:
    clock = FixedClock(NOW)
    assert clock.now() is NOW
    offset = SystemClock().now().utcoffset()
    assert offset is not None
    assert not offset


def test_iso__to_the_millisecond_with_a_z() -> None:
    assert iso(NOW.replace(microsecond=123_999)) == "2026-11-22T18:00:00.123Z"
