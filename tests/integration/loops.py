"""The loops as processes that can be killed at any moment.

Python needs seconds to import web3. A server process imports everything once and forks a child for each start, so that what
is killed is nearly always the loop's own work and not its imports; `spawn_command` starts the real command line instead.
"""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from backend import worker
from backend.core.settings import ROOT, Settings
from tests.integration.site import Site

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__])


def _child(name: str, environment: dict[str, str], log: str) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    worker.run(name, Settings())


@dataclass
class Loop:
    """A running loop and its log."""

    process: ForkServerProcess
    log: Path

    def kill(self) -> None:
        """SIGKILL: no goodbye, nothing flushed."""
        self.process.kill()
        self.process.join()

    def stop(self) -> int | None:
        """SIGTERM, as the launcher sends it; the exit code."""
        self.process.terminate()
        self.process.join(20)
        return self.process.exitcode

    @property
    def alive(self) -> bool:
        return self.process.is_alive()

    def lines(self, event: str) -> list[dict[str, Any]]:
        """The log's entries with this event."""
        return entries(self.log, event)


def entries(log: Path, event: str) -> list[dict[str, Any]]:
    """The entries of a JSON log with this event; a line cut off by a kill counts for nothing."""
    found = []
    for line in log.read_text(errors="replace").splitlines() if log.exists() else []:
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if isinstance(entry, dict) and entry.get("event") == event:
            found.append(entry)
    return found


def spawn(site: Site, name: str, *, label: str = "") -> Loop:
    """Start a loop of an installation."""
    log = site.settings.var / f"{label or name}.log"
    process = _CONTEXT.Process(target=_child, args=(name, site.environment(), str(log)), daemon=True)
    process.start()
    return Loop(process, log)


def spawn_command(site: Site, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
    """Start a command of the real command line."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "backend.cli", *arguments],
            cwd=ROOT,
            env=site.environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def wait_until(condition: Callable[[], bool], *, seconds: float = 20.0, pause: float = 0.02, what: str = "") -> None:
    """Wait for a condition. Raises AssertionError when it does not come true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what or condition}")
        time.sleep(pause)
