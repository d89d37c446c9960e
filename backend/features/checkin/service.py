"""Redeeming tickets: a scan is kept as a fact and answered, once, whatever happens afterwards."""

from sqlalchemy.orm import Session

from backend.core.errors import Conflict, EinlassError
from backend.db.models.events import Event
from backend.db.repositories import events
from backend.features.checkin.group import Place, Waiting, keep_group
from backend.features.checkin.schemas import ScanAnswer
from backend.features.parts import Parts


def redeem(session: Session, parts: Parts, event_id: int, waiting: Waiting) -> ScanAnswer:
    """Decide one fact, keep it, and let its ticket through if it may go, all in the caller's transaction.

    The answer may be shown once the transaction is committed. The same scan id is answered as the first time, whatever
    has become of the ticket since. Raises what `keep_group` answers when something is wrong with the fact.
    """
    (answer,) = keep_group(session, event_id, [waiting], clock=parts.clock, pass_grace=parts.settings.pass_grace)
    if isinstance(answer, EinlassError):
        raise answer
    return answer


def place_of_gate(session: Session, event: Event, gate_name: str) -> Place:
    """A gate by name, on the entrance list, for the command line. Raises Conflict `gate_unknown_here` with those there are."""
    gate = next((gate for gate in event.gates if gate.name.casefold() == gate_name.casefold()), None)
    if gate is None:
        raise Conflict("gate_unknown_here", gates=", ".join(gate.name for gate in event.gates))
    return Place(gate_id=gate.id, list_id=events.entrance(session, event.id).id)
