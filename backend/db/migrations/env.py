"""Alembic's entry: one tree for SQLite and PostgreSQL."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from backend.db.models import collectives, door, events, installation, pipeline, projections, tickets
from backend.db.models.base import Base
from backend.db.types import UtcDateTime

# Imported so that their tables are known.
MODULES = (collectives, door, events, installation, pipeline, projections, tickets)


def render_item(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """How a new migration spells our own column type."""
    return "UtcDateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


def migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


migrate(context.config.attributes["connection"])
