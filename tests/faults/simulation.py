"""One run of everything that goes wrong, decided by a seed: the same seed gives the same run.

No process, no thread of ours and no wall clock: a driver steps the lanes and the indexer one after the other, moves their
clock, mines, changes its mind about blocks that were mined, restarts what it steps, and lets the node behave badly. What
happened is written down in `story`, so that two runs can be compared. In the end the node behaves, and everything that was
wished for must be on the chain once, and in the tables as a fresh reading gives it.
"""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from backend.chain.client import ChainClient
from backend.chain.errors import ChainError
from backend.core.clock import FixedClock
from backend.indexer.loop import Indexer, Moved
from backend.outbox.intents import Kind, NewIntent, Signer
from backend.outbox.service import enqueue
from backend.relayer.lane import Lane
from tests.faults.geth import Geth
from tests.faults.lag import Lag
from tests.faults.limits import BLOCKS, Limits
from tests.faults.proxy import Proxy, every
from tests.integration.site import Night

# Anvil's `finalized` is two epochs below the head: sixteen blocks may still change.
DEEP_FINALITY = ("--chain-id", "31338", "--slots-in-an-epoch", "8")
BLOCKS_TO_FINAL = 16
DEEPEST_REORG = 12
# Eight faults each: eight and 32 of a hundred requests go wrong.
_CALM, _ROUGH, _WILD = every(0.0), every(0.01), every(0.04)
_MOST_ROUNDS_TO_END = 400

Raw = tuple[str, int, str]


@dataclass
class Simulation:
    """A night behind a bad node. `ticks` are the driver's decisions before the node is good again."""

    night: Night
    proxy: Proxy
    seed: int
    ticks: int
    story: list[str] = field(default_factory=list)
    happened: Counter[str] = field(default_factory=Counter)
    settled: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311 - chance for a test
        self.site, self.node = self.night.site, self.night.site.node
        self.limits, self.lag, self.geth = Limits(), Lag(rng=random.Random(self.seed + 1)), Geth()  # noqa: S311
        self.proxy.behaviour.manners = [self.lag, self.limits, self.geth]
        self.proxy.behaviour.delay_seconds = 0.0
        self.client = ChainClient(self.proxy.url)
        # The two programs have clocks of their own machines: a restart of one is none of the other.
        self.clock: FixedClock = self.site.clock
        self.lanes: dict[Signer, Lane] = {}
        self.indexer: Indexer
        self._restart()

    def run(self) -> None:
        """All ticks, then the end. Raises AssertionError when something was lost, doubled or stuck."""
        self.node.automine(on=False)
        deeds: Sequence[tuple[str, int]] = (
            ("wish", 5),
            ("relay", 14),
            ("index", 10),
            ("mine", 8),
            ("pass_time", 5),
            ("restart", 2),
            ("reorganise", 2),
            ("change_mood", 3),
        )
        names, weights = [name for name, _ in deeds], [weight for _, weight in deeds]
        for _ in range(self.ticks):
            name = self.rng.choices(names, weights)[0]
            self.happened[name] += 1
            getattr(self, f"_{name}")()
        self._end()

    # -- what happens

    def _note(self, text: str) -> None:
        self.story.append(text)

    def _wish(self) -> None:
        """Tickets, and now and then a revocation or a check-in to settle, some before the ticket is minted."""
        quantity = self.rng.randint(1, 9)
        fresh = self.night.issue(quantity, tier=self.rng.choice((1, 2)))
        self._note(f"wish {quantity}")
        chosen = self.rng.choice(self.night.issued)
        if self.rng.random() < 0.3 and chosen not in {*self.night.revoked, *self.settled}:
            self.night.revoke(chosen)
            self._note(f"revoke {chosen}")
        elif self.rng.random() < 0.4 and chosen not in self.night.revoked:
            self._settle({chosen, *fresh[:1]} - set(self.night.revoked))

    def _settle(self, token_ids: set[int]) -> None:
        for token_id in sorted(token_ids - self.settled):
            tier, serial = token_id >> 32, token_id & 0xFFFFFFFF
            payload = {"tier": tier, "index": serial // 256, "bits": hex(1 << serial % 256)}
            wish = NewIntent(
                Kind.SETTLE,
                f"settle:{token_id}",
                self.night.collective_id,
                event_id=self.night.event_id,
                payload=payload,
            )
            with self.site.db.write() as session:
                enqueue(session, [wish], now=self.clock.now())
            self.settled.add(token_id)
            self._note(f"settle {token_id}")

    def _relay(self) -> None:
        signer = self.rng.choice((Signer.OFFICE, Signer.OFFICE, Signer.ORGANISER))
        self._step(signer.value, self.lanes[signer])

    def _index(self) -> None:
        self._step("indexer", self.indexer)

    def _step(self, name: str, loop: Lane | Indexer) -> bool:
        """As the loops do: known trouble is waited out, anything else is a bug."""
        try:
            moved = loop.step()
        except (ChainError, Moved) as error:
            self._note(f"{name}: {type(error).__name__}")
            self.happened[type(error).__name__] += 1
            self.clock.at += timedelta(seconds=1)
            return True
        self._note(f"{name}: {moved}")
        return moved

    def _mine(self) -> None:
        blocks = self.rng.choice((1, 1, 1, 2, 5))
        self.node.mine(blocks)
        self._note(f"mine {blocks}")

    def _pass_time(self) -> None:
        seconds = self.rng.choice((1, 5, 30))
        self.site.later(timedelta(seconds=seconds))
        self._note(f"wait {seconds}")

    def _restart(self) -> None:
        """Killed and started again: what was in memory is gone."""
        self.lanes = {signer: self.site.lane(signer, client=self.client) for signer in Signer}
        self.indexer = self.site.indexer(client=self.client)
        self._note("restart")

    def _change_mood(self) -> None:
        """The node gets better or worse."""
        self.proxy.behaviour.rates = self.rng.choice((_CALM, _ROUGH, _ROUGH, _WILD))
        self.lag.blocks = self.rng.choice((0, 0, 1, 3, 6))
        self.lag.rate = self.rng.choice((1.0, 0.3))
        self.limits.blocks = self.rng.choice((10**9, 10**9, 7, 2, 1))
        self.limits.addresses = self.rng.choice((10**9, 10**9, 3, 1))
        self.limits.provider = self.rng.choice(list(BLOCKS))
        self._note(f"mood {sum(self.proxy.behaviour.rates.values()):.2f} {self.lag.blocks} {self.limits.blocks}")

    def _reorganise(self) -> None:
        depth = min(self.rng.randint(1, DEEPEST_REORG), self.node.client.head().number - self._first_block())
        if depth < 1:
            return
        kept = surviving(transactions(self.node.request, depth), depth, self.rng)
        self.node.reorg(depth, kept)
        self._note(f"reorganise {depth}, {len(kept)} kept")
        self.happened["transactions kept in other blocks"] += len(kept)

    def _first_block(self) -> int:
        """Collective and event stay: without them there is nothing to mint, and another test takes them away."""
        return self.site.installed.from_block + 2 + BLOCKS_TO_FINAL

    # -- the end

    def _end(self) -> None:
        """The node is good again: everything comes to its end, within a bounded number of rounds."""
        self.proxy.quiet()
        self.lag.blocks, self.limits.blocks, self.limits.addresses = 0, 10**9, 10**9
        for _ in range(_MOST_ROUNDS_TO_END):
            self.site.later(timedelta(seconds=21))
            # Every step is taken: `any` would stop at the first that moved.
            moved = [self._step(name, loop) for name, loop in self._loops()]
            self.node.mine()
            if self.site.pending() == 0 and not any(moved[:-1]) and self.site.has_read_the_head():
                return
            if self.site.pending() == 0:
                self._step("indexer", self.indexer)
                if self.site.has_read_the_head():
                    return
        raise AssertionError(
            f"seed {self.seed}: {self.site.pending()} still pending after {_MOST_ROUNDS_TO_END} rounds"
        )

    def _loops(self) -> list[tuple[str, Lane | Indexer]]:
        return [*((signer.value, lane) for signer, lane in self.lanes.items()), ("indexer", self.indexer)]

    def require_truth(self) -> None:
        """Everything that was wished for is on the chain, once."""
        contract = self.night.contract
        assert self.node.mints(contract) == Counter(self.night.issued)
        assert self.node.revocations(contract) == Counter(self.night.revoked)
        assert self.node.settled(contract) == self.settled


def transactions(request: Any, depth: int) -> list[Raw]:
    """What the last `depth` blocks hold: sender, nonce and raw bytes, in the chain's order."""
    head = int(request("eth_blockNumber"), 16)
    found: list[Raw] = []
    for number in range(head - depth + 1, head + 1):
        for entry in request("eth_getBlockByNumber", hex(number), True)["transactions"]:
            raw = request("eth_getRawTransactionByHash", entry["hash"])
            found.append((entry["from"], int(entry["nonce"], 16), raw))
    return found


def surviving(found: Sequence[Raw], depth: int, rng: random.Random) -> list[tuple[str, int]]:
    """Which of the transactions the new blocks hold, and where: of each sender the first few, in other blocks than before."""
    by_sender: Mapping[str, list[Raw]] = {sender: [] for sender, _, _ in found}
    for entry in found:
        by_sender[entry[0]].append(entry)
    kept: list[tuple[str, int]] = []
    for entries in by_sender.values():
        ordered = sorted(entries, key=lambda entry: entry[1])[: rng.randint(0, len(entries))]
        blocks = sorted(rng.randrange(depth) for _ in ordered)
        kept += [(raw, block) for (_, _, raw), block in zip(ordered, blocks, strict=True)]
    return sorted(kept, key=lambda pair: pair[1])
