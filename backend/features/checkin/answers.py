"""The answer to a scan as JSON: how it is kept, and how the interface spells it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from backend.core.clock import iso
from backend.features.checkin.schemas import (
    Direction,
    FirstAdmission,
    Medium,
    Outcome,
    Reason,
    ScanAnswer,
    Tier,
    TimeMark,
)


def to_kept(answer: ScanAnswer) -> dict[str, Any]:
    """The answer as it is stored: without `note` and `name`, which are personal and stand elsewhere. Times in RFC 3339."""
    return {
        "id": str(answer.id),
        "outcome": answer.outcome.value,
        "reason": answer.reason.value if answer.reason else None,
        "tier": {"number": answer.tier.number, "name": answer.tier.name} if answer.tier else None,
        "serial": answer.serial,
        "medium": answer.medium.value if answer.medium else None,
        "gate": answer.gate,
        "direction": answer.direction.value,
        "decided_at": iso(answer.decided_at),
        "at": iso(answer.at),
        "time_mark": answer.time_mark.value if answer.time_mark else None,
        "first": {"at": iso(answer.first.at), "gate": answer.first.gate} if answer.first else None,
        "clash": answer.clash,
        "let_in": answer.let_in,
    }


def to_json(answer: ScanAnswer) -> dict[str, Any]:
    """The answer as the interface spells it."""
    return {**to_kept(answer), "note": answer.note, "name": answer.name}


def from_kept(kept: dict[str, Any], *, note: str | None = None, name: str | None = None) -> ScanAnswer:
    """The answer out of what `to_kept` made; one from before there were ways out and clashes was an entry without."""
    first, tier = kept["first"], kept["tier"]
    outcome = Outcome(kept["outcome"])
    decided_at = datetime.fromisoformat(kept["decided_at"])
    mark = kept.get("time_mark")
    return ScanAnswer(
        id=UUID(kept["id"]),
        outcome=outcome,
        reason=Reason(kept["reason"]) if kept["reason"] else None,
        tier=Tier(tier["number"], tier["name"]) if tier else None,
        serial=kept["serial"],
        medium=Medium(kept["medium"]) if kept["medium"] else None,
        gate=kept["gate"],
        direction=Direction(kept.get("direction", Direction.ENTRY)),
        decided_at=decided_at,
        at=datetime.fromisoformat(kept["at"]) if "at" in kept else decided_at,
        time_mark=TimeMark(mark) if mark else None,
        first=FirstAdmission(at=datetime.fromisoformat(first["at"]), gate=first["gate"]) if first else None,
        clash=kept.get("clash", False),
        let_in=kept.get("let_in", outcome.lets_through),
        note=note,
        name=name,
    )
