"""Fixtures of the relayer tests: the office's lane on a chain in memory, below a collective that is on the chain."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from eth_account import Account
from sqlalchemy import func, select

from backend.chain.sender import Key
from backend.core.clock import FixedClock
from backend.db.models.installation import Installation
from backend.db.models.pipeline import ChainTransaction, Intent, RelayAlarm, RelayItem, TransactionAttempt
from backend.db.repositories import chain, relay, relay_watch
from backend.outbox.intents import Signer
from backend.relayer.lane import Lane
from tests.backend.conftest import World
from tests.backend.relayer.node import Node

FEE_CAP = 50 * 10**9
OFFICE = Key(Account.from_key(b"\x07" * 32))


@dataclass
class Rig:
    """The office's key, the node it talks to, and what the database knows of both."""

    world: World
    clock: FixedClock
    node: Node = field(default_factory=Node)

    @property
    def db(self) -> Any:
        return self.world.parts.db

    def installed(self) -> Installation:
        with self.db.read() as session:
            installed = chain.installation(session)
        assert installed
        return installed

    def lane(self, *, db: Any = None, client: Any = None, key: Any = OFFICE, cap: int = FEE_CAP) -> Lane:
        """A lane as a freshly started process has it."""
        return Lane(
            db=db or self.db,
            client=client or self.node,
            clock=self.clock,
            key=key,
            signer=Signer.OFFICE,
            installed=self.installed(),
            fee_cap=cap,
        )

    def finish(self) -> None:
        """Mine and step with a new process until nothing moves any more."""
        lane = self.lane()
        for _ in range(12):
            self.clock.at += timedelta(seconds=30)
            moved = lane.step()
            self.node.mine()
            if not moved and not self.node.pool and not self.pending():
                return
        raise AssertionError("the lane does not come to rest")

    def pending(self) -> int:
        """How many transactions are open, and intents waiting, of the office."""
        with self.db.read() as session:
            waiting = relay.waiting_groups(session, Signer.OFFICE.value)
            open_ones = select(func.count()).where(
                ChainTransaction.state.in_(["reserved", "signed", "broadcast", "mined"])
            )
            return sum(group.count for group in waiting) + (session.scalar(open_ones) or 0)

    def transactions(self) -> Sequence[ChainTransaction]:
        with self.db.read() as session:
            return session.scalars(select(ChainTransaction).order_by(ChainTransaction.nonce)).all()

    def states(self) -> list[str]:
        """The states of all transactions, by nonce."""
        return [row.state for row in self.transactions()]

    def alarms(self) -> dict[str, RelayAlarm]:
        """What stands, by kind."""
        with self.db.read() as session:
            return {found.kind: found for found in relay_watch.alarms(session)}

    def attempts(self) -> Sequence[TransactionAttempt]:
        with self.db.read() as session:
            return session.scalars(select(TransactionAttempt).order_by(TransactionAttempt.id)).all()

    def items(self) -> dict[int, RelayItem]:
        """What became of each token's minting."""
        with self.db.read() as session:
            rows = session.execute(select(Intent.token_id, RelayItem).join(RelayItem, RelayItem.intent_id == Intent.id))
            return {row[0]: row[1] for row in rows}


@pytest.fixture
def rig(world: World, clock: FixedClock) -> Rig:
    world.on_chain()
    return Rig(world, clock)
