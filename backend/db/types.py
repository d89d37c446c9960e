"""Column types that keep a promise on both databases."""

from datetime import UTC, datetime

from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

_LARGEST = 2**63 - 1


def is_row_id(number: int) -> bool:
    """Whether a row can have this id at all. Databases answer a larger number with an error, not with no row."""
    return 0 < number <= _LARGEST


def utc(value: datetime) -> datetime:
    """The same moment in UTC. Raises ValueError for a naive time: it would mean something else on each machine."""
    if value.tzinfo is None:
        raise ValueError(f"naive datetime: {value}")
    return value.astimezone(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored and returned in UTC. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = utc(value)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
