"""Fixtures of the database tests."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def sqlite_file(sqlite_template: Path, tmp_path: Path) -> Path:
    """A fresh, migrated SQLite file, for what only SQLite can get wrong."""
    return Path(shutil.copy(sqlite_template, tmp_path / "einlass.db"))
