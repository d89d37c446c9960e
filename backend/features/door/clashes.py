"""Entries that should not have been: told to supervisors and organisers, and counted anew when a list's rule changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.token_ids import serial_of, spoken, tier_of
from backend.db.models.events import CheckinList
from backend.db.repositories import door_lookup
from backend.db.repositories.door_lookup import ClashScan
from backend.features.checkin import feed
from backend.features.checkin.fold import Folded, Passage, fold
from backend.features.checkin.schemas import Direction, Reentry


@dataclass(frozen=True)
class ToldScan:
    """A scan of a ticket that clashes; `clash`: it is one of those that should not have been."""

    id: str
    at: datetime
    time_mark: str | None
    gate: str
    device: str | None
    direction: Direction
    undone: bool
    clash: bool


@dataclass(frozen=True)
class Clash:
    """A ticket that more people came in with than its list allows."""

    token_id: int
    tier_name: str
    scans: tuple[ToldScan, ...]

    @property
    def number(self) -> str:
        """The ticket's number as people say it."""
        return spoken(self.token_id)


def listing(session: Session, on_list: CheckinList) -> tuple[Clash, ...]:
    """The list's clashes with all that was scanned of their tickets, by ticket."""
    rows = door_lookup.scans_of_clashes(session, on_list.id)
    return tuple(_clash(list(scans), Reentry(on_list.reentry)) for _, scans in groupby(rows, lambda row: row.ticket_id))


def _clash(rows: Sequence[ClashScan], reentry: Reentry) -> Clash:
    undone = {row.undoes for row in rows if row.undoes}
    clashing = {passage.id for passage in _folded(rows, reentry).clashes}
    return Clash(
        token_id=rows[0].token_id,
        tier_name=rows[0].tier_name,
        scans=tuple(
            ToldScan(
                id=str(row.id),
                at=row.at,
                time_mark=row.time_mark,
                gate=row.gate,
                device=row.device,
                direction=Direction(row.direction),
                undone=row.id in undone,
                clash=row.id in clashing,
            )
            for row in rows
            if row.undoes is None
        ),
    )


def _folded(rows: Sequence[ClashScan], reentry: Reentry) -> Folded:
    passages = [
        Passage(row.id, Direction(row.direction), row.at, row.gate_id, row.let_in, overridden=row.override is not None)
        for row in rows
        if row.undoes is None
    ]
    return fold(passages, {row.undoes for row in rows if row.undoes}, reentry)


def spelled(clash: Clash) -> dict[str, Any]:
    """A clash as the interface spells it."""
    return {
        "tier": {"number": tier_of(clash.token_id), "name": clash.tier_name},
        "serial": serial_of(clash.token_id),
        "number": clash.number,
        "scans": [
            {
                "id": scan.id,
                "at": iso(scan.at),
                "time_mark": scan.time_mark,
                "gate": scan.gate,
                "device": scan.device,
                "direction": scan.direction.value,
                "undone": scan.undone,
                "clash": scan.clash,
            }
            for scan in clash.scans
        ],
    }


def count_anew(session: Session, on_list: CheckinList) -> None:
    """Judge what was scanned on the list by the rule it has now; who is in and the head counts do not depend on it.

    Without this the next scan of a ticket would be compared with a count by the old rule. Holds the feed, so that no scan is
    decided meanwhile.
    """
    feed.lock(session, on_list.event_id)
    rows = door_lookup.scans_of_returners(session, on_list.id)
    counted = {
        ticket_id: len(_folded(list(scans), Reentry(on_list.reentry)).clashes)
        for ticket_id, scans in groupby(rows, lambda row: row.ticket_id)
    }
    door_lookup.set_clashes(session, on_list.id, {ticket: count for ticket, count in counted.items() if count})
