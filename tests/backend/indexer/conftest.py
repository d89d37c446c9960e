"""A second database to compare with."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.db.session import Database


@pytest.fixture
def sqlite_copy(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated SQLite database."""
    path = tmp_path / "second.db"
    shutil.copy(sqlite_template, path)
    found = Database(f"sqlite:///{path}")
    yield found
    found.close()
