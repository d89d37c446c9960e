"""The whole thing as a person starts it: `python -m backend.cli up` on free ports, and a real browser."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.e2e.browser import start_browser
from tests.e2e.ground import free_port
from tests.e2e.house import House, open_house

ROOT = Path(__file__).parent.parent.parent
_READY = re.compile(r"/(login/\S+|t/\S+|door/#pair=\S+)")


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
        browser = start_browser(playwright, film)
        started.append(browser)
        return browser

    yield start
    for browser in started:
        browser.close()


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A server without a chain; starts a hundred times faster than the stack."""
    with open_house(tmp_path) as running:
        yield running
