"""Reading a CSV of people: every row is judged, none is guessed at; pure."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.core.errors import Invalid
from backend.core.text import clean_line
from backend.features.people.schemas import ParsedFile, PersonRow, RowProblem
from backend.features.tickets.door import NOTE_LENGTH

NAME_LENGTH = 200
EMAIL_LENGTH = 254
# Deliberately simple: one @, something on both sides, a dot in the domain, no white space. Only a delivered mail proves more.
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_HEADINGS = {
    "name": {"name", "vorname und name", "full name"},
    "email": {"email", "e-mail", "mail", "e-mail-adresse", "mailadresse", "email address"},
    "tier": {"tier", "kategorie", "ticketart", "ticket", "category"},
    "quantity": {"quantity", "anzahl", "menge", "qty"},
    "note": {"note", "notiz", "hinweis"},
}


@dataclass(frozen=True)
class Limits:
    """How much is taken from one file."""

    rows: int
    quantity: int


@dataclass(frozen=True)
class Room:
    """A tier that can be issued: its number, its name, and how many tickets are left in it."""

    number: int
    name: str
    left: int


def decode(content: bytes) -> str:
    """The text of an uploaded file: UTF-8 with or without BOM. Raises Invalid `file_not_utf8` or `file_empty`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("file_not_utf8") from None
    if "\x00" in text:
        raise Invalid("file_not_utf8")
    if not text.strip():
        raise Invalid("file_empty")
    return text


def parse_tickets(text: str, *, rooms: Sequence[Room], limits: Limits) -> ParsedFile:
    """Rows of name, e-mail, tier, quantity (1 when missing or empty) and perhaps a note, judged against what is left."""
    # A tier may be called "2" without being the second: its name counts.
    by_name = {str(room.number): room for room in rooms} | {room.name.casefold(): room for room in rooms}
    left = {room.number: room.left for room in rooms}
    names: dict[str, tuple[str, int]] = {}
    rows: list[PersonRow] = []
    problems: list[RowProblem] = []
    for line, cells in _records(text, required=("name", "email"), limits=limits, problems=problems):
        found = _person(cells, line, problems)
        room = _room(cells.get("tier", ""), by_name, rooms, line, problems)
        quantity = _quantity(cells.get("quantity", ""), limits.quantity, line, problems)
        note = clean_line(cells.get("note", ""))
        if len(note) > NOTE_LENGTH:
            problems.append(_problem(line, "note_too_long", most=NOTE_LENGTH))
            continue
        if found is None or room is None or quantity is None:
            continue
        # One address is one person: with two names nobody could tell whose ticket it is.
        known_name, first = names.setdefault(found[1], (found[0], line))
        if known_name != found[0]:
            problems.append(_problem(line, "email_other_name", email=found[1], name=known_name, first=first))
            continue
        if quantity > left[room.number]:
            problems.append(_problem(line, "tier_sold_out", tier=room.name, left=left[room.number]))
            continue
        left[room.number] -= quantity
        row = PersonRow(
            line=line, name=found[0], email=found[1], tier=room.number, quantity=quantity, note=note or None
        )
        rows.append(row)
    return ParsedFile(tuple(rows), tuple(problems))


def parse_members(text: str, *, members: frozenset[str], limits: Limits) -> ParsedFile:
    """Rows of name and e-mail, each person once and nobody who is a member already."""
    seen: dict[str, int] = {}
    rows: list[PersonRow] = []
    problems: list[RowProblem] = []
    for line, cells in _records(text, required=("name", "email"), limits=limits, problems=problems):
        found = _person(cells, line, problems)
        if found is None:
            continue
        name, email = found
        if email in members:
            problems.append(_problem(line, "member_already", email=email))
        elif email in seen:
            problems.append(_problem(line, "email_twice", email=email, first=seen[email]))
        else:
            seen[email] = line
            rows.append(PersonRow(line=line, name=name, email=email, tier=0, quantity=1))
    return ParsedFile(tuple(rows), tuple(problems))


def _problem(line: int, code: str, /, **params: str | int) -> RowProblem:
    return RowProblem(line=line, code=code, params=params)


def _records(
    text: str, *, required: Sequence[str], limits: Limits, problems: list[RowProblem]
) -> list[tuple[int, Mapping[str, str]]]:
    """The rows below the heading with the line each begins on. Raises Invalid when the file as a whole cannot be read."""
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[tuple[int, Mapping[str, str]]] = []
    try:
        columns = _columns(next(reader), required)
        begins = reader.line_num + 1
        for cells in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if len(found) >= limits.rows:
                raise Invalid("file_too_many_rows", most=limits.rows)
            if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
                problems.append(_problem(line, "too_many_cells", cells=len(cells), columns=len(columns)))
                continue
            found.append((line, {key: cell.strip() for key, cell in zip(columns, cells, strict=False) if key}))
    except csv.Error:
        raise Invalid("file_not_csv", line=reader.line_num) from None
    if not found and not problems:
        raise Invalid("file_without_rows")
    return found


def _columns(heading: Sequence[str], required: Sequence[str]) -> list[str | None]:
    columns: list[str | None] = []
    for cell in heading:
        word = clean_line(cell).casefold()
        columns.append(next((key for key, words in _HEADINGS.items() if word in words), None))
    for key in required:
        if columns.count(key) == 0:
            raise Invalid("column_missing", column=key)
    for key in _HEADINGS:
        if columns.count(key) > 1:
            raise Invalid("column_twice", column=key)
    return columns


def _person(cells: Mapping[str, str], line: int, problems: list[RowProblem]) -> tuple[str, str] | None:
    written = cells.get("email", "")
    # Lower case, not case-folded: ß and ss are two addresses.
    name, email = clean_line(cells.get("name", "")), clean_line(written).lower()
    before = len(problems)
    if not name:
        problems.append(_problem(line, "name_missing"))
    elif len(name) > NAME_LENGTH:
        problems.append(_problem(line, "name_too_long", most=NAME_LENGTH))
    if not email:
        problems.append(_problem(line, "email_missing"))
    elif len(email) > EMAIL_LENGTH or not _EMAIL.fullmatch(email) or not written.isprintable():
        shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in written)
        problems.append(_problem(line, "email_invalid", email=shown[:60]))
    return (name, email) if len(problems) == before else None


def _room(
    text: str, by_name: Mapping[str, Room], rooms: Sequence[Room], line: int, problems: list[RowProblem]
) -> Room | None:
    word = clean_line(text)
    if not word and len(rooms) == 1:
        return rooms[0]
    if not word:
        problems.append(_problem(line, "tier_missing"))
        return None
    room = by_name.get(word.casefold())
    if room is None:
        known = ", ".join(known.name for known in rooms)
        problems.append(_problem(line, "tier_unknown", tier=word[:40], known=known))
    return room


def _quantity(text: str, most: int, line: int, problems: list[RowProblem]) -> int | None:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= most):
        problems.append(_problem(line, "quantity_invalid", quantity=text[:20], most=most))
        return None
    return int(text)
