"""The unit of work and what both databases promise: times, inserts that pass over what is there, transactions."""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, make_url, select
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError
from sqlalchemy.orm import Session

from backend.db.dialect import dialect_for
from backend.db.locks import LockHeld, take_file
from backend.db.models.collectives import Account
from backend.db.models.pipeline import Intent, RelayItem
from backend.db.models.projections import ChainBlock, ChainLog
from backend.db.session import Database, dialect_of
from backend.db.types import UtcDateTime
from tests.backend.conftest import NOW, World


def names(db: Database) -> list[str]:
    with db.read() as session:
        return list(session.scalars(select(Account.name).order_by(Account.id)))


def keep(session: Session, name: str, created_at: datetime = NOW) -> None:
    session.add(Account(name=name, created_at=created_at))
    session.flush()


def keep_and_fall(session: Session, name: str) -> None:
    keep(session, name)
    raise RuntimeError


def block(number: int, hash_: str = "0xaa") -> dict[str, object]:
    return {"number": number, "hash": hash_, "parent_hash": "0x00"}


def test_utc_datetime__naive__refused(db: Database) -> None:
    with pytest.raises(StatementError, match="naive datetime"), db.write() as session:
        keep(session, "Otto", datetime(2026, 11, 22, 18, 0))  # noqa: DTZ001 - the point
    assert names(db) == []


def test_utc_datetime__no_time__stays_empty(db: Database) -> None:
    assert UtcDateTime().process_bind_param(None, db.engine.dialect) is None
    assert UtcDateTime().process_result_value(None, db.engine.dialect) is None


def test_utc_datetime__of_another_zone__comes_back_in_utc(db: Database) -> None:
    berlin = timezone(timedelta(hours=1))
    with db.write() as session:
        keep(session, "Otto", datetime(2026, 11, 22, 19, 0, 0, 123456, tzinfo=berlin))
    with db.read() as session:
        found = session.scalars(select(Account.created_at)).one()
    assert found == datetime(2026, 11, 22, 18, 0, 0, 123456, tzinfo=UTC)
    assert found.utcoffset() == timedelta(0)


def test_insert_new__rows_that_exist__passed_over_and_not_counted(db: Database) -> None:
    with db.write() as session:
        assert dialect_of(session).insert_new(session, ChainBlock.table(), [block(1), block(2)]) == 2
    with db.write() as session:
        assert dialect_of(session).insert_new(session, ChainBlock.table(), [block(2, "0xbb"), block(3)]) == 1
        assert dialect_of(session).insert_new(session, ChainBlock.table(), [block(3, "0xbb")]) == 0
        assert dialect_of(session).insert_new(session, ChainBlock.table(), []) == 0
    with db.read() as session:
        rows = session.execute(select(ChainBlock.number, ChainBlock.hash).order_by(ChainBlock.number)).all()
    assert [tuple(row) for row in rows] == [(1, "0xaa"), (2, "0xaa"), (3, "0xaa")]


def test_insert_new__more_rows_than_a_statement_has_parameters__all_counted(db: Database) -> None:
    with db.write() as session:
        rows = [block(number) for number in range(25_000)]
        assert dialect_of(session).insert_new(session, ChainBlock.table(), rows) == 25_000


# PostgreSQL gets few rows one by one, and many in one document.
FEW_AND_MANY = pytest.mark.parametrize("count", [2, 50], ids=["few", "many"])


@FEW_AND_MANY
def test_insert_new__a_naive_time__refused(db: Database, count: int) -> None:
    row = {"name": "Otto", "created_at": datetime(2026, 11, 22, 18, 0)}  # noqa: DTZ001 - the point
    with pytest.raises((StatementError, ValueError), match="naive datetime"), db.write() as session:
        dialect_of(session).insert_new(session, Account.table(), [row] * count)
    assert names(db) == []


@FEW_AND_MANY
def test_insert_new__what_no_column_holds__refused(db: Database, count: int) -> None:
    with pytest.raises((DBAPIError, TypeError)), db.write() as session:
        dialect_of(session).insert_new(session, Account.table(), [{"name": {1, 2}, "created_at": NOW}] * count)
    assert names(db) == []


@FEW_AND_MANY
def test_insert_all__a_key_that_is_taken__nothing_is_kept(db: Database, count: int) -> None:
    with db.write() as session:
        dialect_of(session).insert_all(session, ChainBlock.table(), [block(2)])
        dialect_of(session).insert_all(session, ChainBlock.table(), [])
    with pytest.raises(IntegrityError), db.write() as session:
        dialect_of(session).insert_all(session, ChainBlock.table(), [block(2 - number) for number in range(count)])
    with db.read() as session:
        assert session.scalars(select(ChainBlock.number)).all() == [2]


@FEW_AND_MANY
def test_replace__rows_that_exist_and_new_ones__each_is_what_was_given_last(db: Database, count: int) -> None:
    with db.write() as session:
        dialect_of(session).insert_all(session, ChainBlock.table(), [block(0), block(count)])
    with db.write() as session:
        rows = [block(number, f"0x{number}") for number in range(count)]
        dialect_of(session).replace(session, ChainBlock.table(), rows, keys=("number",))
        dialect_of(session).replace(session, ChainBlock.table(), [], keys=("number",))
    with db.read() as session:
        found = session.execute(select(ChainBlock.number, ChainBlock.hash).order_by(ChainBlock.number)).all()
    assert [tuple(row) for row in found] == [*((number, f"0x{number}") for number in range(count)), (count, "0xaa")]


def test_write_in_turn__sqlite__nobody_else_has_the_turn_until_the_transaction_has_ended(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'turn.db'}")
    queue = tmp_path / "turn.db.turn.lock"
    with suppress(RuntimeError), db.write_in_turn():
        with pytest.raises(LockHeld):
            take_file(queue, "turn")
        raise RuntimeError
    take_file(queue, "turn").release()
    db.close()


# What a chain's strings and a door's answers may hold: what JSON escapes, what it cannot say, what no number type holds.
ODD = {
    "text": "“Otto's” \\ {}[]: \n\t\x7f Zürich 🎟",
    "nul": "a\x00b",
    "half of a pair": "\ud800",
    "wei": 2**256 - 1,
    "nested": [{"none": None, "yes": True}, []],
}


@FEW_AND_MANY
@pytest.mark.parametrize("insert_rows", ["insert_new", "insert_all"])
def test_insert__values_of_every_kind__come_back_as_they_were(db: Database, insert_rows: str, count: int) -> None:
    log: dict[str, object] = {
        "block_number": 2**63 - 1,
        "transaction_hash": "0x" + "ab" * 32,
        "address": "0x" + "cd" * 20,
        "event": "Zürich “'\\",
        "args": ODD,
    }
    logs = [{**log, "log_index": index, "token_id": 2**62 if index else None} for index in range(count)]
    name = 'Käthe\nKollwitz \\ "'
    accounts = [{"id": 7 + n, "name": name, "created_at": NOW.replace(microsecond=123_456)} for n in range(count)]
    with db.write() as session:
        dialect = dialect_of(session)
        getattr(dialect, insert_rows)(session, ChainLog.table(), logs)
        getattr(dialect, insert_rows)(session, Account.table(), accounts)
    with db.read() as session:
        found_logs = [row._asdict() for row in session.execute(select(ChainLog.table()).order_by(ChainLog.log_index))]
        found = [row._asdict() for row in session.execute(select(Account.table()).order_by(Account.id))]
    assert found_logs == logs
    assert [row | account for row, account in zip(found, accounts, strict=True)] == found


@FEW_AND_MANY
def test_insert_new__columns_that_are_not_named__have_their_defaults(world: World, count: int) -> None:
    ids = world.issue(quantity=count)
    with world.parts.db.write() as session:
        intents = session.scalars(select(Intent.id).where(Intent.token_id.in_(ids))).all()
        row = {"state": "released", "failure_args": {}, "updated_at": NOW}
        rows = [{"intent_id": number, **row} for number in intents]
        assert dialect_of(session).insert_new(session, RelayItem.table(), rows) == count
        items = [session.get_one(RelayItem, number) for number in intents]
        assert {(item.tries, item.failure, item.transaction_id) for item in items} == {(0, None, None)}


def test_write__an_exception_inside__nothing_is_kept(db: Database) -> None:
    with pytest.raises(RuntimeError), db.write() as session:
        keep_and_fall(session, "Otto")
    assert names(db) == []


def test_write__that_the_database_refuses__error_without_the_names_in_it(db: Database) -> None:
    with pytest.raises(DBAPIError) as caught, db.write() as session:
        session.execute(insert(Account), [{"id": 1, "name": "Käthe Kollwitz", "created_at": NOW}] * 2)
    assert "INSERT INTO account" in str(caught.value)
    assert "Kollwitz" not in str(caught.value)


def test_read__while_somebody_writes__sees_what_is_committed_and_does_not_wait(db: Database) -> None:
    with db.write() as session:
        keep(session, "Otto")
        assert names(db) == []
    assert names(db) == ["Otto"]


def test_read__that_writes__refused_by_postgresql(postgres_url: str) -> None:
    db = Database(postgres_url.replace("/postgres?", "/einlass_template?"))
    with pytest.raises(DBAPIError, match="read-only transaction"), db.read() as session:
        keep(session, "Otto")
    db.close()


def test_dialect_for__a_kind_nobody_tests_on__refused() -> None:
    with pytest.raises(ValueError, match="neither SQLite nor PostgreSQL: mysql"):
        dialect_for(make_url("mysql://localhost/einlass"))


WRITER = """
import sys
from contextlib import suppress
from datetime import UTC, datetime
from sqlalchemy import func, select
from backend.db.locks import LockHeld, take_file
from backend.db.models.collectives import Account
from backend.db.session import Database

db = Database(sys.argv[1])
for _ in range(40):
    with db.write() as session:
        # Read, then write: the order in which SQLite gives up with "database is locked" when a transaction begins as a read.
        count = session.scalar(select(func.count()).select_from(Account))
        session.add(Account(name=f"{sys.argv[2]} {count}", created_at=datetime.now(UTC)))
db.close()
"""


def test_write__two_processes_at_once__sqlite_lets_both_wait_their_turn(sqlite_file: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, f"sqlite:///{sqlite_file}", name],
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    errors = [writer.communicate(timeout=60)[1] for writer in writers]
    assert errors == ["", ""]
    db = Database(f"sqlite:///{sqlite_file}")
    found = names(db)
    db.close()
    # Each saw exactly what the other had committed: every number was taken once.
    assert sorted(int(name.split()[1]) for name in found) == list(range(80))
