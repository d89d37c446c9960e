"""The relayer is killed at any moment, again and again; every ticket is minted once, none twice."""

import random
import time
from collections import Counter

import pytest
from eth_utils.crypto import keccak

from backend.outbox.intents import Signer
from backend.relayer.states import TxState
from tests.faults.scale import scaled
from tests.integration.loops import Loop, spawn, wait_until
from tests.integration.site import Night

# What a killed relayer may leave behind; `unnoted` is a signed transaction the node has and the database does not know of.
MOMENTS = {"reserved", "signed", "unnoted", "broadcast"}
_MOST_KILLS = scaled(150, 1_000)


class Killer:
    """Keeps the relayer busy with small waves of tickets and kills it in the middle of them."""

    def __init__(self, night: Night, rng: random.Random) -> None:
        self._night = night
        self._site = night.site
        self._rng = rng
        self.kills = 0
        self.hits: Counter[str] = Counter()
        self.seen: dict[int, bytes] = {}

    def round(self) -> None:
        """Start, let it work, kill, and note what it left."""
        slow_mining = self._rng.random() < 0.4
        self._site.node.automine(on=not slow_mining)
        known = len(self._site.transactions())
        self._wish()
        loop = spawn(self._site, "relayer")
        wait_until(lambda: len(self._site.transactions()) > known or not loop.alive, pause=0.002, what="a transaction")
        assert loop.alive, "the relayer ended by itself"
        self._work(loop)
        loop.kill()
        self.kills += 1
        self._note()
        self._site.node.automine(on=True)
        self._site.node.mine()

    def _work(self, loop: Loop) -> None:
        target = self._rng.choice([None, None, *TxState])
        ends = time.monotonic() + self._rng.uniform(0, 0.3)
        while time.monotonic() < ends and loop.alive:
            if self._rng.random() < 0.2:
                self._wish()
            if target is not None and self._site.transactions()[-1].state == target.value:
                return
            time.sleep(self._rng.uniform(0, 0.004))

    def _wish(self) -> None:
        """A few tickets for the office's key, and now and then a revocation for the organiser's."""
        self._night.issue(self._rng.randint(1, 9))
        token_id = self._rng.choice(self._night.issued)
        if self._rng.random() < 0.3 and token_id not in self._night.revoked:
            self._night.revoke(token_id)

    def _note(self) -> None:
        attempts = self._site.attempts()
        for number, raw in self.seen.items():
            assert attempts[number].raw == raw, "a stored transaction was changed or lost"
        self.seen = {number: attempt.raw for number, attempt in attempts.items()}
        self.hits.update({transaction.state for transaction in self._site.transactions()})
        unnoted = [attempt for attempt in attempts.values() if attempt.sent_at is None]
        if any(self._site.node.request("eth_getTransactionByHash", attempt.hash) for attempt in unnoted):
            self.hits["unnoted"] += 1


def _assert_exactly_once(night: Night) -> None:
    """Everything that was wished for is on the chain once, and the books agree with the chain."""
    site, contract = night.site, night.contract
    assert site.node.mints(contract) == Counter(night.issued)
    assert site.node.revocations(contract) == Counter(night.revoked)
    assert site.pending() == 0
    transactions, attempts = site.transactions(), site.attempts()
    assert {transaction.state for transaction in transactions} == {TxState.FINAL.value}
    for signer in Signer:
        address = site.keys[signer].address
        nonces = [transaction.nonce for transaction in transactions if transaction.sender == address]
        assert nonces == list(range(site.node.client.transaction_count(address)))
    # One signed form each, whatever happened: nothing was ever signed a second time for the same nonce.
    assert sorted(attempt.transaction_id for attempt in attempts.values()) == [row.id for row in transactions]
    assert all(attempt.hash == "0x" + keccak(attempt.raw).hex() for attempt in attempts.values())


def _kill_and_check(night: Night, rng: random.Random, *, at_least: int, moments: set[str]) -> None:
    killer = Killer(night, rng)
    # Revocations wait until the mint has been read.
    indexer = spawn(night.site, "indexer")
    while killer.kills < at_least or len(night.issued) < 15 * at_least or not moments <= set(killer.hits):
        assert killer.kills < _MOST_KILLS, f"never killed in {moments - set(killer.hits)}: {killer.hits}"
        killer.round()
    print(f"kills: {killer.kills}, left behind: {dict(killer.hits)}")
    print(
        f"tickets: {len(night.issued)}, revoked: {len(night.revoked)}, transactions: {len(night.site.transactions())}"
    )
    last = spawn(night.site, "relayer")
    wait_until(lambda: night.site.pending() == 0, seconds=30, what="everything sent")
    assert [last.stop(), indexer.stop()] == [0, 0]
    _assert_exactly_once(night)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_relayer__sigkill_at_random_moments__every_ticket_minted_once(night: Night, rng: random.Random) -> None:
    _kill_and_check(night, rng, at_least=scaled(30, 220), moments=MOMENTS)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_relayer__sigkill_on_postgresql__every_ticket_minted_once(night: Night, rng: random.Random) -> None:
    _kill_and_check(night, rng, at_least=scaled(10, 200), moments={"reserved", "signed", "broadcast"})
