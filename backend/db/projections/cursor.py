"""Where the indexer is: blocks it has read with their parents, and the cursor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from backend.db.models.projections import ChainBlock, ChainCollective, ChainCursor, ChainEvent, ChainLog, ChainToken


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


@dataclass(frozen=True)
class Mark:
    """A block that was read."""

    number: int
    hash: str
    parent_hash: str


def advance(session: Session, *, marks: Sequence[Mark], head: int, final: int, keep: int, now: datetime) -> None:
    """Note that everything up to the last of `marks` is folded in, and keep the marks of the newest `keep` blocks only.

    Which marks are kept follows from the chain alone, not from how it was cut into ranges.
    """
    last = marks[-1].number
    # A mark above what is read now is of a chain that was left.
    session.execute(
        delete(ChainBlock).where((ChainBlock.number <= last - keep) | (ChainBlock.number >= marks[0].number))
    )
    session.add_all(ChainBlock(number=mark.number, hash=mark.hash, parent_hash=mark.parent_hash) for mark in marks)
    move(session, next_block=last + 1, head=head, final=final, now=now)


def move(session: Session, *, next_block: int, head: int, final: int, now: datetime) -> None:
    """Set the cursor; whatever had halted it is over. `now` is the head's time, by the chain's clock."""
    cursor = read(session) or ChainCursor(id=1)
    cursor.next_block, cursor.head_block, cursor.updated_at = next_block, head, now
    cursor.final_block, cursor.halted = final, None
    session.add(cursor)


def halt(session: Session, reason: str) -> None:
    """Say why reading has stopped. Nothing else changes: what was read stays, what was final is final."""
    session.execute(update(ChainCursor).values(halted=reason[:200]))


def clear(session: Session) -> None:
    """Forget everything that was read."""
    for model in (ChainToken, ChainEvent, ChainCollective, ChainLog, ChainBlock, ChainCursor):
        session.execute(delete(model))


def forget_after(session: Session, number: int) -> None:
    """Drop the marks of blocks after `number`."""
    session.execute(delete(ChainBlock).where(ChainBlock.number > number))
