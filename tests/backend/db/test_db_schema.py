"""The one migration tree: it makes what the models say, on both databases, and running it again changes nothing."""

from collections.abc import Mapping

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from backend.db.migrate import alembic_config, is_current, upgrade
from backend.db.models import collectives, door, events, installation, pipeline, projections, tickets
from backend.db.models.base import Base
from backend.db.session import Database

# Imported so that their tables are known.
MODULES = (collectives, door, events, installation, pipeline, projections, tickets)


def differences(db: Database) -> list[object]:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def columns(db: Database) -> Mapping[str, set[tuple[str, bool]]]:
    """Column names with whether they may be empty, by table."""
    seen = inspect(db.engine)
    return {
        table: {(column["name"], column["nullable"]) for column in seen.get_columns(table)}
        for table in seen.get_table_names()
        if table != "alembic_version"
    }


def test_models__a_column_more_than_the_migrations__is_noticed(db: Database) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE ticket DROP COLUMN revoked_reason"))
    assert [entry[0] for entry in differences(db)] == ["add_column"]


def test_is_current__an_empty_database__false(db: Database) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version"))
    assert not is_current(db)


def test_migrations__from_nothing_to_head__equal_the_models(db: Database) -> None:
    assert differences(db) == []
    assert columns(db) == {
        table.name: {(column.name, bool(column.nullable)) for column in table.columns}
        for table in Base.metadata.tables.values()
    }


def test_upgrade__of_a_current_database__changes_nothing(db: Database) -> None:
    before = columns(db)
    with db.engine.begin() as connection:
        connection.execute(text("INSERT INTO account (name, created_at) VALUES ('Käthe', '2026-11-22 18:00:00')"))
    upgrade(db)
    assert is_current(db)
    assert columns(db) == before
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT name FROM account")).scalars().all() == ["Käthe"]


def test_upgrade__collective_from_before_there_were_looks__keeps_the_palette_of_its_name(db: Database) -> None:
    config = alembic_config()
    with db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        connection.execute(
            text(
                "INSERT INTO collective (ref, slug, name, symbol, founder, next_member, created_at)"
                " VALUES ('0102030405060708', 'ruebezahl', 'Rübezahl', 'RUEB', '0x', 1, '2026-11-22 18:00:00')"
            )
        )
    upgrade(db)
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT palette, style FROM collective")).one() == ("rose", None)


def test_downgrade__to_nothing_and_up_again__the_same_schema(db: Database) -> None:
    before = columns(db)
    config = alembic_config()
    with db.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert columns(db) == {}
    upgrade(db)
    assert columns(db) == before
