"""Child processes that never outlive the launcher."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_PR_SET_PDEATHSIG = 1
# Anvil writes its state on SIGTERM; a large one takes a moment.
_GRACE_SECONDS = 20.0


@dataclass
class Child:
    """A running process and the file its output goes to."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    output: IO[bytes]


def _die_with_parent() -> None:
    """Linux ends the child when the launcher is killed without a chance to say goodbye."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Family:
    """Starts children and stops them, the youngest first, so that nothing loses what it stands on."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._children: list[Child] = []

    def start(self, name: str, command: Sequence[str], *, environment: Mapping[str, str]) -> Child:
        """Start a child in a session of its own: Ctrl-C in the terminal reaches the launcher only, which ends them in order."""
        self._logs.mkdir(parents=True, exist_ok=True)
        log = self._logs / f"{name}.log"
        output = log.open("ab")
        process = subprocess.Popen(  # noqa: S603 - our own commands
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one prctl call, no locks taken
        )
        child = Child(name, process, log, output)
        self._children.append(child)
        return child

    def first_dead(self) -> Child | None:
        """A child that has ended, if one has."""
        return next((child for child in self._children if child.process.poll() is not None), None)

    def stop(self) -> None:
        """End every child and wait for it."""
        for child in reversed(self._children):
            _end(child)
        self._children.clear()


def _end(child: Child) -> None:
    if child.process.poll() is None:
        child.process.terminate()
        try:
            child.process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()
    child.output.close()


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, to show why something ended."""
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
