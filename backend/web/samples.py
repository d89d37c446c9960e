"""Files people can start from: what a CSV of people looks like, in the reader's language and with the event's own tiers."""

import csv
import io
from collections.abc import Iterable, Sequence

from fastapi import Response

from backend.core.i18n import Texts

# Spreadsheets take UTF-8 for something else without it.
BOM = "\ufeff"
_PEOPLE = (
    ("Mina Öztürk", "mina@example.org", "1"),
    ("Jörg Weiß", "joerg@example.org", "2"),
    ("Zoë Krüger", "zoe@example.org", "1"),
)


def members_sample(texts: Texts) -> str:
    """Three people with the columns memberships need."""
    rows = [(name, email) for name, email, _ in _PEOPLE]
    return _written([texts("sample-name"), texts("sample-email")], rows)


def tickets_sample(texts: Texts, tiers: Sequence[str]) -> str:
    """Three people with the columns tickets need, spread over the event's tiers."""
    heading = [texts(f"sample-{column}") for column in ("name", "email", "tier", "quantity")]
    rows = [(name, email, tiers[place % len(tiers)], quantity) for place, (name, email, quantity) in enumerate(_PEOPLE)]
    return _written(heading, rows)


def _written(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\n")
    writer.writerow(heading)
    writer.writerows(rows)
    return buffer.getvalue()


def csv_download(text: str, name: str) -> Response:
    """A CSV to keep, as spreadsheets like it."""
    return Response(
        (BOM + text).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"},
    )
