"""What the relayer and the indexer would have written, for tests of those who look at it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.db.models.pipeline import ChainTransaction, Intent, RelayItem, TransactionAttempt
from backend.db.models.projections import ChainCursor
from backend.db.repositories import relay_watch
from tests.backend.conftest import NOW, World

OFFICE = "0x" + "0" * 37 + "0F2"
GWEI = 10**9


def intents_of(session: Session, kind: str) -> Sequence[Intent]:
    return session.scalars(select(Intent).where(Intent.kind == kind).order_by(Intent.id)).all()


def fail_tickets(world: World, count: int) -> list[int]:
    """Issue tickets whose minting fails because they are there already; the numbers of their intents."""
    ids = world.issue(quantity=count)
    with world.parts.db.write() as session:
        event = world.event(session)
        failed = [one for one in intents_of(session, "mint_ticket") if one.event_id == event.id and one.token_id in ids]
        for one in failed:
            session.add(
                RelayItem(
                    intent_id=one.id,
                    transaction_id=None,
                    state="failed",
                    tries=0,
                    failure="TicketAlreadyMinted",
                    failure_args={"tokenId": str(one.token_id)},
                    updated_at=NOW,
                )
            )
        return [one.id for one in failed]


def carry_all(world: World, state: str, *, at: datetime = NOW, max_fee: int = 3 * GWEI, **values: object) -> int:
    """Let one transaction in this state carry all tickets that wait; its number."""
    with world.parts.db.write() as session:
        found = ChainTransaction(
            chain_id=31337,
            sender=OFFICE,
            nonce=4,
            to=OFFICE,
            data=b"",
            gas=90_000,
            state=state,
            created_at=at,
            updated_at=at,
            **values,
        )
        session.add(found)
        session.flush()
        if state != "reserved":
            session.add(
                TransactionAttempt(
                    transaction_id=found.id,
                    raw=b"",
                    hash=f"0x{found.id:064x}",
                    max_fee=max_fee,
                    max_priority_fee=GWEI,
                    purpose="call",
                    created_at=at,
                    tried_at=at,
                )
            )
        taken = select(RelayItem.intent_id)
        for one in session.scalars(select(Intent).where(Intent.kind == "mint_ticket", Intent.id.not_in(taken))):
            session.add(
                RelayItem(intent_id=one.id, transaction_id=found.id, state="assigned", failure_args={}, updated_at=at)
            )
        return found.id


def settle_rest(world: World) -> None:
    """Let what founding the collective and announcing the event wished for be done."""
    with world.parts.db.write() as session:
        done = ChainTransaction(
            chain_id=31337,
            sender="0x" + "0" * 37 + "0F1",
            nonce=0,
            to=OFFICE,
            data=b"",
            gas=3_000_000,
            state="final",
            gas_used=2_000_000,
            gas_price=2 * GWEI,
            created_at=NOW,
            updated_at=NOW,
        )
        session.add(done)
        session.flush()
        for kind in ("create_collective", "create_event"):
            for one in intents_of(session, kind):
                session.merge(
                    RelayItem(
                        intent_id=one.id, transaction_id=done.id, state="assigned", failure_args={}, updated_at=NOW
                    )
                )


def alarm(world: World, kind: str, subject: str = OFFICE, **args: str | int) -> None:
    """Let the relayer raise an alarm, five minutes ago."""
    with world.parts.db.write() as session:
        relay_watch.raise_alarm(session, kind=kind, subject=subject, args=args, now=NOW - timedelta(minutes=5))


def read_to(world: World, block: int, *, head: int, at: datetime = NOW, halted: str | None = None) -> None:
    """Let the indexer have read so far."""
    with world.parts.db.write() as session:
        session.merge(
            ChainCursor(
                id=1, next_block=block + 1, final_block=block - 2, head_block=head, updated_at=at, halted=halted
            )
        )


ALL_ALARMS: dict[str, dict[str, str | int]] = {
    "low_balance": {"address": OFFICE, "signer": "office", "balance": "4200000000000000", "missing": "12345678900000000"},
    "key_used_elsewhere": {"address": OFFICE, "signer": "office", "nonce": 7},
    "key_without_role": {"address": OFFICE, "signer": "office", "contract": "0x" + "0" * 37 + "0A1"},
    "fee_cap_reached": {
        "address": OFFICE, "nonce": 4, "max_fee": str(199 * GWEI), "cap": str(200 * GWEI), "base_fee": str(310 * GWEI),
    },
    "send_refused": {"address": OFFICE, "nonce": 4, "answer": "-32000: this node is read only"},
}  # fmt: skip
