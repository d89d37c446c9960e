"""All that differs between SQLite and PostgreSQL, in one class each."""

import fcntl
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast
from uuid import UUID

from sqlalchemy import JSON, Engine, Table, Text, bindparam, column, event, func, select
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL, Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session

from backend.db.bulk import changed
from backend.db.types import utc

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

    def turn(self, database: str | None) -> AbstractContextManager[object]:
        """Wait for one's turn to write, among those who ask for it."""
        ...

    def insert_all(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows with the same columns; a key that is taken is an IntegrityError."""
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

    @contextmanager
    def turn(self, database: str | None) -> Iterator[None]:
        # The system wakes the next one in the line, and gives the turn of one who died to the next.
        handle = os.open(f"{database}.turn.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def insert_all(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            session.execute(sqlite.insert(table), list(rows))

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

    def turn(self, database: str | None) -> AbstractContextManager[None]:  # noqa: ARG002 - SQLite's needs it
        # Its locks are waited for in order, without looking again and again.
        return nullcontext()

    def insert_all(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            session.execute(*_insert(table, rows))

    def insert_new(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
        if not rows:
            return 0
        statement, given = _insert(table, rows)
        statement = statement.on_conflict_do_nothing().execution_options(preserve_rowcount=True)
        return changed(session.execute(statement, given))

    def replace(
        self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str]
    ) -> None:
        if len(rows) < _MANY:
            _upsert(session, postgresql.insert, table, rows, keys, add=False)
            return
        statement = _replacing_document(table, tuple(rows[0]), tuple(keys))
        session.execute(statement, {_DOCUMENT: _document(table, rows)})

    def add_up(self, session: Session, table: Table, rows: Sequence[Mapping[str, Any]], *, keys: Sequence[str]) -> None:
        _upsert(session, postgresql.insert, table, rows, keys, add=True)


# A document costs less than its rows one by one from about this many on.
_MANY = 8
_DOCUMENT = "document"


def _insert(
    table: Table, rows: Sequence[Mapping[str, Any]]
) -> tuple[postgresql.Insert, list[Mapping[str, Any]] | dict[str, str]]:
    """An INSERT of these rows in their order, with its parameters: row by row, or all of them in one JSON document.

    A statement a row costs the client three times as much, and with many values in one statement the driver takes longer to
    read its text than the server takes to do it.
    """
    if len(rows) < _MANY:
        return postgresql.insert(table), list(rows)
    return _insert_document(table, tuple(rows[0])), {_DOCUMENT: _document(table, rows)}


# Building the statement takes as long as carrying it out, and there are few of them.
@cache
def _insert_document(table: Table, names: tuple[str, ...]) -> postgresql.Insert:
    document = cast_to(bindparam(_DOCUMENT, type_=Text()), postgresql.JSON())
    columns = [column(name, Text() if _is_json(table, name) else table.c[name].type) for name in names]
    given = func.json_to_recordset(document).table_valued(*columns, name="given").render_derived(with_types=True)
    values = [cast_to(found, postgresql.JSON()) if _is_json(table, found.name) else found for found in given.c]
    return postgresql.insert(table).from_select(list(names), select(*values))


def _document(table: Table, rows: Sequence[Mapping[str, Any]]) -> str:
    # A document within the document is text: PostgreSQL would else refuse it for a NUL that a stranger wrote on the chain.
    inner = [name for name in rows[0] if _is_json(table, name)]
    found = [{**row, **{name: json.dumps(row[name]) for name in inner}} for row in rows]
    return json.dumps(found, default=_as_json, separators=(",", ":"))


def _is_json(table: Table, name: str) -> bool:
    return isinstance(table.c[name].type, JSON)


def _as_json(value: object) -> str:
    """What JSON has no word for, as PostgreSQL reads it."""
    match value:
        case datetime():
            return utc(value).isoformat()
        case UUID():
            return str(value)
    raise TypeError(f"no column holds a {type(value).__name__}")


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


@cache
def _replacing_document(table: Table, names: tuple[str, ...], keys: tuple[str, ...]) -> postgresql.Insert:
    statement = _insert_document(table, names)
    values = {name: statement.excluded[name] for name in names if name not in keys}
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
