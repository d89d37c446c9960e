"""What the end-to-end tests stand on: a free port, and patience."""

import socket
import time
from collections.abc import Callable


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(check: Callable[[], object], *, seconds: float = 30.0) -> None:
    """Wait until `check` gives something true."""
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)
