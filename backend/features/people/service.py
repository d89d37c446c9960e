"""Uploading people: read, shown, and only then acted on.

An import is a draft until somebody decides. Accepting happens once, in one transaction with the tickets or memberships that
come of it; a second click finds no draft and changes nothing.
"""

from dataclasses import asdict

from sqlalchemy.orm import Session

from backend.core.errors import Conflict, Invalid, NotFound, TooLarge
from backend.core.text import clean_line
from backend.db.models.collectives import Collective
from backend.db.models.events import Event
from backend.db.models.tickets import PeopleImport
from backend.db.repositories import collectives, events, members, people
from backend.features.members import service as members_service
from backend.features.parts import Parts
from backend.features.people import rules
from backend.features.people.schemas import ImportState, ImportView, ParsedFile, PersonRow, RowProblem
from backend.features.tickets import service as tickets_service


def upload(
    session: Session,
    parts: Parts,
    collective: Collective,
    event: Event | None,
    *,
    account_id: int | None,
    file_name: str,
    content: bytes,
) -> int:
    """Judge a file and keep it as a draft; for tickets of `event`, or for memberships when there is none. Returns its id.

    Raises TooLarge `file_too_large`, or Invalid when the file as a whole cannot be read.
    """
    if len(content) > parts.settings.import_max_bytes:
        raise TooLarge("file_too_large", most=parts.settings.import_max_bytes // 1024)
    parsed = _parse(session, parts, collective, event, rules.decode(content))
    draft = PeopleImport(
        collective_id=collective.id,
        event_id=event.id if event else None,
        file_name=clean_line(file_name)[:200] or "people.csv",
        state=ImportState.DRAFT.value,
        rows=[asdict(row) for row in parsed.rows],
        problems=[asdict(problem) for problem in parsed.problems],
        good_count=len(parsed.rows),
        problem_count=len(parsed.problems),
        created_by=account_id,
        created_at=parts.clock.now(),
    )
    return people.add_import(session, draft).id


def _parse(session: Session, parts: Parts, collective: Collective, event: Event | None, text: str) -> ParsedFile:
    limits = rules.Limits(rows=parts.settings.import_max_rows, quantity=parts.settings.import_max_quantity)
    if event is None:
        known = frozenset(members.emails_among(session, collective.id))
        return rules.parse_members(text, members=known, limits=limits)
    rooms = [rules.Room(tier.number, tier.name, tier.box_office - tier.next_serial) for tier in event.tiers]
    return rules.parse_tickets(text, rooms=rooms, limits=limits)


def of(session: Session, collective: Collective, import_id: int) -> PeopleImport:
    """The collective's import. Raises NotFound `import_unknown`."""
    found = people.import_by_id(session, import_id)
    if found is None or found.collective_id != collective.id:
        raise NotFound("import_unknown")
    return found


def view(session: Session, item: PeopleImport) -> ImportView:
    """An import as the organiser sees it."""
    rows = tuple(PersonRow(**row) for row in item.rows)
    return ImportView(
        id=item.id,
        collective_slug=collectives.by_id(session, item.collective_id).slug,
        event_slug=events.by_id(session, item.event_id).slug if item.event_id else None,
        file_name=item.file_name,
        state=ImportState(item.state),
        rows=rows,
        problems=tuple(RowProblem(**problem) for problem in item.problems),
        good_count=item.good_count,
        problem_count=item.problem_count,
        item_count=sum(row.quantity for row in rows),
    )


def accept(session: Session, parts: Parts, item: PeopleImport, *, good_rows_only: bool) -> int:
    """Issue what the draft says; returns how many tickets or memberships that made.

    Raises Conflict `import_decided` when it is no draft any more, Conflict `import_has_problems` when rows are bad and the
    good ones were not chosen explicitly, Invalid `import_without_good_rows`, Conflict `tier_sold_out` when others were
    faster. In each case nothing was issued.
    """
    seen = view(session, item)
    if seen.state is not ImportState.DRAFT:
        raise Conflict("import_decided")
    if not seen.rows:
        raise Invalid("import_without_good_rows")
    if seen.problems and not good_rows_only:
        raise Conflict("import_has_problems", count=len(seen.problems))
    now = parts.clock.now()
    if not people.decide_import(session, item.id, state=ImportState.ACCEPTED.value, now=now):
        raise Conflict("import_decided")
    collective = collectives.by_id(session, item.collective_id)
    ids = people.ensure(session, collective.id, [{"name": r.name, "email": r.email} for r in seen.rows], now=now)
    if item.event_id is None:
        return members_service.give(
            session, parts, collective, [ids[row.email] for row in seen.rows], import_id=item.id
        )
    wanted = [
        tickets_service.Wanted(person_id=ids[row.email], tier=row.tier, quantity=row.quantity, note=row.note)
        for row in seen.rows
    ]
    return tickets_service.issue(session, parts, events.by_id(session, item.event_id), wanted, import_id=item.id)


def discard(session: Session, parts: Parts, item: PeopleImport) -> None:
    """Forget a draft and the names in it. Raises Conflict `import_decided`."""
    if not people.decide_import(session, item.id, state=ImportState.DISCARDED.value, now=parts.clock.now()):
        raise Conflict("import_decided")
