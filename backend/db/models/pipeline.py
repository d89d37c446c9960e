"""From a wish to the chain: intents (writer: outbox), and what the relayer made of them (writer: relayer)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base, Numbered, RowId


class Intent(Numbered):
    """Something that shall happen on the chain; written once in the transaction that wants it. Writer: outbox.

    `dedupe_key` makes the same wish twice one wish. `event_id` is empty for what concerns the collective as a whole.
    """

    __tablename__ = "intent"
    __table_args__ = (Index("ix_intent_token", "event_id", "token_id"),)

    collective_id: Mapped[int] = mapped_column(ForeignKey("collective.id"), index=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"))
    kind: Mapped[str] = mapped_column(String(24))
    signer: Mapped[str] = mapped_column(String(12))
    token_id: Mapped[int | None] = mapped_column(BigInteger)
    payload: Mapped[dict[str, Any]]
    dedupe_key: Mapped[str] = mapped_column(String(128), unique=True)
    request_id: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]


class ChainTransaction(Numbered):
    """One nonce of one key and what it is used for. Writer: relayer."""

    __tablename__ = "chain_transaction"
    __table_args__ = (UniqueConstraint("chain_id", "sender", "nonce"), Index("ix_chain_transaction_state", "state"))

    chain_id: Mapped[int]
    sender: Mapped[str] = mapped_column(String(42))
    nonce: Mapped[int] = mapped_column(BigInteger)
    to: Mapped[str] = mapped_column(String(42))
    data: Mapped[bytes] = mapped_column(LargeBinary)
    gas: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(String(12))
    block_number: Mapped[int | None] = mapped_column(BigInteger)
    block_hash: Mapped[str | None] = mapped_column(String(66))
    gas_used: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TransactionAttempt(Numbered):
    """A signed form of a transaction, kept before it is sent and for ever. Writer: relayer."""

    __tablename__ = "transaction_attempt"

    transaction_id: Mapped[int] = mapped_column(ForeignKey("chain_transaction.id"), index=True)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[str] = mapped_column(String(66), unique=True)
    max_fee: Mapped[int] = mapped_column(BigInteger)
    max_priority_fee: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(200))


class RelayItem(Base):
    """What became of an intent. Writer: relayer.

    `state`: assigned (a transaction carries it), released (its transaction reverted, plan it again), failed (`failure` says
    why it cannot be done).
    """

    __tablename__ = "relay_item"

    intent_id: Mapped[int] = mapped_column(RowId, ForeignKey("intent.id"), primary_key=True, autoincrement=False)
    transaction_id: Mapped[int | None] = mapped_column(ForeignKey("chain_transaction.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(60))
    failure_args: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
