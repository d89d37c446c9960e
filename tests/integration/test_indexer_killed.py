"""The indexer is killed at any moment, on a chain that changes its mind; the projections are those of a single fresh reading."""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from backend.db.repositories import chain
from backend.db.session import Database
from tests.faults.scale import scaled
from tests.integration.loops import spawn, wait_until
from tests.integration.site import Night, difference, reindexed

_MOST_KILLS = scaled(120, 1_000)


class Killer:
    """Keeps the chain moving, forwards and sometimes back, while indexers are started and killed."""

    def __init__(self, night: Night, rng: random.Random) -> None:
        self._night = night
        self._site = night.site
        self._rng = rng
        self.kills = 0
        self.hits: Counter[str] = Counter()

    def round(self) -> None:
        """Move the chain, start an indexer, move the chain under it, kill it."""
        before = self._read_up_to()
        self._move()
        loop = spawn(self._site, "indexer")
        # The first hundred milliseconds are the start and the first reading; later it meets the chain moving under it.
        ends = time.monotonic() + self._rng.choice((self._rng.uniform(0, 0.1), self._rng.uniform(0.05, 0.35)))
        while time.monotonic() < ends:
            assert loop.alive, "the indexer ended by itself"
            self._move()
        loop.kill()
        self.kills += 1
        after, head = self._read_up_to(), self._site.node.client.head().number
        self.hits["nothing read" if after == before else "in the middle" if after < head else "at the head"] += 1
        self.hits["after a reorganisation"] += len(loop.lines("reorganised")) > self.hits["after a reorganisation"]

    def _read_up_to(self) -> int:
        with self._site.db.read() as session:
            return chain.tip(session).next_block - 1

    def _move(self) -> None:
        if self._rng.random() < 0.15:
            self._site.node.reorg(self._rng.randint(1, 4))
            self._site.later(timedelta(minutes=1))
        self._night.issue(self._rng.randint(1, 9))
        self._site.relay()


@pytest.mark.parametrize(
    ("database_url", "kills"), [("sqlite", scaled(20, 200)), ("postgresql", scaled(10, 200))], indirect=["database_url"]
)
def test_indexer__sigkill_at_random_moments__projections_equal_a_fresh_reading(
    slow_night: Night, kills: int, rng: random.Random, empty_database: Callable[[], Database]
) -> None:
    site, killer = slow_night.site, Killer(slow_night, rng)
    while killer.kills < kills or not {"nothing read", "in the middle", "after a reorganisation"} <= set(killer.hits):
        assert killer.kills < _MOST_KILLS, killer.hits
        killer.round()
    print(f"kills: {killer.kills}, left behind: {dict(killer.hits)}, tickets: {len(slow_night.issued)}")
    site.relay()
    last = spawn(site, "indexer", label="last")
    site.node.mine()
    wait_until(site.has_read_the_head, what="everything read")
    assert last.stop() == 0
    assert difference(site, reindexed(site, empty_database())) == {}
    assert {row.token_id for row in site.projections()["chain_token"]} == set(slow_night.issued)
    assert site.node.mints(slow_night.contract) == Counter(slow_night.issued)
