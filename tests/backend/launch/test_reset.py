"""RESET=1 starts over: it deletes what this folder made itself, and never touches a database that somebody else keeps."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import update

from backend.core.errors import SetupError
from backend.core.settings import Settings
from backend.db.models.installation import Installation
from backend.db.session import Database
from backend.launch.run import _reset
from tests.backend.conftest import bind

OURS = ("anvil/state.json", "deployments/31337.json", "keys/office.json", "secrets/link.key", "logs/web.log")
KEPT = ("tls/ca.crt", "ape/cache")


@pytest.fixture
def var(tmp_path: Path, sqlite_template: Path) -> Path:
    """A state folder after an evening."""
    folder = tmp_path / "var"
    for name in (*OURS, *KEPT, "einlass.db-journal", "other.db"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    shutil.copy(sqlite_template, folder / "einlass.db")
    return folder


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("url", ["postgresql://localhost/einlass", "postgres://a:b@db.example/einlass", "sqlite://"])
def test_reset__database_that_is_not_ours_to_delete__refused_before_anything_is_deleted(var: Path, url: str) -> None:
    before = files(var)
    with pytest.raises(SetupError) as refused:
        _reset(Settings(var=var, database_url=url))
    assert refused.value.code == "reset_foreign_database"
    assert files(var) == before


def test_reset__bound_to_a_public_chain__refused_before_its_keys_are_gone(var: Path) -> None:
    settings = Settings(var=var, database_url="")
    opened = Database(settings.database)
    bind(opened)
    with opened.write() as session:
        session.execute(update(Installation).values(chain_id=100))
    opened.close()
    before = files(var)
    with pytest.raises(SetupError) as refused:
        _reset(settings)
    assert (refused.value.code, refused.value.params) == ("reset_public_chain", {"chain": "100"})
    assert files(var) >= before


def test_reset__own_sqlite_file__leaves_the_certificates_and_other_files(var: Path) -> None:
    _reset(Settings(var=var, database_url=""))
    assert files(var) == {*KEPT, "other.db"}


def test_reset__sqlite_file_elsewhere__deletes_that_one_and_not_the_default(
    var: Path, tmp_path: Path, sqlite_template: Path
) -> None:
    elsewhere = tmp_path / "elsewhere" / "evening.db"
    elsewhere.parent.mkdir()
    shutil.copy(sqlite_template, elsewhere)
    _reset(Settings(var=var, database_url=f"sqlite:///{elsewhere}"))
    assert files(elsewhere.parent) == set()
    assert (var / "einlass.db").is_file()


def test_reset__twice_or_in_an_empty_folder__is_no_error(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "new", database_url="")
    settings.var.mkdir()
    _reset(settings)
    _reset(settings)
    assert files(settings.var) == set()
