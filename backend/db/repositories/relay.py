"""What the relayer writes: transactions, their signed forms, and what became of each intent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.orm import Session

from backend.db.bulk import changed
from backend.db.models.pipeline import ChainTransaction, Intent, RelayItem, TransactionAttempt
from backend.db.models.projections import ChainToken
from backend.db.session import dialect_of


@dataclass(frozen=True)
class WaitingGroup:
    """Intents of one kind for one contract that nothing carries yet."""

    kind: str
    collective_id: int
    event_id: int | None
    count: int
    since: datetime


class WaitingIntent(NamedTuple):
    """What planning needs of an intent; thousands of them are read in a round."""

    id: int
    kind: str
    token_id: int | None
    payload: Mapping[str, Any]
    request_id: str | None


def _waiting(signer: str) -> Select[Any]:
    return (
        select(Intent)
        .outerjoin(RelayItem, RelayItem.intent_id == Intent.id)
        .where(Intent.signer == signer, or_(RelayItem.intent_id.is_(None), RelayItem.state == "released"))
    )


def waiting_groups(session: Session, signer: str) -> Sequence[WaitingGroup]:
    """What waits for this key, the oldest group first."""
    inner = _waiting(signer).subquery()
    rows = session.execute(
        select(inner.c.kind, inner.c.collective_id, inner.c.event_id, func.count(), func.min(inner.c.created_at))
        .group_by(inner.c.kind, inner.c.collective_id, inner.c.event_id)
        .order_by(func.min(inner.c.id))
    )
    return [WaitingGroup(*row) for row in rows]


def waiting(
    session: Session, signer: str, group: WaitingGroup, *, limit: int, minted_in: str | None = None
) -> Sequence[WaitingIntent]:
    """The oldest intents of a group; with `minted_in` only those whose token exists in that contract."""
    statement = _waiting(signer).where(
        Intent.kind == group.kind, Intent.collective_id == group.collective_id, Intent.event_id == group.event_id
    )
    if group.event_id is None:
        statement = _waiting(signer).where(
            Intent.kind == group.kind, Intent.collective_id == group.collective_id, Intent.event_id.is_(None)
        )
    if minted_in is not None:
        statement = statement.join(
            ChainToken, and_(ChainToken.contract == minted_in, ChainToken.token_id == Intent.token_id)
        )
    wanted = statement.with_only_columns(Intent.id, Intent.kind, Intent.token_id, Intent.payload, Intent.request_id)
    return [WaitingIntent(*row) for row in session.execute(wanted.order_by(Intent.id).limit(limit))]


def highest_nonce(session: Session, *, chain_id: int, sender: str) -> int | None:
    """The highest nonce ever reserved for this key."""
    return session.scalar(
        select(func.max(ChainTransaction.nonce)).where(
            ChainTransaction.chain_id == chain_id, ChainTransaction.sender == sender
        )
    )


def add_transaction(session: Session, transaction: ChainTransaction) -> ChainTransaction:
    session.add(transaction)
    session.flush()
    return transaction


def claim(session: Session, intent_ids: Sequence[int], *, transaction_id: int, now: datetime) -> bool:
    """Give these intents to a transaction. False when one of them is taken or decided: then the caller must roll back."""
    values = {"transaction_id": transaction_id, "state": "assigned", "failure": None, "failure_args": {}}
    return _take(session, intent_ids, values, now) == len(intent_ids)


def fail(session: Session, intent_id: int, *, failure: str, args: dict[str, Any], now: datetime) -> None:
    """Note that an intent cannot be done, and why; nothing when a transaction carries it meanwhile."""
    values = {"transaction_id": None, "state": "failed", "failure": failure[:60], "failure_args": args}
    _take(session, [intent_id], values, now)


def _take(session: Session, intent_ids: Sequence[int], values: dict[str, Any], now: datetime) -> int:
    """Set these values for those of the intents that wait; returns how many did.

    The row's key makes two lanes that want the same intent meet here: the second waits for the first, and comes too late.
    """
    rows = [{"tries": 0, **values, "intent_id": intent_id, "updated_at": now} for intent_id in intent_ids]
    taken = dialect_of(session).insert_new(session, RelayItem.table(), rows)
    if taken == len(rows):
        return taken
    for start in range(0, len(intent_ids), 500):
        chunk = RelayItem.intent_id.in_(intent_ids[start : start + 500])
        released = update(RelayItem).where(chunk, RelayItem.state == "released").values(**values, updated_at=now)
        taken += changed(session.execute(released))
    return taken


def release(session: Session, transaction_id: int, *, most_tries: int, now: datetime) -> None:
    """Give back what a reverted transaction carried: planned again, or failed after `most_tries`."""
    carried = RelayItem.transaction_id == transaction_id
    session.execute(update(RelayItem).where(carried).values(tries=RelayItem.tries + 1, updated_at=now))
    session.execute(
        update(RelayItem)
        .where(carried, RelayItem.tries >= most_tries)
        .values(state="failed", failure="Reverted", transaction_id=None)
    )
    session.execute(update(RelayItem).where(carried).values(state="released", transaction_id=None))


def give_back(session: Session, transaction_id: int, *, now: datetime) -> None:
    """Give back what a transaction carried that never did anything: planned again, without counting it as a try."""
    carried = RelayItem.transaction_id == transaction_id
    session.execute(update(RelayItem).where(carried).values(state="released", transaction_id=None, updated_at=now))


def fail_carried(session: Session, transaction_id: int, *, failure: str, now: datetime) -> None:
    """Let everything fail that a transaction carried."""
    carried = RelayItem.transaction_id == transaction_id
    session.execute(
        update(RelayItem).where(carried).values(state="failed", failure=failure, transaction_id=None, updated_at=now)
    )


def retry(session: Session, *, intent_id: int | None, now: datetime) -> int:
    """Let what failed wait again, this intent or all of them; returns how many."""
    failed = update(RelayItem).where(RelayItem.state == "failed")
    if intent_id is not None:
        failed = failed.where(RelayItem.intent_id == intent_id)
    values = {"state": "released", "tries": 0, "failure": None, "failure_args": {}, "updated_at": now}
    return changed(session.execute(failed.values(**values)))


def open_transactions(
    session: Session, *, chain_id: int, sender: str, states: Sequence[str]
) -> Sequence[ChainTransaction]:
    """This key's transactions in one of these states, by nonce."""
    return session.scalars(
        select(ChainTransaction)
        .where(
            ChainTransaction.chain_id == chain_id, ChainTransaction.sender == sender, ChainTransaction.state.in_(states)
        )
        .order_by(ChainTransaction.nonce)
    ).all()


def count_transactions(session: Session, *, chain_id: int, sender: str, states: Sequence[str]) -> int:
    """How many of this key's transactions are in one of these states."""
    ours = (ChainTransaction.chain_id == chain_id, ChainTransaction.sender == sender)
    return session.scalar(select(func.count()).where(*ours, ChainTransaction.state.in_(states))) or 0


def done_from_nonce(session: Session, *, chain_id: int, sender: str, nonce: int) -> Sequence[ChainTransaction]:
    """This key's transactions from this nonce on that were taken for done, by nonce."""
    return session.scalars(
        select(ChainTransaction)
        .where(
            ChainTransaction.chain_id == chain_id,
            ChainTransaction.sender == sender,
            ChainTransaction.nonce >= nonce,
            ChainTransaction.state.in_(("final", "reverted", "cancelled", "displaced")),
        )
        .order_by(ChainTransaction.nonce)
    ).all()


def request_ids(session: Session, transaction_id: int) -> Sequence[str | None]:
    """The requests that wished for what a transaction carries, the oldest wish first."""
    return session.scalars(
        select(Intent.request_id)
        .join(RelayItem, RelayItem.intent_id == Intent.id)
        .where(RelayItem.transaction_id == transaction_id, Intent.request_id.is_not(None))
        .group_by(Intent.request_id)
        .order_by(func.min(Intent.id))
    ).all()


def attempts(session: Session, transaction_id: int) -> Sequence[TransactionAttempt]:
    """The signed forms of a transaction, the oldest first."""
    return session.scalars(
        select(TransactionAttempt)
        .where(TransactionAttempt.transaction_id == transaction_id)
        .order_by(TransactionAttempt.id)
    ).all()


def add_attempt(session: Session, attempt: TransactionAttempt) -> None:
    session.add(attempt)


def mark_accepted(session: Session, attempt_id: int, *, answer: str, block: int, now: datetime) -> None:
    """Note that a node has this form, whether it took it now or knew it."""
    session.execute(
        update(TransactionAttempt)
        .where(TransactionAttempt.id == attempt_id)
        .values(
            tried_at=now,
            answer=answer[:200],
            refusal=None,
            sent_at=func.coalesce(TransactionAttempt.sent_at, now),
            sent_block=func.coalesce(TransactionAttempt.sent_block, block),
        )
    )


def mark_refused(session: Session, attempt_id: int, *, answer: str, refusal: str, now: datetime) -> None:
    """Note that a node did not take this form, and why."""
    session.execute(
        update(TransactionAttempt)
        .where(TransactionAttempt.id == attempt_id)
        .values(tried_at=now, answer=answer[:200], refusal=refusal)
    )


def set_state(session: Session, transaction_id: int, *, state: str, now: datetime, **values: Any) -> None:
    """Move a transaction on; `values` are further columns."""
    session.execute(
        update(ChainTransaction)
        .where(ChainTransaction.id == transaction_id)
        .values(state=state, updated_at=now, **values)
    )


def failure_of(session: Session, dedupe_key: str) -> tuple[str | None, Mapping[str, Any] | None]:
    """Why an intent cannot be done, and the arguments of that; None twice when it can, or is not decided yet."""
    row = session.execute(
        select(RelayItem.failure, RelayItem.failure_args)
        .join(Intent, Intent.id == RelayItem.intent_id)
        .where(Intent.dedupe_key == dedupe_key, RelayItem.state == "failed")
    ).one_or_none()
    return (None, None) if row is None else (row[0], row[1])


def note(session: Session, transaction_id: int, **values: Any) -> None:
    """Write down columns of a transaction that is not moved on."""
    session.execute(update(ChainTransaction).where(ChainTransaction.id == transaction_id).values(**values))


def state_counts(session: Session) -> dict[str, int]:
    """How many transactions are in each state."""
    rows = session.execute(select(ChainTransaction.state, func.count()).group_by(ChainTransaction.state))
    return {row[0]: row[1] for row in rows}
