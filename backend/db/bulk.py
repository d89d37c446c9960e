"""What a statement did."""

from typing import Any

from sqlalchemy import CursorResult, Result


def changed(result: Result[Any]) -> int:
    """How many rows an UPDATE or DELETE matched."""
    if not isinstance(result, CursorResult):
        raise TypeError("not the result of an UPDATE or DELETE")
    return result.rowcount
