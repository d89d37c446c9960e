"""Tickets as a table, for a mail merge or a backup."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.db.models.events import Event
from backend.features.parts import Parts
from backend.features.tickets.service import listing

EXPORT_COLUMNS = ("number", "tier", "name", "email", "state", "admitted_at", "revoked_at", "link")
_PAGE = 500


def export_rows(session: Session, parts: Parts, event: Event, *, query: str = "") -> Iterator[tuple[str, ...]]:
    """The event's tickets in the order of EXPORT_COLUMNS; times in RFC 3339, empty where there is none."""
    offset = 0
    while rows := listing(session, parts, event, query=query, limit=_PAGE, offset=offset).rows:
        for row in rows:
            yield (
                row.number,
                harmless(row.tier_name),
                harmless(row.person_name or ""),
                harmless(row.person_email or ""),
                row.state.value,
                iso(row.admitted_at) if row.admitted_at else "",
                iso(row.revoked_at) if row.revoked_at else "",
                f"{parts.settings.base_url}/t/{row.link_token}",
            )
        offset += _PAGE


def harmless(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula (OWASP, CSV injection)."""
    return "'" + cell if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
