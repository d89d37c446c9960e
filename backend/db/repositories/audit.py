"""What the database says of the chain, for comparing it with the chain: projections, and what we believe to have done."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db.models.events import Event
from backend.db.models.pipeline import ChainTransaction, Intent, RelayItem
from backend.db.models.projections import ChainBlock, ChainCollective, ChainCursor, ChainEvent, ChainLog, ChainToken


@dataclass(frozen=True)
class Done:
    """An intent whose transaction is final: `contract` is where it went."""

    kind: str
    contract: str
    token_id: int | None
    payload: dict[str, Any]


def position(session: Session) -> tuple[int, str] | None:
    """The last block that was read, and its hash; None before the first."""
    cursor = session.get(ChainCursor, 1)
    if cursor is None:
        return None
    found = session.get(ChainBlock, cursor.next_block - 1)
    return None if found is None else (found.number, found.hash)


def collectives(session: Session) -> Sequence[ChainCollective]:
    return session.scalars(select(ChainCollective)).all()


def events(session: Session) -> Sequence[ChainEvent]:
    return session.scalars(select(ChainEvent)).all()


def tokens(session: Session) -> Sequence[ChainToken]:
    return session.scalars(select(ChainToken)).all()


def logs_of(session: Session, contracts: Sequence[str], event: str) -> Sequence[ChainLog]:
    """The logs of these contracts that name this event, in the chain's order."""
    return session.scalars(
        select(ChainLog)
        .where(ChainLog.address.in_(contracts), ChainLog.event == event)
        .order_by(ChainLog.block_number, ChainLog.log_index)
    ).all()


def done(session: Session, kinds: Sequence[str]) -> Sequence[Done]:
    """What went to the chain and is final, of these kinds."""
    rows = session.execute(
        select(Intent.kind, ChainTransaction.to, Intent.token_id, Intent.payload)
        .join(RelayItem, RelayItem.intent_id == Intent.id)
        .join(ChainTransaction, ChainTransaction.id == RelayItem.transaction_id)
        .join(Event, Event.id == Intent.event_id)
        .where(Intent.kind.in_(kinds), RelayItem.state == "assigned", ChainTransaction.state == "final")
    )
    return [Done(*row) for row in rows]
