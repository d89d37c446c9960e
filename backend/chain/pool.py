"""Several nodes as one: the first one that is well answers, and when it fails the next one is asked the same.

An endpoint is passed over while it rests after a failure (twice as long each time, or as long as it said), while it is of
another chain, and while its head is too far behind the best one. Signed bytes go the same way: when the answer to sending is
lost, the next endpoint gets the same bytes, which does no harm where they are known.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.chain.client import ChainClient, Header
from backend.chain.errors import (
    BrokenAnswer,
    ChainError,
    ChainUnreachable,
    NodeBehind,
    NodeSilent,
    TooManyRequests,
    WrongChain,
)
from backend.chain.profiles import ChainProfile
from backend.chain.transport import Transport
from backend.core.logging import get_logger

log = get_logger(__name__)

_FIRST_REST = 0.5
_LONGEST_REST = 60.0
# A chain does not change into another one often: a local one that was started anew, or a provider's mistake.
_TRUST_FOR = 60.0
# How often those that are not in use are asked for their head.
_COMPARE_EVERY = 10.0
# A node that is away still says how far the chain was: following one that is behind would look like a reorganisation.
_REMEMBER_HEAD = 600.0
_MOST_BEHIND = 3
# How often all of them are asked before a request fails. Bytes that were sent may be sent again like any question.
_TRIES = 3


@dataclass
class Endpoint:
    """One node and how well it is. Times are the pool's own clock, in seconds."""

    transport: Transport
    failures: int = 0
    rests_until: float = 0.0
    limited_until: float = 0.0
    trusted_until: float = 0.0
    wrong_chain: bool = False
    head: int | None = None
    head_at: float = 0.0
    asked_at: float = field(default=-_COMPARE_EVERY)

    @property
    def name(self) -> str:
        return self.transport.name


def order(endpoints: Sequence[Endpoint], *, now: float, most_behind: int = _MOST_BEHIND) -> list[Endpoint]:
    """Whom to ask, in this order: the well ones as they were given, then those that rest, the next to wake first; pure.

    None of another chain, that told us to wait, or that is too far behind is among them.
    """
    best = best_head(endpoints, now=now)
    fit = [
        endpoint
        for endpoint in endpoints
        if endpoint.limited_until <= now
        and not (endpoint.wrong_chain and endpoint.trusted_until > now)
        and (endpoint.head is None or endpoint.head >= best - most_behind)
    ]
    well = [endpoint for endpoint in fit if endpoint.rests_until <= now]
    resting = sorted((endpoint for endpoint in fit if endpoint.rests_until > now), key=lambda found: found.rests_until)
    return well + resting


def best_head(endpoints: Sequence[Endpoint], *, now: float) -> int:
    """The highest block that any node of our chain had lately; pure."""
    fresh = (found for found in endpoints if not found.wrong_chain and found.head_at > now - _REMEMBER_HEAD)
    return max((found.head for found in fresh if found.head is not None), default=0)


def rest(failures: int) -> float:
    """How long an endpoint rests after this many failures in a row, in seconds."""
    return min(_FIRST_REST * 2.0 ** min(failures - 1, 10), _LONGEST_REST)


class PooledClient(ChainClient):
    """A ChainClient over several endpoints; `timer` counts seconds."""

    def __init__(
        self,
        urls: Sequence[str],
        *,
        finality: ChainProfile | None = None,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(urls[0], finality=finality)
        self._endpoints = [Endpoint(Transport(url)) for url in urls]
        self._timer = timer
        self._expected: tuple[int, str] | None = None
        self._most_behind = finality.most_behind if finality else _MOST_BEHIND

    def require_chain(self, chain_id: int, genesis_hash: str) -> None:
        """Ask only nodes of that chain from now on. Raises WrongChain when there is none that answers."""
        self._expected = (chain_id, genesis_hash)
        # The one that will be asked next is looked at each time: a local node can be another chain after a restart. When
        # there is none, all are looked at again: it can be ours again after the next restart.
        for endpoint in self._order()[:1] or self._endpoints:
            endpoint.trusted_until = 0.0
        self._first_that_answers("eth_chainId", lambda _endpoint: None)

    def request(self, method: str, *params: Any) -> Any:
        """The result of one call, of the first endpoint that gives one."""
        return self._first_that_answers(method, lambda endpoint: endpoint.transport.request(method, params))

    def head(self) -> Header:
        """The newest block of the first endpoint that is not behind the others."""
        self._compare()
        head = super().head()
        if not self._is_behind(head):
            return head
        # It answered with less than it said before, or than others say: ask them all, then one that is not behind.
        self._compare(at_once=True)
        head = super().head()
        if self._is_behind(head):
            raise NodeBehind(f"head {head.number}, another node has had {self._best()}")
        return head

    # -- whom to ask

    def _order(self) -> list[Endpoint]:
        return order(self._endpoints, now=self._timer(), most_behind=self._most_behind)

    def _best(self) -> int:
        return best_head(self._endpoints, now=self._timer())

    def _is_behind(self, head: Header) -> bool:
        # With a single node there is nobody to measure it by: a local chain may well start again from an old state.
        return len(self._endpoints) > 1 and head.number < self._best() - self._most_behind

    def _first_that_answers(self, method: str, ask: Callable[[Endpoint], Any]) -> Any:
        # An answer that was lost on a bad line is there a moment later; a loop's whole round need not start over for it.
        for _ in range(_TRIES - 1):
            try:
                return self._one_pass(method, ask)
            except (NodeSilent, TooManyRequests, NodeBehind):
                raise
            except ChainUnreachable:
                continue
        return self._one_pass(method, ask)

    def _one_pass(self, method: str, ask: Callable[[Endpoint], Any]) -> Any:
        last: ChainError | None = None
        for endpoint in self._order():
            try:
                self._trust(endpoint)
                answer = ask(endpoint)
            except WrongChain as error:
                last = last or error
            except ChainUnreachable as error:
                self._failed(endpoint, error)
                last = error
            except ChainError:
                # An answer, though not the one we would like: others would say the same.
                self._worked(endpoint)
                raise
            else:
                self._worked(endpoint)
                return answer
        raise last or self._nobody(method)

    def _nobody(self, method: str) -> ChainError:
        now = self._timer()
        ours = [endpoint for endpoint in self._endpoints if not endpoint.wrong_chain]
        if not ours:
            return WrongChain(f"{method}: no node of the expected chain")
        if any(endpoint.limited_until <= now for endpoint in ours):
            return NodeBehind(f"{method}: no node that is not behind block {self._best()}")
        wait = min(endpoint.limited_until for endpoint in ours) - now
        return TooManyRequests(f"{method}: the nodes want us to wait", retry_after=wait)

    # -- how well they are

    def _trust(self, endpoint: Endpoint) -> None:
        """Make sure now and then that this endpoint is of the expected chain. Raises WrongChain."""
        now = self._timer()
        if self._expected is None or (endpoint.trusted_until > now and not endpoint.wrong_chain):
            return
        chain_id, genesis = self._expected
        found = endpoint.transport.request("eth_chainId", [])
        first = endpoint.transport.request("eth_getBlockByNumber", ["0x0", False])
        answered = first.get("hash") if isinstance(first, dict) else None
        if not isinstance(found, str) or (first is not None and answered is None):
            raise BrokenAnswer("eth_chainId: not the answer that was asked for")
        endpoint.trusted_until = now + _TRUST_FOR
        endpoint.wrong_chain = (found, answered) != (hex(chain_id), genesis)
        if endpoint.wrong_chain:
            log.error("node_of_another_chain", node=endpoint.name, expected=chain_id, found=found, genesis=answered)
            raise WrongChain(f"expected chain {chain_id} ({genesis}), found {found} ({answered})")

    def _failed(self, endpoint: Endpoint, error: ChainUnreachable) -> None:
        now = self._timer()
        endpoint.failures += 1
        pause = rest(endpoint.failures)
        if isinstance(error, TooManyRequests):
            pause = error.retry_after if error.retry_after is not None else pause
            endpoint.limited_until = now + min(pause, 10 * _LONGEST_REST)
        endpoint.rests_until = now + pause
        # What it was before it went away says nothing about what it is when it comes back.
        endpoint.trusted_until = 0.0
        log.warning("node_failed", node=endpoint.name, error=type(error).__name__, detail=str(error)[:200], rests=pause)

    def _worked(self, endpoint: Endpoint) -> None:
        if endpoint.failures:
            log.info("node_works_again", node=endpoint.name)
        endpoint.failures, endpoint.rests_until = 0, 0.0

    def _compare(self, *, at_once: bool = False) -> None:
        """Ask every endpoint that is well for its head, now and then, so that one that stands still is noticed."""
        now = self._timer()
        if len(self._endpoints) == 1:
            return
        for endpoint in self._endpoints:
            due = at_once or now - endpoint.asked_at >= _COMPARE_EVERY
            if not due or endpoint.limited_until > now or endpoint.rests_until > now:
                continue
            endpoint.asked_at = now
            try:
                self._trust(endpoint)
                self._note_head(endpoint, int(endpoint.transport.request("eth_blockNumber", []), 16))
            except WrongChain:
                continue
            except ChainUnreachable as error:
                self._failed(endpoint, error)
            except (ChainError, TypeError, ValueError) as error:
                self._failed(endpoint, BrokenAnswer(f"eth_blockNumber: {type(error).__name__}"))

    def _note_head(self, endpoint: Endpoint, number: int) -> None:
        if endpoint.head is not None and number < endpoint.head - self._most_behind:
            log.warning("node_went_backwards", node=endpoint.name, was=endpoint.head, head=number)
        endpoint.head, endpoint.head_at = number, self._timer()
