"""People and imports of people."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from backend.db.bulk import changed
from backend.db.models.tickets import PeopleImport, Person
from backend.db.session import dialect_of
from backend.db.types import is_row_id

_CHUNK = 500


def add_import(session: Session, item: PeopleImport) -> PeopleImport:
    session.add(item)
    session.flush()
    return item


def import_by_id(session: Session, import_id: int) -> PeopleImport | None:
    return session.get(PeopleImport, import_id) if is_row_id(import_id) else None


def decide_import(session: Session, import_id: int, *, state: str, now: datetime) -> bool:
    """Turn a draft into `state` and forget its rows; False when it was no draft any more."""
    result = session.execute(
        update(PeopleImport)
        .where(PeopleImport.id == import_id, PeopleImport.state == "draft")
        .values(state=state, decided_at=now, rows=[], problems=[])
    )
    return changed(result) == 1


def ensure(
    session: Session, collective_id: int, people: Sequence[Mapping[str, Any]], *, now: datetime
) -> dict[str, int]:
    """Make sure each `{name, email}` is a person of the collective; ids by e-mail. A known person keeps their name."""
    unique = {person["email"]: person for person in people}
    rows = [
        {"collective_id": collective_id, "name": person["name"], "email": email, "created_at": now}
        # In one order for everybody: two imports that share people would else wait for each other for ever.
        for email, person in sorted(unique.items())
    ]
    dialect_of(session).insert_new(session, Person.table(), rows)
    emails = list(unique)
    ids: dict[str, int] = {}
    for start in range(0, len(emails), _CHUNK):
        found = session.execute(
            select(Person.email, Person.id).where(
                Person.collective_id == collective_id, Person.email.in_(emails[start : start + _CHUNK])
            )
        )
        ids.update({row[0]: row[1] for row in found})
    return ids
