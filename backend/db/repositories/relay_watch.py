"""What people see of the relayer and ask of it: its alarms, its open transactions, what it cost, requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.db.bulk import changed
from backend.db.models.pipeline import (
    ChainTransaction,
    Intent,
    RelayAlarm,
    RelayItem,
    RelayRequest,
    TransactionAttempt,
)
from backend.db.session import dialect_of

_OPEN = ("reserved", "signed", "broadcast", "mined")


# -- alarms


def raise_alarm(session: Session, *, kind: str, subject: str, args: Mapping[str, Any], now: datetime) -> bool:
    """Say that something needs a person. True when that is new; an alarm that stands keeps its time and gets the new args."""
    row = {"kind": kind, "subject": subject, "args": dict(args), "since": now, "cleared_at": None}
    if dialect_of(session).insert_new(session, RelayAlarm.table(), [row]):
        return True
    this = update(RelayAlarm).where(RelayAlarm.kind == kind, RelayAlarm.subject == subject)
    again = changed(session.execute(this.where(RelayAlarm.cleared_at.is_not(None)).values(since=now, cleared_at=None)))
    session.execute(this.values(args=dict(args)))
    return again > 0


def clear_alarm(session: Session, *, kind: str, subject: str, now: datetime) -> bool:
    """Say that it is over. True when the alarm stood."""
    standing = (RelayAlarm.kind == kind, RelayAlarm.subject == subject, RelayAlarm.cleared_at.is_(None))
    return changed(session.execute(update(RelayAlarm).where(*standing).values(cleared_at=now))) > 0


def clear_old_alarms(session: Session, *, kind: str, before: datetime, now: datetime) -> None:
    """End alarms about something that happened once, and long enough ago."""
    old = (RelayAlarm.kind == kind, RelayAlarm.since < before, RelayAlarm.cleared_at.is_(None))
    session.execute(update(RelayAlarm).where(*old).values(cleared_at=now))


def alarms(session: Session) -> Sequence[RelayAlarm]:
    """The alarms that stand, the oldest first."""
    return session.scalars(
        select(RelayAlarm).where(RelayAlarm.cleared_at.is_(None)).order_by(RelayAlarm.since, RelayAlarm.id)
    ).all()


# -- what is open, and what it cost


@dataclass(frozen=True)
class OpenTransaction:
    """A transaction that is not done, with what it carries: `kind` is None when it carries nothing any more.

    `refusal` says why no node takes its newest form; `max_fee` is what that offers, in wei per gas.
    """

    id: int
    sender: str
    nonce: int
    state: str
    since: datetime
    kind: str | None
    count: int
    attempts: int
    max_fee: int | None
    refusal: str | None
    cancel_reason: str | None


def open_transactions(session: Session) -> list[OpenTransaction]:
    """All open transactions of all keys, the oldest first."""
    rows = session.execute(
        select(ChainTransaction, func.min(Intent.kind), func.count(Intent.id))
        .outerjoin(RelayItem, RelayItem.transaction_id == ChainTransaction.id)
        .outerjoin(Intent, Intent.id == RelayItem.intent_id)
        .where(ChainTransaction.state.in_(_OPEN))
        .group_by(ChainTransaction.id)
        .order_by(ChainTransaction.id)
    ).all()
    forms: dict[int, list[TransactionAttempt]] = {}
    ids = [row[0].id for row in rows]
    for form in session.scalars(
        select(TransactionAttempt).where(TransactionAttempt.transaction_id.in_(ids)).order_by(TransactionAttempt.id)
    ):
        forms.setdefault(form.transaction_id, []).append(form)
    return [_open(row[0], row[1], row[2], forms.get(row[0].id, [])) for row in rows]


def _open(found: ChainTransaction, kind: str | None, count: int, forms: list[TransactionAttempt]) -> OpenTransaction:
    newest = forms[-1] if forms else None
    return OpenTransaction(
        id=found.id,
        sender=found.sender,
        nonce=found.nonce,
        state=found.state,
        since=found.created_at,
        kind=kind,
        count=count,
        attempts=len(forms),
        max_fee=newest.max_fee if newest else None,
        refusal=newest.refusal if newest else None,
        cancel_reason=found.cancel_reason,
    )


def cost(session: Session) -> int:
    """What all mined transactions paid for their gas, in wei."""
    used, paid = ChainTransaction.gas_used, ChainTransaction.gas_price
    rows = session.execute(select(used, paid).where(used.is_not(None), paid.is_not(None)))
    # Multiplied here: wei are more than a database's 64 bits hold.
    return sum((row.gas_used or 0) * (row.gas_price or 0) for row in rows)


@dataclass(frozen=True)
class Failures:
    """Intents of one kind that failed for one reason, with the arguments of the first of them."""

    kind: str
    reason: str
    args: Mapping[str, Any]
    count: int


def failures(session: Session) -> list[Failures]:
    """What failed, by kind and reason."""
    groups = session.execute(
        select(Intent.kind, func.count(), func.min(RelayItem.intent_id))
        .join(Intent, Intent.id == RelayItem.intent_id)
        .where(RelayItem.state == "failed")
        .group_by(Intent.kind, RelayItem.failure)
        .order_by(func.min(RelayItem.intent_id))
    ).all()
    found = []
    for kind, count, first in groups:
        item = session.get_one(RelayItem, first)
        found.append(Failures(kind, item.failure or "", item.failure_args, count))
    return found


# -- requests


def ask(session: Session, *, kind: str, target: int | None, now: datetime) -> int:
    """Ask the relayer for something; returns the request's number."""
    request = RelayRequest(kind=kind, target=target, created_at=now)
    session.add(request)
    session.flush()
    return request.id


def outcome(session: Session, request_id: int) -> str | None:
    """What became of a request; None while nothing has."""
    return session.scalar(select(RelayRequest.outcome).where(RelayRequest.id == request_id))


def open_requests(session: Session) -> Sequence[RelayRequest]:
    """What was asked and not done yet, in order."""
    return session.scalars(select(RelayRequest).where(RelayRequest.done_at.is_(None)).order_by(RelayRequest.id)).all()


def answer(session: Session, request_id: int, *, outcome: str, now: datetime) -> None:
    """Note what became of a request."""
    session.execute(update(RelayRequest).where(RelayRequest.id == request_id).values(done_at=now, outcome=outcome))


def transaction(session: Session, transaction_id: int) -> ChainTransaction | None:
    """The transaction with this number."""
    return session.get(ChainTransaction, transaction_id)
