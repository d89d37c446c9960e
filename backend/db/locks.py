"""One process at a time for a named job: a lock that its owner's death gives back at once.

SQLite: an flock on a file beside the database. PostgreSQL: an advisory lock on a connection of its own. Neither needs a lease,
a heartbeat or a guess about whether a process is still alive.
"""

import fcntl
import hashlib
import os
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from backend.db.session import Database


class LockHeld(Exception):
    """Another process does this job."""


class JobLock:
    """A held lock; a context manager that gives it back."""

    def __init__(self, *, handle: int | None = None, connection: Connection | None = None, key: int = 0) -> None:
        self._handle = handle
        self._connection = connection
        self._key = key

    def still_held(self) -> bool:
        """False when the database dropped the connection that carried the lock; then somebody else may have it."""
        if self._connection is None:
            return True
        try:
            self._connection.execute(text("SELECT 1"))
        except Exception:
            return False
        return True

    def release(self) -> None:
        """Give the lock back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        if self._connection is not None:
            self._unlock(self._connection)
            self._connection = None

    def _unlock(self, connection: Connection) -> None:
        """Unlock by a call: a server notices that a connection was closed only some time after it was."""
        try:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": self._key})
        except SQLAlchemyError:
            # The session is gone, and the lock with it; in doubt, the pool must not hand out one that still holds it.
            connection.invalidate()
        connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.release()


def take(db: Database, job: str) -> JobLock:
    """Take the lock for `job`. Raises LockHeld at once when another process has it."""
    if db.dialect.name == "sqlite":
        return take_file(Path(f"{db.engine.url.database}.{_plain(job)}.lock"), job)
    return _take_advisory(db, job)


def _plain(job: str) -> str:
    return "".join(char if char.isalnum() else "-" for char in job)


def take_file(path: Path, job: str) -> JobLock:
    """Take the lock that a file stands for. Raises LockHeld at once when another process has it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise LockHeld(job) from None
    return JobLock(handle=handle)


def _take_advisory(db: Database, job: str) -> JobLock:
    key = int.from_bytes(hashlib.sha256(f"einlass:{job}".encode()).digest()[:8], "big", signed=True)
    connection = db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar_one():
        connection.close()
        raise LockHeld(job)
    return JobLock(connection=connection, key=key)
