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
    """One nonce of one key and what it is used for. Writer: relayer.

    `cancel_reason`: it is not wanted any more, its nonce shall go to an empty transaction. `mined_hash` is the signed form
    that is in a block, `gas_price` what it paid in wei per gas. `used_block`, `used_since`: the chain counts the nonce as
    used, since then, without a receipt of ours.
    """

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
    gas_price: Mapped[int | None] = mapped_column(BigInteger)
    mined_hash: Mapped[str | None] = mapped_column(String(66))
    cancel_reason: Mapped[str | None] = mapped_column(String(16))
    used_block: Mapped[int | None] = mapped_column(BigInteger)
    used_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class TransactionAttempt(Numbered):
    """A signed form of a transaction, kept before it is sent and for ever. Writer: relayer.

    `purpose`: call or cancel. `tried_at` is when a node was last offered it and answered, `answer` what it said and `refusal`
    which kind of no that was. `sent_at` and `sent_block` are set once: when a node first took it, and the newest block then.
    """

    __tablename__ = "transaction_attempt"

    transaction_id: Mapped[int] = mapped_column(ForeignKey("chain_transaction.id"), index=True)
    raw: Mapped[bytes] = mapped_column(LargeBinary)
    hash: Mapped[str] = mapped_column(String(66), unique=True)
    max_fee: Mapped[int] = mapped_column(BigInteger)
    max_priority_fee: Mapped[int] = mapped_column(BigInteger)
    purpose: Mapped[str] = mapped_column(String(8), server_default="call")
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    sent_block: Mapped[int | None] = mapped_column(BigInteger)
    answer: Mapped[str | None] = mapped_column(String(200))
    refusal: Mapped[str | None] = mapped_column(String(24))


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


class RelayAlarm(Numbered):
    """Something that needs a person, from `since` until `cleared_at`; one row a kind and subject. Writer: relayer."""

    __tablename__ = "relay_alarm"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    kind: Mapped[str] = mapped_column(String(24))
    subject: Mapped[str] = mapped_column(String(90))
    args: Mapped[dict[str, Any]]
    since: Mapped[datetime]
    cleared_at: Mapped[datetime | None]


class RelayRequest(Numbered):
    """What an operator asks of the relayer: retry or cancel; only the relayer, under its key's lock, does it.

    `target` is an intent (retry; empty: all that failed) or a transaction (cancel). Written by commands and pages; `done_at`
    and `outcome` by the relayer.
    """

    __tablename__ = "relay_request"

    kind: Mapped[str] = mapped_column(String(12))
    target: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(40))
