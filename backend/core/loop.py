"""Running a step again and again until told to stop."""

import signal
import threading
from collections.abc import Callable
from types import FrameType

from backend.core.logging import get_logger

log = get_logger(__name__)

# After trouble the pause doubles up to this, so that a node that is down is not hammered.
_LONGEST_PAUSE = 15.0
# The first pause after something moved is this fraction of the usual one; each further one is twice as long.
_EAGER = 16
# A person who has asked for something waits for it; this much of that is too short to be noticed.
_LOOK_EVERY = 0.05


class Stop:
    """Set by SIGINT or SIGTERM; loops look at it between steps."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        self._event.set()

    @property
    def is_set(self) -> bool:
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep, but no longer than until stopped; True when stopped."""
        return self._event.wait(seconds)

    def after(self, seconds: float) -> None:
        """Be set when this many seconds have passed."""
        timer = threading.Timer(seconds, self.set)
        timer.daemon = True
        timer.start()

    def on_signals(self) -> None:
        """Be set by SIGINT and SIGTERM of this process."""

        def handle(_number: int, _frame: FrameType | None) -> None:
            self.set()

        signal.signal(signal.SIGINT, handle)
        signal.signal(signal.SIGTERM, handle)


def repeat(
    step: Callable[[], bool],
    *,
    stop: Stop,
    idle: float,
    passing: tuple[type[Exception], ...],
    name: str,
    woken: Callable[[], bool] | None = None,
) -> None:
    """Call `step` until stopped: at once again while it says True, after `idle` seconds otherwise.

    After something moved the first pauses are shorter: what comes next, a block or a receipt, is seldom far. `woken` is asked
    during these pauses, and ends one by saying True; it must cost next to nothing.

    Errors in `passing` are logged and waited out with a growing pause; any other error ends the loop and its process.
    """
    pause = quiet = idle
    while not stop.is_set:
        try:
            moved = step()
            pause = idle
            if moved:
                quiet = idle / _EAGER
                continue
            _rest(quiet, stop, woken)
            quiet = min(quiet * 2, idle)
        except passing as error:
            log.warning(
                "waiting", loop=name, error=type(error).__name__, detail=str(error)[:300], seconds=round(pause, 1)
            )
            stop.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)


def _rest(seconds: float, stop: Stop, woken: Callable[[], bool] | None) -> None:
    """Wait until the time is up, the loop is stopped, or `woken` says True."""
    if woken is None:
        stop.wait(seconds)
        return
    while seconds > 0 and not stop.wait(min(seconds, _LOOK_EVERY)):
        if woken():
            return
        seconds -= _LOOK_EVERY
