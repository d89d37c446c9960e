"""The tickets a group of facts touches, each on its list: what they add up to before and after, and keeping the difference."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.token_ids import serial_of, tier_of
from backend.db.repositories import scans
from backend.db.repositories.scans import GateHere, PassageRow, TicketHere
from backend.features.checkin import feed
from backend.features.checkin.fold import Folded, Passage, fold
from backend.features.checkin.schemas import Direction, Reentry


class Book:
    """One ticket on one list."""

    def __init__(self, ticket: TicketHere, list_id: int, reentry: Reentry, rows: Iterable[PassageRow]) -> None:
        self.ticket = ticket
        self.list_id = list_id
        self._reentry = reentry
        self._passages: dict[UUID, Passage] = {}
        self._undone: set[UUID] = set()
        for row in rows:
            if row.undoes is not None:
                self._undone.add(row.undoes)
            else:
                self._passages[row.id] = _passage(row)
        self.before = self.now = self._fold()

    def as_of(self, at: datetime, scan_id: UUID) -> Folded:
        """What the passages before this moment add up to."""
        earlier = [passage for passage in self._passages.values() if passage.order < (at, scan_id)]
        return self.now if len(earlier) == len(self._passages) else fold(earlier, self._undone, self._reentry)

    def add(self, passage: Passage) -> None:
        """Count a passage."""
        self._passages[passage.id] = passage
        self.now = self._fold()

    def drop(self, scan_id: UUID) -> None:
        """Count a scan no more: nobody went through after all."""
        if self._passages.pop(scan_id, None):
            self.now = self._fold()

    def undo(self, scan_id: UUID) -> None:
        """Undo a scan."""
        self._undone.add(scan_id)
        self.now = self._fold()

    def _fold(self) -> Folded:
        return fold(self._passages.values(), self._undone, self._reentry) if self._passages else Folded()


def _passage(row: PassageRow) -> Passage:
    return Passage(
        id=row.id,
        direction=Direction(row.direction),
        at=row.at,
        gate_id=row.gate_id,
        let_in=row.let_in,
        overridden=row.override is not None,
    )


class Books:
    """The books of a group, opened as they are needed."""

    def __init__(self, reentry: Mapping[int, str], rows: Iterable[PassageRow]) -> None:
        self._reentry = reentry
        self._rows: dict[tuple[int | None, int], list[PassageRow]] = defaultdict(list)
        for row in rows:
            self._rows[row.ticket_id, row.list_id].append(row)
        self._books: dict[tuple[int, int], Book] = {}

    def of(self, ticket: TicketHere, list_id: int) -> Book:
        """The ticket's book on this list."""
        key = ticket.id, list_id
        found = self._books.get(key)
        if found is None:
            reentry = Reentry(self._reentry[list_id])
            found = self._books[key] = Book(ticket, list_id, reentry, self._rows.get(key, ()))
        return found

    def keep(self, session: Session, event_id: int, gates: Mapping[int, GateHere], now: datetime) -> None:
        """Write what has changed: admissions, head counts, and what the doors have to learn."""
        changed = [book for book in self._books.values() if book.now != book.before]
        if not changed:
            return
        in_now = [_admission(book, event_id) for book in changed if book.now.first]
        if in_now:
            scans.put_admissions(session, in_now)
        out_now = [(book.ticket.id, book.list_id) for book in changed if book.before.first and not book.now.first]
        if out_now:
            scans.drop_admissions(session, out_now)
        scans.count_gates(session, _by_gate(changed))
        scans.count_lists(session, _by_list(changed))
        feed.append(session, event_id, [_entry(book, gates) for book in changed], now)


def _admission(book: Book, event_id: int) -> dict[str, Any]:
    first = book.now.first
    if first is None:
        raise LookupError(book.ticket.id)
    return {
        "ticket_id": book.ticket.id,
        "list_id": book.list_id,
        "event_id": event_id,
        "scan_id": first.id,
        "gate_id": first.gate_id,
        "admitted_at": first.at,
        "entries": book.now.entries,
        "inside": book.now.inside,
        "clashes": len(book.now.clashes),
    }


def _by_gate(changed: Iterable[Book]) -> list[dict[str, int]]:
    entered: Counter[tuple[int, int]] = Counter()
    exited: Counter[tuple[int, int]] = Counter()
    for book in changed:
        for sums, sign in ((book.now, 1), (book.before, -1)):
            for gate_id, count in sums.entered.items():
                entered[book.list_id, gate_id] += sign * count
            for gate_id, count in sums.exited.items():
                exited[book.list_id, gate_id] += sign * count
    return [
        {
            "list_id": list_id,
            "gate_id": gate_id,
            "entered": entered[list_id, gate_id],
            "exited": exited[list_id, gate_id],
        }
        for list_id, gate_id in sorted({key for sums in (entered, exited) for key, count in sums.items() if count})
    ]


def _by_list(changed: Iterable[Book]) -> list[dict[str, int]]:
    rows: dict[int, dict[str, int]] = {}
    for book in changed:
        row = rows.setdefault(book.list_id, {"list_id": book.list_id, "admitted": 0, "inside": 0, "clashes": 0})
        row["admitted"] += bool(book.now.first) - bool(book.before.first)
        row["inside"] += book.now.inside - book.before.inside
        row["clashes"] += len(book.now.clashes) - len(book.before.clashes)
    return list(rows.values())


def _entry(book: Book, gates: Mapping[int, GateHere]) -> feed.Change:
    def where(passage: Passage) -> dict[str, str]:
        return {"at": iso(passage.at), "gate": gates[passage.gate_id].name}

    token_id, sums = book.ticket.token_id, book.now
    return feed.Change(
        kind="entry",
        body={
            "tier": tier_of(token_id),
            "serial": serial_of(token_id),
            "entries": sums.entries,
            "inside": sums.inside,
            "clashes": len(sums.clashes),
            "first": where(sums.first) if sums.first else None,
            "clash": [{"id": str(clash.id), **where(clash)} for clash in sums.clashes] or None,
        },
        list_id=book.list_id,
    )
