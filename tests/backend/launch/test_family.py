"""Children never outlive the launcher, however it ends, and stop in the order that loses nothing. Real processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.launch import processes
from backend.launch.processes import Child, Family, tail

# Says when it is ready to be told to stop, and writes down when it was.
POLITE = """
import pathlib, signal, sys, time
def end(*_):
    with open(sys.argv[1], "a") as file:
        file.write(sys.argv[2] + "\\n")
    raise SystemExit(0)
signal.signal(signal.SIGTERM, end)
print("ready", flush=True)
time.sleep(600)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(600)
"""
LAUNCHER = """
import pathlib, sys, time
from backend.launch.processes import Family
family = Family(pathlib.Path(sys.argv[1]))
child = family.start("child", [sys.executable, "-c", "import time; print('ready', flush=True); time.sleep(600)"], environment={})
print(child.process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    made = Family(tmp_path / "logs")
    yield made
    made.stop()


def wait_for(text: str, log: Path, *, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while text not in tail(log):
        assert time.monotonic() < deadline, f"{log.name}: {tail(log)}"
        time.sleep(0.01)


def start(family: Family, name: str, source: str, *arguments: str) -> Child:
    child = family.start(name, [sys.executable, "-c", source, *arguments], environment={})
    wait_for("ready", child.log)
    return child


def lives(pid: int) -> bool:
    """Whether a process runs; one that waits to be buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def test_start__launcher_killed__its_child_ends(tmp_path: Path) -> None:
    launcher = subprocess.Popen(
        [sys.executable, "-c", LAUNCHER, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert launcher.stdout
    with launcher.stdout:
        pid = int(launcher.stdout.readline())
    try:
        wait_for("ready", tmp_path / "child.log")
        assert lives(pid)
        launcher.send_signal(signal.SIGKILL)
        launcher.wait(10)
        deadline = time.monotonic() + 10
        while lives(pid) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not lives(pid)
    finally:
        launcher.kill()
        if lives(pid):
            os.kill(pid, signal.SIGKILL)


def test_stop__several_children__youngest_first_each_waited_for(family: Family, tmp_path: Path) -> None:
    order = tmp_path / "order"
    children = [start(family, name, POLITE, str(order), name) for name in ("anvil", "indexer", "web")]
    family.stop()
    assert order.read_text().split() == ["web", "indexer", "anvil"]
    assert [child.process.returncode for child in children] == [0, 0, 0]
    assert all(child.output.closed for child in children)


def test_stop__child_that_does_not_listen__killed_after_its_grace(
    family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_GRACE_SECONDS", 0.3)
    child = start(family, "stubborn", STUBBORN)
    family.stop()
    assert child.process.returncode == -signal.SIGKILL


def test_first_dead__one_has_ended__that_one_with_its_last_words(family: Family, tmp_path: Path) -> None:
    start(family, "anvil", POLITE, str(tmp_path / "order"), "anvil")
    assert family.first_dead() is None
    broken = family.start("web", [sys.executable, "-c", "raise SystemExit('no room')"], environment={})
    broken.process.wait(20)
    assert family.first_dead() is broken
    assert tail(broken.log, 1) == "no room"


def test_start__child__has_a_session_of_its_own_and_its_environment(family: Family) -> None:
    source = "import os, time; print(os.environ['EINLASS_VAR'], 'ready', flush=True); time.sleep(600)"
    child = family.start("web", [sys.executable, "-c", source], environment={"EINLASS_VAR": "/nowhere"})
    wait_for("/nowhere ready", child.log)
    assert os.getsid(child.process.pid) == child.process.pid != os.getsid(0)
