"""Lists in pages of fifty."""

from typing import Annotated

from fastapi import Query

PAGE_SIZE = 50

# A bound that no list reaches keeps the offset within what databases count.
PageNumber = Annotated[int, Query(alias="page", ge=1, le=1_000_000)]


def last_page(total: int) -> int:
    """The number of the last page; an empty list has one."""
    return max(1, -(-total // PAGE_SIZE))
