"""The lane ended at any moment and begun anew: what is saved before what, one transaction a batch, the same bytes again."""

import pytest
from eth_account import Account
from sqlalchemy import select

from backend.chain.errors import ChainUnreachable, Underpriced
from backend.chain.sender import Key, SignedTransaction, Unsigned
from backend.db.models.pipeline import ChainTransaction, RelayItem, TransactionAttempt
from backend.outbox.intents import Signer
from tests.backend.relayer.conftest import KEY, Relay
from tests.backend.relayer.fake_chain import Crash, FakeChain, distinct

POINTS = [
    ("head", False),
    ("estimate_gas", False),
    ("estimate_gas", True),
    ("transaction_count", False),
    ("priority_fee", False),
    ("send_raw", False),
    ("send_raw", True),
    ("receipt", False),
]


class WatchedKey(Key):
    """The same key; looks at the database before it signs."""

    def __init__(self, relay: Relay) -> None:
        super().__init__(Account.from_key(b"\x01" * 32))
        self.relay = relay
        self.seen: list[tuple[str, int, int, int]] = []

    def sign(self, unsigned: Unsigned) -> SignedTransaction:
        with self.relay.world.parts.db.read() as session:
            row = session.scalars(select(ChainTransaction)).one()
            carried = session.scalars(select(RelayItem).where(RelayItem.transaction_id == row.id)).all()
            attempts = session.scalars(select(TransactionAttempt)).all()
        self.seen.append((row.state, row.nonce, len(carried), len(attempts)))
        assert (row.nonce, row.to, row.data, row.gas) == (unsigned.nonce, unsigned.to, unsigned.data, unsigned.gas)
        return super().sign(unsigned)


def test_step__before_anything_is_signed__nonce_and_items_are_committed(relay: Relay) -> None:
    relay.world.issue(quantity=3)
    key = WatchedKey(relay)
    relay.lane(key=key).step()
    assert key.seen == [("reserved", 0, 3, 0)]


def test_step__before_anything_is_sent__the_signed_bytes_are_committed(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue(quantity=3)
    seen = []

    def look(raw: bytes) -> None:
        (attempt,), states = relay.attempts(), relay.states()
        seen.append((attempt.raw == raw, attempt.sent_at, states))

    chain.on_send = look
    relay.step()
    assert seen == [(True, None, ["signed"])]


@pytest.mark.parametrize(("method", "after"), POINTS)
def test_step__crash_at_any_point__one_transaction_with_the_same_bytes(
    relay: Relay, chain: FakeChain, method: str, after: bool
) -> None:
    ids = relay.world.issue(quantity=3)
    chain.crash(method, after=after)
    with pytest.raises(Crash):
        relay.finish()
    relay.finish()
    assert len(chain.mined()) == 1
    assert chain.minted() == ids
    assert len(distinct(chain.sent)) == 1
    assert relay.states() == ["final"]
    assert len(relay.attempts()) == 1


@pytest.mark.parametrize(("first", "second"), [(a, b) for a in POINTS[4:] for b in POINTS[4:]])
def test_step__two_crashes__one_transaction_with_the_same_bytes(
    relay: Relay, chain: FakeChain, first: tuple[str, bool], second: tuple[str, bool]
) -> None:
    ids = relay.world.issue(quantity=2)
    for method, after in (first, second):
        chain.crash(method, after=after)
        with pytest.raises(Crash):
            relay.finish()
    relay.finish()
    assert chain.minted() == ids
    assert len(distinct(chain.sent)) == len(chain.mined()) == 1


def test_step__crash_after_each_of_three_batches__every_ticket_once_and_nonces_without_gaps(
    relay: Relay, chain: FakeChain
) -> None:
    ids: list[int] = []
    for _ in range(3):
        ids += relay.world.issue(quantity=2)
        chain.crash("send_raw", after=True)
        with pytest.raises(Crash):
            relay.step()
    relay.finish()
    assert sorted(chain.minted()) == ids
    assert [call.nonce for call in chain.mined()] == [0, 1, 2]
    assert relay.states() == ["final"] * 3


def test_step__answer_lost_on_the_way__sent_again_as_it_was_and_known(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue()

    def lost() -> None:
        del chain.after["send_raw"]
        raise ChainUnreachable("eth_sendRawTransaction: ReadTimeout")

    chain.after["send_raw"] = lost
    with pytest.raises(ChainUnreachable):
        relay.step()
    assert relay.states() == ["signed"]
    relay.step()
    assert relay.states() == ["broadcast"]
    assert [attempt.answer for attempt in relay.attempts()] == ["already known"]
    assert len(chain.sent) == 2
    assert len(distinct(chain.sent)) == 1


def test_step__mined_before_the_restart__nonce_too_low_is_no_trouble(relay: Relay, chain: FakeChain) -> None:
    ids = relay.world.issue()
    chain.crash("send_raw", after=True)
    with pytest.raises(Crash):
        relay.step()
    chain.mine()
    relay.step()
    assert [attempt.answer for attempt in relay.attempts()] == ["nonce too low"]
    assert relay.states() == ["final"]
    assert chain.minted() == ids


def test_step__refused_for_its_fee__kept_and_sent_again_after_a_while(relay: Relay, chain: FakeChain) -> None:
    ids = relay.world.issue()

    def refuse() -> None:
        raise Underpriced("transaction underpriced")

    chain.before["send_raw"] = refuse
    relay.step()
    assert relay.states() == ["broadcast"]
    assert [attempt.answer for attempt in relay.attempts()] == ["transaction underpriced"]
    del chain.before["send_raw"]
    relay.step()
    assert chain.sent == []
    relay.finish()
    assert chain.minted() == ids
    assert len(distinct(chain.sent)) == 1


def test_step__the_node_forgot_it__the_same_bytes_after_twenty_seconds(relay: Relay, chain: FakeChain) -> None:
    ids = relay.world.issue()
    relay.step()
    chain.pool.clear()
    assert not relay.step()
    assert len(chain.sent) == 1
    relay.later()
    relay.step()
    assert len(chain.sent) == 2
    relay.finish()
    assert chain.minted() == ids
    assert len(distinct(chain.sent)) == 1


def test_step__another_keys_lane__leaves_ours_alone(relay: Relay, chain: FakeChain) -> None:
    relay.world.issue()
    relay.step()
    other = Key(Account.from_key(b"\x02" * 32))
    relay.later()
    assert not relay.lane(Signer.OFFICE, other).step()
    assert len(chain.sent) == 1
    assert {transaction.sender for transaction in relay.transactions()} == {KEY.address}
