"""What all tables share."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from backend.db.types import UtcDateTime

# SQLite numbers rows by itself only in a column of the type INTEGER, which there holds 64 bits anyway.
RowId = BigInteger().with_variant(Integer, "sqlite")

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The declarative base."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {int: BigInteger, datetime: UtcDateTime, dict[str, Any]: JSON, list[Any]: JSON}  # noqa: RUF012

    @classmethod
    def table(cls) -> Table:
        """The Core table, for bulk statements."""
        table = cls.__table__
        if not isinstance(table, Table):
            raise TypeError(f"{cls.__name__} is not one table")
        return table


class Numbered(Base):
    """A table with a number of our own as key."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=True)
