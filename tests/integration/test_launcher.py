"""`make run`: from an empty folder to three links that work, and off again without leaving anything; clear when it cannot."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx2 as httpx
import pytest
from sqlalchemy import func, select

from backend.core.settings import ROOT
from backend.db.migrate import upgrade
from backend.db.models.installation import Installation
from backend.db.models.tickets import Ticket
from backend.db.session import Database
from backend.outbox.intents import Signer
from tests.integration.conftest import Ground
from tests.integration.loops import wait_until
from tests.integration.node import free_port

_PARTS = {"anvil", "indexer", "relayer", "settlement", "uvicorn"}
_LINK = re.compile(r"^  (Organiser|Ticket|Door) +(http://\S+)$", re.MULTILINE)
_SECONDS = 120.0


@dataclass
class Launcher:
    """A running `python -m backend.cli up` on ports of its own."""

    process: subprocess.Popen[str]
    port: int
    rpc_port: int
    began: float = field(default_factory=time.monotonic)
    output: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listener = threading.Thread(target=self.listen, daemon=True)

    def listen(self) -> None:
        """Keep what it says, until it says no more."""
        assert self.process.stdout
        with self.process.stdout:
            for line in self.process.stdout:
                self.output.append(line)

    @property
    def text(self) -> str:
        return "".join(self.output)

    def links(self) -> dict[str, str]:
        """Wait until it is ready; the links it printed by their names."""
        wait_until(
            lambda: "Ctrl-C stops everything" in self.text or self.process.poll() is not None,
            seconds=_SECONDS,
            pause=0.1,
            what="ready",
        )
        assert self.process.poll() is None, self.text
        return dict(_LINK.findall(self.text))

    def children(self) -> dict[int, str]:
        """Its running descendants with their command lines."""
        return descendants(self.process.pid)

    def end(self, number: signal.Signals | None = signal.SIGINT) -> int:
        """Signal it, if asked to, and wait for its end; the exit code."""
        if number is not None:
            self.process.send_signal(number)
        code = self.process.wait(60)
        self.listener.join(10)
        return code


def descendants(root: int) -> dict[int, str]:
    """The running descendants of a process with their whole command lines (`ps` cuts them at COLUMNS unless told -ww)."""
    listed = subprocess.run(["ps", "-wweo", "pid=,ppid=,stat=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 3) for line in listed.stdout.splitlines()]
    children: dict[int, list[tuple[int, str]]] = {}
    for pid, parent, state, command in rows:
        if not state.startswith("Z"):
            children.setdefault(int(parent), []).append((int(pid), command))
    # Not in the order of their numbers: those start over at the system's limit, and a child may have the lower one.
    found: dict[int, str] = {}
    waiting = [root]
    while waiting:
        for pid, command in children.get(waiting.pop(), ()):
            found[pid] = command
            waiting.append(pid)
    return found


def running(pids: dict[int, str]) -> dict[int, str]:
    """Those of these processes that still run the same command."""
    listed = subprocess.run(["ps", "-wweo", "pid=,args="], capture_output=True, text=True, check=True)
    now = {int(line.split(None, 1)[0]): line.split(None, 1)[1] for line in listed.stdout.splitlines()}
    return {pid: command for pid, command in pids.items() if now.get(pid) == command}


def up(var: Path, *options: str, port: int | None = None, rpc_port: int | None = None) -> Launcher:
    """Start `up` in a session of its own."""
    ports = port or free_port(), rpc_port or free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EINLASS_")}
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "backend.cli", "up"),
            *("--port", str(ports[0]), "--rpc-port", str(ports[1]), *options),
        ],
        cwd=ROOT,
        env=environment | {"EINLASS_VAR": str(var), "EINLASS_LANG": "en", "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    launcher = Launcher(process, *ports)
    launcher.listener.start()
    return launcher


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def ticket_count(var: Path) -> int:
    db = Database(f"sqlite:///{var / 'einlass.db'}")
    with db.read() as session:
        count = session.scalar(select(func.count()).select_from(Ticket))
    db.close()
    return int(count or 0)


@dataclass(frozen=True)
class FirstRun:
    """What a first run on an empty folder did, and what was left when Ctrl-C had ended it."""

    var: Path
    links: dict[str, str]
    answers: dict[str, tuple[int, str]]
    parts: dict[int, str]
    exit_code: int
    left: dict[int, str]
    ports: tuple[int, int]


@pytest.fixture(scope="module")
def first_run(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """Start on an empty folder, open the links, press Ctrl-C."""
    var = tmp_path_factory.mktemp("first") / "var"
    launcher = up(var)
    try:
        links = launcher.links()
        answers = {}
        for name, url in links.items():
            answer = httpx.get(url, follow_redirects=True, trust_env=False)
            answers[name] = answer.status_code, answer.text
        parts = launcher.children()
        exit_code = launcher.end()
    finally:
        if launcher.process.poll() is None:
            launcher.end(signal.SIGTERM)
    ports = (launcher.port, launcher.rpc_port)
    return FirstRun(var, links, answers, parts, exit_code, running(parts), ports)


@pytest.fixture
def again(first_run: FirstRun, tmp_path: Path) -> Path:
    """The state folder as the first run left it."""
    shutil.copytree(first_run.var, tmp_path / "var")
    return tmp_path / "var"


@pytest.fixture
def launch() -> Iterator[list[Launcher]]:
    """Launchers to be ended with the test, whatever happens."""
    started: list[Launcher] = []
    yield started
    for launcher in started:
        children = launcher.children()
        if launcher.process.poll() is None:
            launcher.end(signal.SIGTERM)
        assert running(children) == {}


def test_up__port_is_taken__says_so_in_one_line_and_forgets_nothing(again: Path, launch: list[Launcher]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        launch.append(up(again, "--reset", port=taken.getsockname()[1]))
        assert launch[0].end(None) == 1
    assert launch[0].text.splitlines() == [
        f"Error: Port {launch[0].port} is taken. End what runs there, or take another: make run PORT=…"
    ]
    assert (again / "einlass.db").exists()


def test_up__port_of_the_chain_is_taken__says_so_in_one_line(again: Path, launch: list[Launcher]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        launch.append(up(again, rpc_port=taken.getsockname()[1]))
        assert launch[0].end(None) == 1
    assert launch[0].text.splitlines() == [
        f"Error: Port {launch[0].rpc_port} is taken. End what runs there, or take another: make run RPC_PORT=…"
    ]


def test_up__saved_chain_is_damaged__says_so_and_leaves_it(again: Path, launch: list[Launcher]) -> None:
    state = again / "anvil" / "state.json"
    state.write_bytes(state.read_bytes()[:-100])
    before = state.read_bytes()
    launch.append(up(again))
    assert launch[0].end(None) == 1
    assert launch[0].text.splitlines()[-1].startswith("Error: The saved state of the chain is damaged")
    assert state.read_bytes() == before


def test_up__saved_chain_is_gone__says_so_and_deploys_nothing(
    ground: Ground, tmp_path: Path, launch: list[Launcher]
) -> None:
    var = tmp_path / "var"
    for name in ("keys", "secrets"):
        shutil.copytree(ground.var / name, var / name)
    (var / "deployments").mkdir()
    shutil.copy(ground.record, var / "deployments/31337.json")
    db = Database(f"sqlite:///{var / 'einlass.db'}")
    upgrade(db)
    with db.write() as session:
        session.add(_bound_to(ground))
    db.close()
    launch.append(up(var))
    assert launch[0].end(None) == 1
    errors = [line for line in launch[0].text.splitlines() if line.startswith("Error:")]
    assert errors == [
        "Error: The node is of another chain (31337) than this database (31337). "
        "Set EINLASS_RPC_URL right; locally, “make run RESET=1” starts over."
    ]
    # The record still says where the contracts are, for the day somebody finds the saved chain again.
    assert (var / "deployments/31337.json").read_bytes() == ground.record.read_bytes()
    assert not (var / "logs/ape.log").exists()


def _bound_to(ground: Ground) -> Installation:
    record = json.loads(ground.record.read_text())
    return Installation(
        id=1,
        chain_id=record["chain_id"],
        genesis_hash=record["genesis_hash"],
        factory=record["contracts"]["CollectiveFactory"]["address"],
        from_block=1,
        admin=ground.keys[Signer.ORGANISER].address,
        organiser=ground.keys[Signer.ORGANISER].address,
        office=ground.keys[Signer.OFFICE].address,
        created_at=datetime.now(UTC),
    )


def test_up__ctrl_c_while_it_deploys__ends_every_process(tmp_path: Path, launch: list[Launcher]) -> None:
    launch.append(up(tmp_path / "var"))
    wait_until(lambda: any("/ape run" in command for command in launch[0].children().values()), what="deploying")
    children = launch[0].children()
    assert any("anvil" in command for command in children.values())
    # As a terminal does it: everybody in the foreground gets the signal, Ape too.
    os.killpg(launch[0].process.pid, signal.SIGINT)
    launch[0].end(None)
    assert running(children) == {}
    assert not listens(launch[0].rpc_port)


def test_up__empty_folder__serves_three_links(first_run: FirstRun) -> None:
    assert set(first_run.links) == {"Organiser", "Ticket", "Door"}
    assert {name: status for name, (status, _) in first_run.answers.items()} == dict.fromkeys(first_run.links, 200)
    assert "<svg" in first_run.answers["Ticket"][1]
    assert ticket_count(first_run.var) == 5


def test_up__ctrl_c__ends_every_process_and_frees_the_ports(first_run: FirstRun) -> None:
    assert {part for part in _PARTS if any(part in command for command in first_run.parts.values())} == _PARTS
    assert first_run.exit_code == 0
    assert first_run.left == {}
    assert [listens(port) for port in first_run.ports] == [False, False]


def test_up__second_start__goes_on_with_the_same_tickets_in_seconds(
    first_run: FirstRun, again: Path, launch: list[Launcher]
) -> None:
    ape_log = (again / "logs/ape.log").read_bytes()
    launch.append(up(again))
    links = launch[0].links()
    assert time.monotonic() - launch[0].began < 25
    assert links["Ticket"].rpartition("/")[2] == first_run.links["Ticket"].rpartition("/")[2]
    assert ticket_count(again) == ticket_count(first_run.var)
    assert httpx.get(links["Ticket"], trust_env=False).status_code == 200
    # Nothing was compiled or deployed again.
    assert (again / "logs/ape.log").read_bytes() == ape_log
    assert launch[0].end() == 0


def test_up__reset__starts_over__and_a_dead_chain_ends_everything(
    first_run: FirstRun, again: Path, launch: list[Launcher]
) -> None:
    launch.append(up(again, "--reset"))
    links = launch[0].links()
    assert "Starting over" in launch[0].text
    old_ticket = first_run.links["Ticket"].rpartition("/")[2]
    assert links["Ticket"].rpartition("/")[2] != old_ticket
    assert httpx.get(f"http://localhost:{launch[0].port}/t/{old_ticket}", trust_env=False).status_code == 404
    assert ticket_count(again) == 5
    children = launch[0].children()
    (anvil,) = (pid for pid, command in children.items() if "anvil" in command.split()[0])
    os.kill(anvil, signal.SIGKILL)
    assert launch[0].end(None) == 1
    assert [line for line in launch[0].text.splitlines() if line.startswith("Error:")] == [
        f"Error: anvil has ended, so everything stops (see {again / 'logs/anvil.log'}): "
    ]
    assert running(children) == {}
