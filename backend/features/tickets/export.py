"""Tickets as a table, for a mail merge or a backup."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.db.models.events import Event
from backend.features.parts import Parts
from backend.features.tickets.service import listing

EXPORT_COLUMNS = ("number", "tier", "name", "email", "state", "admitted_at", "revoked_at", "blocked_at", "note", "link")
_PAGE = 500


def export_rows(session: Session, parts: Parts, event: Event, *, query: str = "") -> Iterator[tuple[str, ...]]:
    """The event's tickets in the order of EXPORT_COLUMNS, as they are; times in RFC 3339, empty where there is none."""
    offset = 0
    while rows := listing(session, parts, event, query=query, limit=_PAGE, offset=offset).rows:
        for row in rows:
            yield (
                row.number,
                row.tier_name,
                row.person_name or "",
                row.person_email or "",
                row.state.value,
                iso(row.admitted_at) if row.admitted_at else "",
                iso(row.revoked_at) if row.revoked_at else "",
                iso(row.blocked_at) if row.blocked_at else "",
                row.note or "",
                f"{parts.settings.base_url}/t/{row.link_token}",
            )
        offset += _PAGE


def write_csv(output: TextIO, rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> None:
    """Write the rows below their heading, with no cell that a spreadsheet takes for a formula."""
    writer = csv.writer(output, delimiter=delimiter)
    writer.writerow(EXPORT_COLUMNS)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)


def _harmless(cell: str) -> str:
    """See OWASP, CSV injection: people choose their own names."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
