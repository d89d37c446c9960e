"""The whole thing as a person starts it: `python -m backend.cli up` on free ports, and a real browser."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

ROOT = Path(__file__).parent.parent.parent
_READY = re.compile(r"/(login/\S+|t/\S+|door/#pair=\S+)")
# Chromium as root needs --no-sandbox; the others keep it from calling home.
_ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Stack:
    """A running installation and the links it printed."""

    base_url: str
    rpc_url: str
    var: Path
    login: str
    ticket: str
    door: str
    environment: dict[str, str]

    def cli(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of this installation."""
        return subprocess.run(
            [sys.executable, "-m", "backend.cli", *arguments],
            cwd=ROOT,
            env={**self.environment, "EINLASS_RPC_URL": self.rpc_url, "EINLASS_BASE_URL": self.base_url},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Everything, started with one command; ended with Ctrl-C."""
    var = tmp_path_factory.mktemp("var")
    port, rpc_port = free_port(), free_port()
    environment = {
        **os.environ,
        "EINLASS_VAR": str(var),
        "EINLASS_LANG": "en",
        "EINLASS_SETTLE_AFTER": "PT3S",
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "backend.cli", "up", "--port", str(port), "--rpc-port", str(rpc_port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    links: list[str] = []
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        links += _READY.findall(line)
        if len(links) == 3:
            break
    assert len(links) == 3, "".join(said)
    base = f"http://localhost:{port}"
    yield Stack(
        base, f"http://127.0.0.1:{rpc_port}", var, *(f"{base}/{link}" for link in links), environment=environment
    )
    process.send_signal(signal.SIGINT)
    with process.stdout as rest:
        rest.read()
    assert process.wait(30) == 0


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture
def launch(playwright: Playwright) -> Iterator[Callable[..., Browser]]:
    """Start a browser, with a film in front of its camera if one is named."""
    started: list[Browser] = []

    def start(film: Path | None = None) -> Browser:
        arguments = [*_ARGUMENTS, *([f"--use-file-for-fake-video-capture={film}"] if film else [])]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
        started.append(browser)
        return browser

    yield start
    for browser in started:
        browser.close()


def eventually(check: Callable[[], object], *, seconds: float = 30.0) -> None:
    """Wait until `check` gives something true."""
    deadline = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)
