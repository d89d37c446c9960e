"""Settings: what the environment says, spelled as the rest of the code wants it; secrets as files nobody else reads."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from backend.core.errors import SetupError
from backend.core.secret_files import ensure_secret, write_private
from backend.core.settings import ROOT, Settings, read_secret


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VAR", "DATABASE_URL", "RPC_URL", "BASE_URL", "DEPLOYMENT_FILE", "DEVELOPMENT"):
        monkeypatch.delenv(f"EINLASS_{name}", raising=False)


def test_read_secret__missing__says_which_file(tmp_path: Path) -> None:
    with pytest.raises(SetupError) as caught:
        read_secret(Settings(var=tmp_path), "link.key")
    assert (caught.value.code, caught.value.params) == ("secret_missing", {"path": str(tmp_path / "secrets/link.key")})


def test_read_secret__31_characters__weak(tmp_path: Path) -> None:
    write_private(tmp_path / "secrets/link.key", b"x" * 31 + b"\n")
    with pytest.raises(SetupError) as caught:
        read_secret(Settings(var=tmp_path), "link.key")
    assert caught.value.code == "secret_weak"


def test_read_secret__with_the_newline_of_an_editor__without_it(tmp_path: Path) -> None:
    write_private(tmp_path / "secrets/link.key", b"x" * 32 + b"\n")
    assert read_secret(Settings(var=tmp_path), "link.key") == b"x" * 32


def test_write_private__file_that_exists__refused_and_kept(tmp_path: Path) -> None:
    write_private(tmp_path / "a/b.key", b"first")
    with pytest.raises(FileExistsError):
        write_private(tmp_path / "a/b.key", b"second")
    assert (tmp_path / "a/b.key").read_bytes() == b"first"


def test_ensure_secret__twice__made_once_for_the_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secrets/link.key"
    assert ensure_secret(path)
    first = path.read_bytes()
    assert not ensure_secret(path)
    assert path.read_bytes() == first
    assert len(bytes.fromhex(first.decode())) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_settings__changed_afterwards__refused() -> None:
    settings = Settings()
    with pytest.raises(ValidationError):
        settings.base_url = "http://elsewhere"


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u:p@h/db", "postgresql+psycopg://u:p@h/db"),
        ("postgresql://u:p@h/db?sslmode=require", "postgresql+psycopg://u:p@h/db?sslmode=require"),
        ("postgresql+psycopg://u:p@h/db", "postgresql+psycopg://u:p@h/db"),
        ("sqlite:////srv/einlass.db", "sqlite:////srv/einlass.db"),
    ],
)
def test_database__as_a_hoster_spells_it__with_our_driver(
    given: str, used: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EINLASS_DATABASE_URL", given)
    assert Settings().database == used


def test_database__not_set__sqlite_below_var(tmp_path: Path) -> None:
    assert Settings(var=tmp_path).database == f"sqlite:///{tmp_path}/einlass.db"


@pytest.mark.parametrize(
    ("urls", "asked"),
    [
        ("", ("http://one",)),
        ("http://two", ("http://two",)),
        (" http://two , http://three,", ("http://two", "http://three")),
    ],
)
def test_rpc_endpoints__several_or_one__in_their_order(
    monkeypatch: pytest.MonkeyPatch, urls: str, asked: tuple[str, ...]
) -> None:
    monkeypatch.setenv("EINLASS_RPC_URL", "http://one")
    monkeypatch.setenv("EINLASS_RPC_URLS", urls)
    assert Settings().rpc_endpoints == asked


@pytest.mark.parametrize("finality", ["latest", "0", "-1", "1.5"])
def test_finality__neither_tag_nor_number__refused(monkeypatch: pytest.MonkeyPatch, finality: str) -> None:
    monkeypatch.setenv("EINLASS_FINALITY", finality)
    with pytest.raises(ValueError, match="neither finalized, safe nor a number of blocks"):
        Settings()


@pytest.mark.parametrize("finality", ["", "safe", "finalized", "12"])
def test_finality__tag_or_number__taken(monkeypatch: pytest.MonkeyPatch, finality: str) -> None:
    monkeypatch.setenv("EINLASS_FINALITY", finality)
    assert Settings().finality == finality


def test_base_url__trailing_slash__gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINLASS_BASE_URL", "https://einlass.example/")
    settings = Settings()
    assert settings.base_url == "https://einlass.example"
    assert settings.https
    assert not Settings(base_url="http://localhost:8000").https


def test_deployment_path__local_chain_below_var_public_chain_in_the_repository(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    assert settings.deployment_path(31337) == tmp_path / "deployments/31337.json"
    assert settings.deployment_path(1337) == tmp_path / "deployments/1337.json"
    assert settings.deployment_path(11155111) == ROOT / "deployments/11155111.json"
    assert Settings(deployment_file=tmp_path / "x.json").deployment_path(31337) == tmp_path / "x.json"
