"""Setting up at the terminal: one line says what is wrong, in the reader's language; what is there already is kept."""

from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from backend.chain.errors import ChainUnreachable
from backend.cli import main as commands
from backend.core.settings import Settings
from backend.db.repositories import chain
from backend.db.session import Database
from backend.features.installation.service import KEY_NAMES, addresses
from tests.backend.launch.nodes import FACTORY, Node, write_key, write_record


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing was set up yet."""
    folder = tmp_path / "var"
    folder.mkdir()
    for name, value in (("VAR", str(folder)), ("DATABASE_URL", ""), ("LANG", "en")):
        monkeypatch.setenv(f"EINLASS_{name}", value)
    monkeypatch.delenv("EINLASS_DEPLOYMENT_FILE", raising=False)
    return folder


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch) -> Node:
    """The chain that EINLASS_RPC_URL names."""
    made = Node()
    monkeypatch.setattr(commands, "ChainClient", lambda _url: made)
    return made


def run(*arguments: str) -> Result:
    return CliRunner().invoke(commands.app, arguments, catch_exceptions=False)


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for part in ("secrets", "keys") for path in (folder / part).iterdir()}


@pytest.mark.parametrize(
    ("language", "start", "sentence"),
    [
        ({"EINLASS_LANG": "de", "LANG": "en_GB.UTF-8"}, "Fehler: ", "ältere"),
        ({"EINLASS_LANG": "en", "LC_ALL": "de_DE.UTF-8"}, "Error: ", "older schema"),
        ({"LC_ALL": "de_DE.UTF-8", "LANG": "en_GB.UTF-8"}, "Fehler: ", "ältere"),
        ({"LANG": "en_GB.UTF-8"}, "Error: ", "older schema"),
    ],
)
def test_command__before_init__one_line_in_the_terminals_language(
    var: Path, monkeypatch: pytest.MonkeyPatch, language: dict[str, str], start: str, sentence: str
) -> None:
    assert list(var.iterdir()) == []
    for name in ("EINLASS_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in language.items():
        monkeypatch.setenv(name, value)
    answer = run("login-link")
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr.startswith(start)
    assert sentence in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_init__chain_does_not_answer__one_line_and_not_bound(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Node):
        def chain_id(self) -> int:
            raise ChainUnreachable("connection refused")

    monkeypatch.setattr(commands, "ChainClient", lambda _url: Silent())
    # Making three keystores takes seconds, and is not what this is about.
    for number, name in enumerate(KEY_NAMES):
        write_key(var / "keys", name, f"0x{number:040x}")
    answer = run("init")
    assert answer.exit_code == 1
    assert answer.stderr == "Error: The chain does not answer as expected: connection refused\n"
    db = Database(Settings().database)
    with db.read() as session:
        assert chain.installation(session) is None
    db.close()


def test_init__several_endpoints__asks_the_first(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def client(url: str) -> Node:
        asked.append(url)
        return Node()

    monkeypatch.setattr(commands, "ChainClient", client)
    monkeypatch.setenv("EINLASS_RPC_URL", "http://alone.example")
    monkeypatch.setenv("EINLASS_RPC_URLS", "http://one.example, http://two.example")
    for number, name in enumerate(KEY_NAMES):
        write_key(var / "keys", name, f"0x{number:040x}")
    write_record(var / "deployments" / "31337.json")
    assert run("init").exit_code == 0
    assert asked == ["http://one.example"]


def test_init__then_again__keeps_every_key_and_goes_on(var: Path, node: Node) -> None:
    lost = run("init")
    assert lost.exit_code == 1
    assert lost.stderr.startswith("Error: No contracts are recorded for chain 31337")
    made = files(var)
    assert set(made) == {"link.key", "issuer.key", "keystore.password", *(f"{name}.json" for name in KEY_NAMES)}

    write_record(var / "deployments" / "31337.json")
    first = run("init")
    assert first.exit_code == 0, first.output
    assert first.stdout.splitlines()[-1] == f"Bound to chain 31337, factory {FACTORY}."
    assert "Made:" not in first.stdout
    for address in addresses(Settings()).values():
        assert address in first.stdout

    again = run("init")
    assert (again.exit_code, again.stdout) == (0, first.stdout)
    assert files(var) == made

    node.genesis = "0x" + "b2" * 32
    other = run("init")
    assert other.exit_code == 1
    assert "The node is of another chain" in other.stderr
