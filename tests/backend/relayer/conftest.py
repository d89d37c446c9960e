"""A lane on a chain in memory, that can be ended and begun anew at any moment."""

from datetime import timedelta

import pytest
from eth_account import Account
from sqlalchemy import select

from backend.chain.sender import Key
from backend.core.clock import FixedClock
from backend.db.models.pipeline import ChainTransaction, Intent, RelayItem, TransactionAttempt
from backend.db.repositories import chain as chain_repository
from backend.outbox.intents import Signer
from backend.relayer.lane import Lane
from backend.relayer.states import RESEND_AFTER
from tests.backend.conftest import World
from tests.backend.relayer.fake_chain import FakeChain

KEY = Key(Account.from_key(b"\x01" * 32))


class Relay:
    """The relayer of a world's office key."""

    def __init__(self, world: World, chain: FakeChain, clock: FixedClock) -> None:
        self.world = world
        self.chain = chain
        self.clock = clock

    def lane(self, signer: Signer = Signer.OFFICE, key: Key = KEY) -> Lane:
        """A lane as a process that has just started has it."""
        with self.world.parts.db.read() as session:
            installed = chain_repository.installation(session)
        assert installed
        return Lane(
            db=self.world.parts.db,
            client=self.chain,  # type: ignore[arg-type]
            clock=self.clock,
            key=key,
            signer=signer,
            installed=installed,
            fee_cap=200 * 10**9,
        )

    def step(self) -> bool:
        return self.lane().step()

    def finish(self) -> None:
        """Mine and step until nothing moves any more."""
        for _ in range(12):
            self.clock.at += RESEND_AFTER
            moved = self.step()
            busy = bool(self.chain.pool)
            self.chain.mine()
            if not moved and not busy:
                return
        pytest.fail("the lane does not come to rest")

    def later(self, passed: timedelta = RESEND_AFTER) -> None:
        self.clock.at += passed

    def transactions(self) -> list[ChainTransaction]:
        with self.world.parts.db.read() as session:
            return list(session.scalars(select(ChainTransaction).order_by(ChainTransaction.nonce)))

    def states(self) -> list[str]:
        return [transaction.state for transaction in self.transactions()]

    def attempts(self) -> list[TransactionAttempt]:
        with self.world.parts.db.read() as session:
            return list(session.scalars(select(TransactionAttempt).order_by(TransactionAttempt.id)))

    def items(self) -> dict[int, tuple[str, str | None, int]]:
        """State, failure and tries by token id."""
        with self.world.parts.db.read() as session:
            rows = session.execute(
                select(Intent.token_id, RelayItem.state, RelayItem.failure, RelayItem.tries)
                .join(RelayItem, RelayItem.intent_id == Intent.id)
                .where(Intent.token_id.is_not(None))
            )
            return {row[0]: (row[1], row[2], row[3]) for row in rows}


@pytest.fixture
def chain() -> FakeChain:
    return FakeChain()


@pytest.fixture
def relay(world: World, chain: FakeChain, clock: FixedClock) -> Relay:
    """The office's lane for a world whose contracts are on the chain."""
    world.on_chain()
    return Relay(world, chain, clock)
