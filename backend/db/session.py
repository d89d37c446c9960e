"""The unit of work: the edge opens it, everything it calls shares it, and it commits once or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session

from backend.db.dialect import BEGIN_OPTION, SNAPSHOT, Dialect, dialect_for


class Database:
    """One database, opened once a process."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.dialect: Dialect = dialect_for(parsed)
        # Parameters are names and e-mail addresses: an error in a log must not repeat them.
        self.engine = create_engine(parsed, hide_parameters=True, **self.dialect.engine_options())
        self.dialect.prepare(self.engine)
        self._reader = self.engine.execution_options(**{BEGIN_OPTION: "DEFERRED"})
        self._snapshot = self.engine.execution_options(**{BEGIN_OPTION: SNAPSHOT})
        self._writer = self.engine.execution_options(**{BEGIN_OPTION: "IMMEDIATE"})

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that may write: committed on leaving, rolled back on any exception."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            session.info["dialect"] = self.dialect
            yield session

    @contextmanager
    def write_in_turn(self) -> Iterator[Session]:
        """As `write`, for those who write all the time from several processes: with SQLite, one after the other in order.

        SQLite looks again and again whether its write lock is free, and sleeps meanwhile; who looks at the right moment gets
        it. Never within another transaction of the same thread.
        """
        with self.dialect.turn(self.engine.url.database), self.write() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads, on one snapshot with SQLite; never waits for a writer."""
        with Session(self._reader, expire_on_commit=False, autoflush=False) as session, session.begin():
            session.info["dialect"] = self.dialect
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A transaction that only reads, all of it as of one moment, with both databases; never waits for a writer."""
        with Session(self._snapshot, expire_on_commit=False, autoflush=False) as session, session.begin():
            session.info["dialect"] = self.dialect
            yield session

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def dialect_of(session: Session) -> Dialect:
    """The dialect a session speaks."""
    dialect: Dialect = session.info["dialect"]
    return dialect
