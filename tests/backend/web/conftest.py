"""Pages are the same on every database; what differs is tested below them. So these tests use one."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The URL of a fresh, migrated SQLite database."""
    path = tmp_path / "einlass.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"
