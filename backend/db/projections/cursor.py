"""Where the indexer is: blocks it has read with their parents, and the cursor."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.db.models.projections import ChainBlock, ChainCollective, ChainCursor, ChainEvent


def read(session: Session) -> ChainCursor | None:
    """The cursor; None before the first range."""
    return session.get(ChainCursor, 1)


def block_hash(session: Session, number: int) -> str | None:
    """The hash this block had when it was read."""
    return session.scalar(select(ChainBlock.hash).where(ChainBlock.number == number))


def known_blocks(session: Session) -> Sequence[ChainBlock]:
    """The blocks that mark the ends of ranges, the newest first."""
    return session.scalars(select(ChainBlock).order_by(ChainBlock.number.desc())).all()


def addresses(session: Session) -> dict[str, str]:
    """The contracts we know of, with the name of their ABI."""
    found: dict[str, str] = {}
    for collective in session.scalars(select(ChainCollective)):
        found[collective.access] = "AccessManager"
        found[collective.membership] = "MembershipToken"
        found[collective.token] = "CommunityToken"
    for tickets in session.scalars(select(ChainEvent.tickets)):
        found[tickets] = "EventTickets"
    return found


def advance(
    session: Session, *, number: int, block: str, parent: str, head: int, final: int, keep: int, now: datetime
) -> None:
    """Note that everything up to block `number` is folded in; forgets marks more than `keep` blocks below the final one."""
    session.merge(ChainBlock(number=number, hash=block, parent_hash=parent))
    move(session, next_block=number + 1, head=head, final=final, now=now)
    session.execute(delete(ChainBlock).where(ChainBlock.number < min(number, final) - keep))


def move(session: Session, *, next_block: int, head: int, final: int, now: datetime) -> None:
    """Set the cursor."""
    cursor = read(session) or ChainCursor(id=1)
    cursor.next_block, cursor.head_block, cursor.updated_at = next_block, head, now
    cursor.final_block = final
    session.add(cursor)


def forget_after(session: Session, number: int) -> None:
    """Drop the marks of blocks after `number`."""
    session.execute(delete(ChainBlock).where(ChainBlock.number > number))
