"""The whole way to the chain at once: counts, ages and gas for pages and metrics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.db.models.collectives import Collective, CollectiveRole
from backend.db.models.events import Event
from backend.db.models.pipeline import ChainTransaction, Intent, RelayItem, RelayRequest, TransactionAttempt

# In no block yet: the relayer looks at these again and again.
_UNMINED = ("reserved", "signed", "broadcast")


@dataclass(frozen=True)
class Gas:
    """What mined transactions used, and what open ones may use and cost at most: gas, and wei."""

    used: int
    offered: int
    offered_wei: int


def gas(session: Session) -> Gas:
    """The gas of all keys so far."""
    used = session.scalar(select(func.sum(ChainTransaction.gas_used))) or 0
    rows = session.execute(
        select(ChainTransaction.gas, func.max(TransactionAttempt.max_fee))
        .outerjoin(TransactionAttempt, TransactionAttempt.transaction_id == ChainTransaction.id)
        .where(ChainTransaction.state.in_(_UNMINED))
        .group_by(ChainTransaction.id, ChainTransaction.gas)
    ).all()
    # Multiplied here: wei are more than a database's 64 bits hold.
    return Gas(int(used), sum(row[0] for row in rows), sum(row[0] * (row[1] or 0) for row in rows))


def failed_counts(session: Session) -> dict[str, int]:
    """How many intents of each kind failed."""
    rows = session.execute(
        select(Intent.kind, func.count())
        .join(RelayItem, RelayItem.intent_id == Intent.id)
        .where(RelayItem.state == "failed")
        .group_by(Intent.kind)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True)
class FailedIntent:
    """An intent that cannot be done, where it belongs, and why."""

    id: int
    kind: str
    token_id: int | None
    collective: str
    event: str | None
    reason: str | None
    args: Mapping[str, Any]
    since: datetime


def failed_of_account(session: Session, account_id: int, *, limit: int) -> list[FailedIntent]:
    """What failed in the collectives of an account, the oldest first."""
    rows = session.execute(
        select(
            Intent.id,
            Intent.kind,
            Intent.token_id,
            Collective.name,
            Event.name,
            RelayItem.failure,
            RelayItem.failure_args,
            RelayItem.updated_at,
        )
        .join(RelayItem, RelayItem.intent_id == Intent.id)
        .join(Collective, Collective.id == Intent.collective_id)
        .join(CollectiveRole, CollectiveRole.collective_id == Intent.collective_id)
        .outerjoin(Event, Event.id == Intent.event_id)
        .where(RelayItem.state == "failed", CollectiveRole.account_id == account_id)
        .order_by(Intent.id)
        .limit(limit)
    )
    return [FailedIntent(*row) for row in rows]


def failed_count_of_account(session: Session, account_id: int) -> int:
    """How much failed in the collectives of an account."""
    found = session.scalar(
        select(func.count())
        .select_from(RelayItem)
        .join(Intent, Intent.id == RelayItem.intent_id)
        .join(CollectiveRole, CollectiveRole.collective_id == Intent.collective_id)
        .where(RelayItem.state == "failed", CollectiveRole.account_id == account_id)
    )
    return found or 0


def is_failed(session: Session, intent_id: int) -> bool:
    """Whether an intent failed and waits for somebody."""
    return session.scalar(select(RelayItem.state).where(RelayItem.intent_id == intent_id)) == "failed"


def collective_of(session: Session, intent_id: int) -> int | None:
    """The collective that an intent belongs to; None when there is no such intent."""
    return session.scalar(select(Intent.collective_id).where(Intent.id == intent_id))


def last_moves(session: Session) -> Sequence[datetime]:
    """When transactions last changed and requests were last answered; empty before either ever happened."""
    found = (
        session.scalar(select(func.max(ChainTransaction.updated_at))),
        session.scalar(select(func.max(RelayRequest.done_at))),
    )
    return [moment for moment in found if moment is not None]


def least_looked_after(session: Session) -> datetime | None:
    """Of the transactions in no block: when the one that nobody has touched for longest was last signed or offered."""
    rows = session.execute(
        select(ChainTransaction.updated_at, func.max(TransactionAttempt.tried_at))
        .outerjoin(TransactionAttempt, TransactionAttempt.transaction_id == ChainTransaction.id)
        .where(ChainTransaction.state.in_(_UNMINED))
        .group_by(ChainTransaction.id, ChainTransaction.updated_at)
    ).all()
    return min((max(row[0], row[1] or row[0]) for row in rows), default=None)
