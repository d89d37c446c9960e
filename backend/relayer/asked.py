"""What operators ask for: retry and cancel, written down by commands and pages, done here under the key's lock."""

from enum import StrEnum

from sqlalchemy.orm import Session

from backend.core.logging import get_logger
from backend.db.models.pipeline import RelayRequest
from backend.db.repositories import relay, relay_watch
from backend.relayer.desk import Desk
from backend.relayer.states import CancelReason, TxState

log = get_logger(__name__)


class Asked(StrEnum):
    RETRY = "retry"
    CANCEL = "cancel"


class Outcome(StrEnum):
    """What became of a request."""

    DONE = "done"
    NOTHING_FAILED = "nothing_failed"
    TOO_LATE = "too_late"
    UNKNOWN = "unknown"


def answer_all(desk: Desk) -> None:
    """Do what was asked and is this key's to do."""
    with desk.db.read() as session:
        waiting = relay_watch.open_requests(session)
    for request in waiting:
        with desk.db.write() as session:
            outcome = _answer(session, desk, request)
            if outcome is not None:
                relay_watch.answer(session, request.id, outcome=outcome.value, now=desk.now())
        if outcome is not None:
            log.info("request_answered", request=request.id, asked=request.kind, outcome=outcome.value)


def _answer(session: Session, desk: Desk, request: RelayRequest) -> Outcome | None:
    """Do it; None when it is another key's."""
    if request.kind == Asked.RETRY:
        count = relay.retry(session, intent_id=request.target, now=desk.now())
        return Outcome.DONE if count else Outcome.NOTHING_FAILED
    found = relay_watch.transaction(session, request.target) if request.target is not None else None
    if found is None:
        return Outcome.UNKNOWN
    if (found.chain_id, found.sender) != (desk.installed.chain_id, desk.key.address):
        return None
    if found.state not in (TxState.RESERVED, TxState.SIGNED, TxState.BROADCAST):
        return Outcome.TOO_LATE
    relay.note(session, found.id, cancel_reason=CancelReason.ASKED.value)
    return Outcome.DONE
