"""Reading what the indexer has folded from the chain."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backend.db.models.installation import Installation
from backend.db.models.projections import ChainBlock, ChainCollective, ChainCursor, ChainEvent, ChainLog, ChainToken


@dataclass(frozen=True)
class ChainTip:
    """How far the chain was read, and up to where it cannot change."""

    next_block: int
    final_block: int
    head_block: int


def installation(session: Session, *, lock: bool = False) -> Installation | None:
    """What this database is bound to; with `lock` nobody else gets the lock until this transaction has ended."""
    return session.get(Installation, 1, with_for_update={"key_share": True} if lock else None)


def add_installation(session: Session, row: Installation) -> None:
    session.add(row)


def tip(session: Session) -> ChainTip:
    """The indexer's position; before it ever ran, nothing is final."""
    cursor = session.get(ChainCursor, 1)
    if cursor is None:
        return ChainTip(next_block=0, final_block=-1, head_block=-1)
    return ChainTip(next_block=cursor.next_block, final_block=cursor.final_block, head_block=cursor.head_block)


def tokens_between(
    session: Session, contract: str, *, first: int, last: int, final_block: int, limit: int
) -> Sequence[int]:
    """The ids of a contract's tokens from `first` to `last` that cannot disappear any more, in order."""
    return session.scalars(
        select(ChainToken.token_id)
        .where(
            ChainToken.contract == contract,
            ChainToken.token_id.between(first, last),
            ChainToken.minted_block <= final_block,
        )
        .order_by(ChainToken.token_id)
        .limit(limit)
    ).all()


def cursor(session: Session) -> ChainCursor | None:
    """Where the indexer is, and why it has stopped if it has; None before it ever ran."""
    return session.get(ChainCursor, 1)


def row_counts(session: Session) -> dict[str, int]:
    """How many rows the tables that follow from the chain have."""
    return {
        model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
        for model in (ChainCollective, ChainEvent, ChainToken, ChainLog)
    }


def token(session: Session, contract: str, token_id: int) -> ChainToken | None:
    return session.scalar(select(ChainToken).where(ChainToken.contract == contract, ChainToken.token_id == token_id))


def block_hash(session: Session, number: int) -> str | None:
    """The hash of a block that was read; None for one that was not, or so long ago that it is not kept."""
    return session.scalar(select(ChainBlock.hash).where(ChainBlock.number == number))


def contracts_with_logs(session: Session, *, from_block: int) -> Sequence[str]:
    """The contracts that said something in this block or later."""
    return session.scalars(select(ChainLog.address).where(ChainLog.block_number >= from_block).distinct()).all()
