"""What the import of people takes and gives."""

from dataclasses import dataclass
from enum import StrEnum


class ImportState(StrEnum):
    """A draft waits for a decision; nothing has been issued from it."""

    DRAFT = "draft"
    ACCEPTED = "accepted"
    DISCARDED = "discarded"


@dataclass(frozen=True)
class PersonRow:
    """A good row. `line` is the line in the file (1 is the heading); `tier` is the tier's number, 0 for memberships.

    `note` is for the door.
    """

    line: int
    name: str
    email: str
    tier: int
    quantity: int
    note: str | None = None


@dataclass(frozen=True)
class RowProblem:
    """A bad row: where, and the code of what is wrong with it (a Fluent message `problem-<code>` with `params`)."""

    line: int
    code: str
    params: dict[str, str | int]


@dataclass(frozen=True)
class ParsedFile:
    """A whole file, judged row by row."""

    rows: tuple[PersonRow, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True)
class ImportView:
    """An import as the organiser sees it before deciding."""

    id: int
    collective_slug: str
    event_slug: str | None
    file_name: str
    state: ImportState
    rows: tuple[PersonRow, ...]
    problems: tuple[RowProblem, ...]
    good_count: int
    problem_count: int
    item_count: int
