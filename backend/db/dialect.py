"""All that differs between SQLite and PostgreSQL, in one class each."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

from sqlalchemy import Engine, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session

from backend.db.bulk import changed

BEGIN_OPTION = "einlass_begin"
SNAPSHOT = "SNAPSHOT"


class Dialect(Protocol):
    """What the rest of the code may ask of a database kind."""

    name: str

    def prepare(self, engine: Engine) -> None:
        """Hook up what every connection needs."""
        ...

    def engine_options(self) -> Mapping[str, Any]:
        """Keyword arguments for create_engine."""
        ...

    def insert_new(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
        """Insert the rows whose keys are free, pass over the others; returns how many were new."""
        ...

    def replace(
        self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str]
    ) -> None:
        """Insert rows; where one with these `keys` is, write the other columns that are given over it."""
        ...

    def add_up(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str]) -> None:
        """Insert rows; where one with these `keys` is, add the other columns that are given to it."""
        ...


class SqliteDialect:
    """SQLite in WAL mode: one writer, readers never wait.

    A write transaction begins IMMEDIATE: it takes the write lock first and waits for it, instead of failing half way with
    "database is locked" when a read is turned into a write.
    """

    name = "sqlite"

    def prepare(self, engine: Engine) -> None:
        @event.listens_for(engine, "connect")
        def _connect(connection: DBAPIConnection, _record: object) -> None:
            # The driver's own BEGIN handling is off; _begin says it.
            connection.isolation_level = None
            # SQLite's own lower() knows A to Z only: a search for "ärzte" would not find "Ärzte".
            cast(sqlite3.Connection, connection).create_function("lower", 1, _lower, deterministic=True)
            cursor = connection.cursor()
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
                cursor.execute(f"PRAGMA {pragma}")
            cursor.close()

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            mode = connection.get_execution_options().get(BEGIN_OPTION)
            # Every transaction of SQLite's reads one snapshot.
            connection.exec_driver_sql("BEGIN IMMEDIATE" if mode == "IMMEDIATE" else "BEGIN DEFERRED")

    def engine_options(self) -> Mapping[str, Any]:
        return {"connect_args": {"timeout": 30, "check_same_thread": False}}

    def insert_new(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
        if not rows:
            return 0
        statement = sqlite.insert(table).on_conflict_do_nothing()
        before = _total_changes(session)
        session.execute(statement, list(rows))
        return _total_changes(session) - before

    def replace(
        self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str]
    ) -> None:
        _upsert(session, sqlite.insert, table, rows, keys, add=False)

    def add_up(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str]) -> None:
        _upsert(session, sqlite.insert, table, rows, keys, add=True)


class PostgresDialect:
    """PostgreSQL at its default isolation, READ COMMITTED; what must be unique is a constraint."""

    name = "postgresql"

    def prepare(self, engine: Engine) -> None:
        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            match connection.get_execution_options().get(BEGIN_OPTION):
                case "DEFERRED":
                    connection.exec_driver_sql("SET TRANSACTION READ ONLY")
                case "SNAPSHOT":
                    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    def engine_options(self) -> Mapping[str, Any]:
        return {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}

    def insert_new(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
        if not rows:
            return 0
        # Row by row in one pipeline. With RETURNING it would be a thousand rows a statement, and the driver takes four times
        # as long to read each statement's text as the server takes to do it.
        statement = postgresql.insert(table).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        return changed(session.execute(statement, list(rows)))

    def replace(
        self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str]
    ) -> None:
        _upsert(session, postgresql.insert, table, rows, keys, add=False)

    def add_up(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str]) -> None:
        _upsert(session, postgresql.insert, table, rows, keys, add=True)


def _upsert(
    session: Session,
    kind: Callable[[Table], sqlite.Insert] | Callable[[Table], postgresql.Insert],
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    keys: Sequence[str],
    *,
    add: bool,
) -> None:
    """Both kinds spell it alike; which columns are written follows from the first row."""
    if rows:
        others = tuple(name for name in rows[0] if name not in keys)
        session.execute(_upserting(kind, table, tuple(keys), others, add=add), list(rows))


# Building the statement takes as long as carrying it out, and there are few of them.
@cache
def _upserting(
    kind: Callable[[Table], sqlite.Insert] | Callable[[Table], postgresql.Insert],
    table: Table,
    keys: tuple[str, ...],
    others: tuple[str, ...],
    *,
    add: bool,
) -> sqlite.Insert | postgresql.Insert:
    statement = kind(table)
    given = statement.excluded
    values = {name: table.columns[name] + given[name] if add else given[name] for name in others}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=values)


def _lower(value: str | float | bytes | None) -> str | float | bytes | None:
    return value.lower() if isinstance(value, str) else value


def _total_changes(session: Session) -> int:
    row = session.connection().exec_driver_sql("SELECT total_changes()").one()
    return int(row[0])


def dialect_for(url: URL) -> Dialect:
    """The dialect of a database URL. Raises ValueError for a kind we do not test on."""
    kind = url.get_backend_name()
    if kind == "sqlite":
        if url.database and url.database != ":memory:":
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        return SqliteDialect()
    if kind == "postgresql":
        return PostgresDialect()
    raise ValueError(f"neither SQLite nor PostgreSQL: {kind}")
