"""Head counts, as doors and organisers see them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from backend.db.repositories import doors


def counts(session: Session, event_id: int, *, list_id: int, gate_id: int) -> dict[str, Any]:
    """How many went through this gate and every other, how many are inside, and how many tickets there are.

    Read from what check-ins keep up to date, so it takes as long with a million tickets as with ten.
    """
    return at_gate(of_list(session, event_id, list_id=list_id), gate_id)


def of_list(session: Session, event_id: int, *, list_id: int) -> dict[str, Any]:
    """The counts without those of a gate of one's own."""
    counted = doors.head_count(session, list_id)
    return {
        "inside": counted.inside,
        "admitted": counted.admitted,
        "issued": doors.valid_tickets(session, event_id),
        "clashes": counted.clashes,
        "gates": [
            {"id": gate_id, "name": name, "entered": entered, "exited": exited}
            for gate_id, name in doors.gate_names(session, event_id)
            for entered, exited in (counted.gates.get(gate_id, (0, 0)),)
        ],
    }


def at_gate(counted: Mapping[str, Any], gate_id: int) -> dict[str, Any]:
    """The counts of a list, with those of one gate in front."""
    own = next(gate for gate in counted["gates"] if gate["id"] == gate_id)
    return {"gate": {"entered": own["entered"], "exited": own["exited"]}, **counted}
