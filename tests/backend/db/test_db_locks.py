"""Job locks: one holder at a time, and the holder's death gives the lock back at once. Real processes, both databases."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from backend.db.locks import LockHeld, take, take_file
from backend.db.session import Database

HOLDER = """
import sys, time
from backend.db.locks import take
from backend.db.session import Database

lock = take(Database(sys.argv[1]), sys.argv[2])
print("held", flush=True)
time.sleep(600)
"""


@contextmanager
def holder(url: str, job: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url, job],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def taken_within(db: Database, job: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with take(db, job):
                return True
        except LockHeld:
            time.sleep(0.02)
    return False


def cut_lock_holders(db: Database) -> None:
    """End every PostgreSQL session that holds an advisory lock."""
    with db.engine.connect() as admin:
        admin.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
        )


def test_take__held_by_another_process__lock_held_at_once(db: Database, database_url: str) -> None:
    with holder(database_url, "indexer"):
        began = time.monotonic()
        with pytest.raises(LockHeld, match="indexer"):
            take(db, "indexer")
        assert time.monotonic() - began < 1


def test_take__of_another_job__is_free(db: Database, database_url: str) -> None:
    with holder(database_url, "lane 0xAA"), take(db, "lane 0xBB") as lock:
        assert lock.still_held()


def test_take__holder_killed_without_goodbye__free_at_once(db: Database, database_url: str) -> None:
    with holder(database_url, "indexer") as process:
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert taken_within(db, "indexer", 2)


@pytest.fixture
def other(database_url: str) -> Iterator[Database]:
    """The same database, opened a second time."""
    database = Database(database_url)
    yield database
    database.close()


def test_take__by_another_database_handle_of_this_process__lock_held(db: Database, other: Database) -> None:
    with take(db, "indexer"), pytest.raises(LockHeld):
        take(other, "indexer")


def test_release__then_taken_by_another_handle__free(db: Database, other: Database) -> None:
    take(db, "indexer").release()
    with take(other, "indexer") as lock:
        assert lock.still_held()


def test_release__again_and_again__the_other_handle_may_take_it_at_once(db: Database, other: Database) -> None:
    for _ in range(100):
        take(db, "indexer").release()
        take(other, "indexer").release()


def test_release__connection_cut_before__no_error(db: Database, other: Database) -> None:
    lock = take(db, "indexer")
    if other.dialect.name == "postgresql":
        cut_lock_holders(other)
    lock.release()
    with take(db, "indexer") as again:
        assert again.still_held()


def test_take__refused_again_and_again__uses_up_no_connections(db: Database, other: Database) -> None:
    with take(other, "indexer"):
        for _ in range(40):
            with pytest.raises(LockHeld):
                take(db, "indexer")
    with take(db, "indexer") as lock:
        assert lock.still_held()


def test_still_held__connection_cut_by_the_server__false(db: Database) -> None:
    if db.dialect.name == "sqlite":
        with take(db, "indexer") as lock:
            # A file lock cannot be lost while the process lives.
            assert lock.still_held()
        return
    with take(db, "indexer") as lock:
        assert lock.still_held()
        cut_lock_holders(db)
        assert not lock.still_held()


def test_take_file__in_a_folder_that_is_missing__made(tmp_path: Path) -> None:
    with take_file(tmp_path / "var" / "run.lock", "run"), pytest.raises(LockHeld):
        take_file(tmp_path / "var" / "run.lock", "run")
    assert (tmp_path / "var" / "run.lock").stat().st_mode & 0o777 == 0o600
