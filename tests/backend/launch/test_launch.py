"""What the launcher refuses before it starts anything, and what it says when a part of it fails."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.core.errors import SetupError
from backend.core.i18n import Texts
from backend.core.settings import Settings
from backend.db.locks import take_file
from backend.launch import contracts, run
from backend.launch.contracts import run_ape
from backend.launch.run import Options, up
from tests.backend.launch.nodes import Node, write_record


@pytest.fixture
def taken() -> Iterator[int]:
    """A port on which somebody else's server listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The folder of an evening that went well."""
    var = tmp_path / "var"
    for name in ("einlass.db", "anvil/state.json", "keys/office.json"):
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).write_text(name)
    return Settings(var=var, database_url="", deployment_file=None)


def untouched(settings: Settings) -> bool:
    return all((settings.var / name).is_file() for name in ("einlass.db", "anvil/state.json", "keys/office.json"))


def test_up__folder_in_use__run_already_and_nothing_reset(settings: Settings, free: int) -> None:
    with take_file(settings.var / "run.lock", "run"), pytest.raises(SetupError) as refused:
        up(settings, Options(port=free, rpc_port=free, lan=False, reset=True), Texts("en"))
    assert refused.value.code == "run_already"
    assert untouched(settings)


@pytest.mark.parametrize("option", ["PORT", "RPC_PORT"])
def test_up__port_taken_and_reset_wanted__nothing_reset(settings: Settings, taken: int, free: int, option: str) -> None:
    port, rpc_port = (taken, free) if option == "PORT" else (free, taken)
    with pytest.raises(SetupError) as refused:
        up(settings, Options(port=port, rpc_port=rpc_port, lan=False, reset=True), Texts("en"))
    assert refused.value.params == {"port": str(taken), "option": option}
    assert untouched(settings)
    # Refused is also over: the next one may start here.
    take_file(settings.var / "run.lock", "run").release()


def test_up__reset_of_a_foreign_database__refused_before_anything_is_deleted(settings: Settings, free: int) -> None:
    foreign = settings.model_copy(update={"database_url": "postgresql://localhost/einlass"})
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        other = probe.getsockname()[1]
    with pytest.raises(SetupError) as refused:
        up(foreign, Options(port=free, rpc_port=other, lan=False, reset=True), Texts("en"))
    assert refused.value.code == "reset_foreign_database"
    assert untouched(settings)


def test_run_ape__command_fails__ape_failed_with_its_last_words(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ape = tmp_path / "bin" / "ape"
    ape.parent.mkdir()
    ape.write_text('#!/bin/sh\necho "$@ on $APE_FOUNDRY_HOST to $EINLASS_DEPLOYMENT_FILE"\nexit 4\n')
    ape.chmod(0o755)
    monkeypatch.setattr(contracts.sys, "executable", str(ape.with_name("python")))
    with pytest.raises(SetupError) as failed:
        run_ape(settings, "http://127.0.0.1:9", tmp_path / "record.json", ["run", "deploy"])
    assert failed.value.code == "ape_failed"
    assert failed.value.params == {
        "command": "ape run deploy",
        "log": str(settings.var / "logs" / "ape.log"),
        "tail": f"run deploy on http://127.0.0.1:9 to {tmp_path / 'record.json'}",
    }


@pytest.mark.parametrize(
    ("node", "known"),
    [
        (Node(), True),
        (Node(genesis="0x" + "b2" * 32), False),
        (Node(deployed="0x" + "0" * 38 + "99"), False),
    ],
    ids=["ours", "another chain", "no code"],
)
def test_is_deployed__record_and_chain__only_when_both_agree(settings: Settings, node: Node, known: bool) -> None:
    assert run._is_deployed(settings, node) is False  # type: ignore[arg-type]
    write_record(settings.deployment_path(31337))
    assert run._is_deployed(settings, node) is known  # type: ignore[arg-type]
