"""Servers for one benchmark: started on free ports, ready when they answer, ended with the block."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from backend.core.settings import ROOT
from tests.integration.node import free_port

_PATIENCE_SECONDS = 120.0
_POLL_SECONDS = 0.1


class Processes:
    """What was started; each writes its log into the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, name: str, command: Callable[[int], Sequence[str]], *, environment: Mapping[str, str]) -> int:
        """Run the command on a free port; the port, once somebody listens there.

        Raises RuntimeError when it ends by itself or takes too long.
        """
        port = free_port()
        kept = {key: value for key, value in os.environ.items() if not key.startswith("EINLASS_")}
        log = self._folder / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                command(port),
                cwd=ROOT,
                env={**kept, **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._started.append(process)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{name} does not start:\n{log.read_text('utf-8')[-2000:]}")
            time.sleep(_POLL_SECONDS)
        return port

    def stop(self) -> None:
        """End all of them with their workers."""
        for process in self._started:
            process.terminate()
        for process in self._started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self._started.clear()


@contextmanager
def processes(folder: Path) -> Iterator[Processes]:
    """Servers that end with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    family = Processes(folder)
    try:
        yield family
    finally:
        family.stop()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
