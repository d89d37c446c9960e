"""What the chain says, folded from its logs. Writer of all of it: indexer. Everything here can be rebuilt from the chain."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base


class ChainBlock(Base):
    """A block that was read, with its parent, so that a reorganisation is noticed."""

    __tablename__ = "chain_block"

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[str] = mapped_column(String(66))
    parent_hash: Mapped[str] = mapped_column(String(66))


class ChainCursor(Base):
    """How far the chain was read: everything below `next_block` is folded in; up to `final_block` it cannot change.

    `updated_at` is the time of the block `head_block`, by the chain's clock, so that all of this follows from the chain.
    `halted` says why reading has stopped until somebody looks; empty while all is well.
    """

    __tablename__ = "chain_cursor"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    next_block: Mapped[int] = mapped_column(BigInteger)
    final_block: Mapped[int] = mapped_column(BigInteger)
    head_block: Mapped[int] = mapped_column(BigInteger)
    updated_at: Mapped[datetime]
    halted: Mapped[str | None] = mapped_column(String(200))


class ChainLog(Base):
    """A log of one of our contracts; the projections below are folds over these."""

    __tablename__ = "chain_log"
    __table_args__ = (Index("ix_chain_log_token", "address", "token_id"),)

    block_number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    log_index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    transaction_hash: Mapped[str] = mapped_column(String(66))
    address: Mapped[str] = mapped_column(String(42))
    event: Mapped[str] = mapped_column(String(60))
    token_id: Mapped[int | None] = mapped_column(BigInteger)
    args: Mapped[dict[str, Any]]


class ChainCollective(Base):
    """A collective's contracts."""

    __tablename__ = "chain_collective"

    access: Mapped[str] = mapped_column(String(42), primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), index=True)
    membership: Mapped[str] = mapped_column(String(42))
    token: Mapped[str] = mapped_column(String(42))
    creator: Mapped[str] = mapped_column(String(42))
    block_number: Mapped[int] = mapped_column(BigInteger)


class ChainEvent(Base):
    """An event's ticket contract; `cancelled_block` is where the event was called off, if it was."""

    __tablename__ = "chain_event"

    tickets: Mapped[str] = mapped_column(String(42), primary_key=True)
    access: Mapped[str] = mapped_column(String(42))
    ref: Mapped[str] = mapped_column(String(16), index=True)
    block_number: Mapped[int] = mapped_column(BigInteger)
    cancelled_block: Mapped[int | None] = mapped_column(BigInteger)


class ChainToken(Base):
    """A ticket or a membership as the chain has it. A burned one is gone from here."""

    __tablename__ = "chain_token"

    contract: Mapped[str] = mapped_column(String(42), primary_key=True)
    token_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    owner: Mapped[str] = mapped_column(String(42))
    minted_block: Mapped[int] = mapped_column(BigInteger)
    used_block: Mapped[int | None] = mapped_column(BigInteger)
    revoked_block: Mapped[int | None] = mapped_column(BigInteger)
