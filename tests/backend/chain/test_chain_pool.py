"""Several nodes as one: who is asked, who is passed over and for how long, and that sent bytes reach somebody."""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from eth_utils.crypto import keccak
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from backend.chain.errors import (
    AlreadyKnown,
    ChainUnreachable,
    InsufficientFunds,
    NodeBehind,
    NodeSilent,
    NonceTooLow,
    ReplacementUnderpriced,
    TooManyRequests,
    WrongChain,
)
from backend.chain.pool import Endpoint as Known
from backend.chain.pool import PooledClient, order, rest
from backend.chain.transport import Transport
from tests.backend.chain.endpoints import CHAIN, GENESIS, Endpoint, Reply, spoken
from tests.backend.conftest import TICKETS

RAW = b"\x02\xff\x01"
Pool = Callable[..., tuple[PooledClient, list[Endpoint]]]


class Seconds:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def pool(seconds: Seconds) -> Iterator[Pool]:
    opened: list[Endpoint] = []

    def make(count: int = 2, heads: Sequence[int] = ()) -> tuple[PooledClient, list[Endpoint]]:
        endpoints = [Endpoint(head=head) for head in (heads or [100] * count)]
        opened.extend(endpoints)
        return PooledClient([endpoint.url for endpoint in endpoints], timer=seconds), endpoints

    yield make
    for endpoint in opened:
        endpoint.close()


def refuse(message: str) -> Callable[[dict[str, Any]], Reply]:
    return lambda request: spoken(request, error={"code": -32000, "message": message})


def broken(_request: dict[str, Any]) -> Reply:
    return Reply(b"", 502)


# -- reads


@pytest.mark.parametrize(
    "how",
    [
        pytest.param(broken, id="bad gateway"),
        pytest.param(lambda _: Reply(b"{", 200), id="JSON cut off"),
        pytest.param(lambda request: spoken(request, number=0, result="0x1"), id="wrong id"),
        pytest.param(lambda _: Reply(b"", dropped=True), id="connection dropped"),
        pytest.param(lambda _: Reply(b"{}", 429), id="too many requests"),
    ],
)
def test_read__first_node_fails__second_answers_and_the_first_rests(
    pool: Pool, seconds: Seconds, how: Callable[[dict[str, Any]], Reply]
) -> None:
    client, (first, second) = pool(heads=(100, 102))
    first.fails("eth_getBalance", how)
    assert client.balance(TICKETS) == 102
    assert client.balance(TICKETS) == 102
    assert (len(first.asked), len(second.asked)) == (1, 2)
    first.override.clear()
    seconds.at += 0.5
    assert client.balance(TICKETS) == 100


def test_read__an_error_that_is_an_answer__not_asked_elsewhere(pool: Pool) -> None:
    client, (first, second) = pool()
    first.fails("eth_getBalance", refuse("nonce too low"))
    with pytest.raises(NonceTooLow):
        client.balance(TICKETS)
    assert (len(first.asked), len(second.asked)) == (1, 0)


def test_read__all_fail__the_last_one_s_error_and_all_are_asked_again(pool: Pool) -> None:
    client, endpoints = pool(3)
    for endpoint in endpoints:
        endpoint.fails("eth_getBalance", broken)
    for _ in range(2):
        with pytest.raises(ChainUnreachable):
            client.balance(TICKETS)
    # Three times each for one request: an answer lost on a bad line is there a moment later.
    assert [len(endpoint.asked) for endpoint in endpoints] == [6, 6, 6]


def test_read__answer_lost_twice_by_the_only_node__asked_a_third_time(pool: Pool) -> None:
    client, (only,) = pool(1)
    only.fails("eth_getBalance", lambda request: Reply(b"{") if len(only.asked) < 3 else spoken(request, result="0x5"))
    assert client.balance(TICKETS) == 5
    assert len(only.asked) == 3


def test_read__node_silent__not_waited_for_again(pool: Pool) -> None:
    client, (only,) = pool(1)
    release = threading.Event()
    client._endpoints[0].transport = Transport(only.url, timeout=0.1)

    def slow(request: dict[str, Any]) -> Reply:
        release.wait(5)
        return spoken(request, result="0x1")

    only.fails("eth_getBalance", slow)
    with pytest.raises(NodeSilent):
        client.balance(TICKETS)
    assert len(only.asked) == 1
    release.set()


def test_read__told_to_wait__left_alone_that_long_even_when_it_is_the_only_one(pool: Pool, seconds: Seconds) -> None:
    client, (only,) = pool(1)
    only.fails("eth_getBalance", lambda _: Reply(b"{}", 429, (("Retry-After", "30"),)))
    with pytest.raises(TooManyRequests):
        client.balance(TICKETS)
    only.override.clear()
    seconds.at += 29.9
    with pytest.raises(TooManyRequests) as caught:
        client.balance(TICKETS)
    assert caught.value.retry_after == pytest.approx(0.1)
    assert len(only.asked) == 1
    seconds.at += 0.2
    assert client.balance(TICKETS) == 100


# -- sending


def test_send__answer_lost__the_next_node_gets_the_same_bytes(pool: Pool) -> None:
    client, (first, second) = pool()
    first.fails("eth_sendRawTransaction", lambda _: Reply(b"", dropped=True))
    client.send_raw(RAW)
    assert set(first.sent) == {"0x02ff01"}
    assert second.sent == ["0x02ff01"]


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("already known", AlreadyKnown),
        ("transaction already imported", AlreadyKnown),
        ("nonce too low", NonceTooLow),
        ("replacement transaction underpriced", ReplacementUnderpriced),
        ("insufficient funds for gas * price + value", InsufficientFunds),
    ],
)
@pytest.mark.parametrize("lost", [False, True])
def test_send__a_node_s_word_on_it__its_type_also_from_the_second(
    pool: Pool, message: str, kind: type[Exception], lost: bool
) -> None:
    client, (first, second) = pool()
    if lost:
        first.fails("eth_sendRawTransaction", lambda _: Reply(b"", dropped=True))
    (second if lost else first).fails("eth_sendRawTransaction", refuse(message))
    with pytest.raises(kind) as caught:
        client.send_raw(RAW)
    assert type(caught.value) is kind
    assert len(second.sent) == int(lost)


def test_send__node_answers_another_hash__ours_counts_and_it_is_said(pool: Pool) -> None:
    client, (first, _second) = pool()
    with capture_logs() as logs:
        client.send_raw(RAW)
        assert logs == []
        first.fails("eth_sendRawTransaction", lambda request: spoken(request, result="0x" + "cc" * 32))
        client.send_raw(RAW)
    (line,) = logs
    assert (line["event"], line["ours"], line["answer"]) == (
        "node_answered_another_hash",
        "0x" + keccak(RAW).hex(),
        "0x" + "cc" * 32,
    )


# -- which chain


def test_require_chain__one_node_of_another__passed_over_for_a_while_and_looked_at_again(
    pool: Pool, seconds: Seconds
) -> None:
    client, (first, second) = pool(heads=(100, 102))
    first.chain = 1
    client.require_chain(CHAIN, GENESIS)
    assert client.balance(TICKETS) == 102
    assert "eth_getBalance" not in first.asked
    first.chain = CHAIN
    seconds.at += 60.1
    assert client.balance(TICKETS) == 100
    assert second.asked.count("eth_chainId") == 1


def test_require_chain__same_id_and_another_genesis__wrong_chain(pool: Pool) -> None:
    client, (first, second) = pool()
    first.genesis, second.chain = "0x" + "00" * 32, 7
    with pytest.raises(WrongChain, match="expected chain 31337"):
        client.require_chain(CHAIN, GENESIS)
    with pytest.raises(WrongChain):
        client.balance(TICKETS)
    assert "eth_getBalance" not in first.asked + second.asked


def test_require_chain__second_node_never_asked_before__looked_at_before_its_first_answer(pool: Pool) -> None:
    client, (first, second) = pool()
    client.require_chain(CHAIN, GENESIS)
    assert second.asked == []
    second.chain = 7
    first.fails("eth_getBalance", broken)
    with pytest.raises(ChainUnreachable):
        client.balance(TICKETS)
    assert second.asked == ["eth_chainId", "eth_getBlockByNumber"]


def test_require_chain__node_became_another_chain_and_ours_again__noticed_in_the_next_round(pool: Pool) -> None:
    client, (only,) = pool(1)
    client.require_chain(CHAIN, GENESIS)
    only.genesis = "0x" + "00" * 32
    for _ in range(2):
        with pytest.raises(WrongChain):
            client.require_chain(CHAIN, GENESIS)
    only.genesis = GENESIS
    client.require_chain(CHAIN, GENESIS)
    assert client.balance(TICKETS) == 100


# -- who is behind


@pytest.mark.parametrize(("head", "answered"), [(97, 97), (96, 100), (3, 100)])
def test_head__first_node_behind_by_more_than_three__the_other_one_answers(
    pool: Pool, head: int, answered: int
) -> None:
    client, _endpoints = pool(heads=(head, 100))
    assert client.head().number == answered
    assert client.balance(TICKETS) == answered


def test_head__node_goes_backwards__passed_over_at_once_and_back_when_it_has_caught_up(
    pool: Pool, seconds: Seconds
) -> None:
    client, (first, second) = pool()
    assert client.head().number == 100
    first.head, second.head = 80, 101
    assert client.head().number == 101
    assert client.balance(TICKETS) == 101
    first.head = 102
    seconds.at += 10
    assert client.head().number == 102


def test_head__the_whole_chain_goes_backwards__followed(pool: Pool) -> None:
    client, (first, second) = pool()
    assert client.head().number == 100
    first.head = second.head = 50
    assert client.head().number == 50


def test_head__one_node_alone_goes_backwards__followed(pool: Pool) -> None:
    client, (only,) = pool(1)
    assert client.head().number == 100
    only.head = 2
    assert client.head().number == 2


def test_head__node_stands_still_between_comparisons__behind_or_answered_by_another(
    pool: Pool, seconds: Seconds
) -> None:
    client, (first, second) = pool()
    client.head()
    second.head = 200
    seconds.at += 10
    assert client.head().number == 200
    assert first.head == 100


@pytest.mark.parametrize(
    ("how", "kind"), [(broken, ChainUnreachable), (lambda _: Reply(b"{}", 429, (("Retry-After", "900"),)), NodeBehind)]
)
def test_head__the_best_node_goes_away__the_one_behind_is_not_followed_for_a_while(
    pool: Pool, seconds: Seconds, how: Callable[[dict[str, Any]], Reply], kind: type[Exception]
) -> None:
    client, (_first, second) = pool(heads=(10, 100))
    assert client.head().number == 100
    second.fails("eth_getBlockByNumber", how)
    second.fails("eth_blockNumber", how)
    for passed in (0.0, 1.0, 500.0):
        seconds.at += passed
        with pytest.raises(ChainUnreachable) as caught:
            client.head()
    assert type(caught.value) is kind
    seconds.at += 100.0
    assert client.head().number == 10


# -- pure


def known(**values: Any) -> Known:
    return Known(Transport("http://node.example"), **values)


@pytest.mark.parametrize(
    ("endpoints", "asked"),
    [
        pytest.param([known(), known()], [0, 1], id="as they were given"),
        pytest.param([known(rests_until=11.0), known()], [1, 0], id="one that rests comes last"),
        pytest.param([known(rests_until=13.0), known(rests_until=11.0)], [1, 0], id="the next to wake first"),
        pytest.param([known(rests_until=10.0), known()], [0, 1], id="has rested"),
        pytest.param([known(limited_until=11.0), known()], [1], id="told us to wait"),
        pytest.param([known(wrong_chain=True, trusted_until=11.0), known()], [1], id="another chain"),
        pytest.param([known(wrong_chain=True, trusted_until=10.0), known()], [0, 1], id="another chain, long ago"),
        pytest.param([known(head=6), known(head=10)], [1], id="behind"),
        pytest.param([known(head=7), known(head=10)], [0, 1], id="a little behind"),
        pytest.param([known(head=6), known(head=99, wrong_chain=True)], [0], id="another chain's head says nothing"),
        pytest.param([known(head=6), known()], [0, 1], id="nothing to compare with"),
        pytest.param([known(head=6), known(head=10, head_at=-590.0)], [0, 1], id="compared too long ago"),
        pytest.param([known(head=6), known(head=10, rests_until=11.0)], [1], id="behind one that rests"),
    ],
)
def test_order__what_is_known_of_the_nodes__who_is_asked(endpoints: list[Known], asked: list[int]) -> None:
    for endpoint in endpoints:
        if endpoint.wrong_chain and not endpoint.trusted_until:
            endpoint.trusted_until = 11.0
    assert [endpoints.index(found) for found in order(endpoints, now=10.0)] == asked


@given(st.integers(1, 10_000))
def test_rest__failures_in_a_row__twice_as_long_each_time_and_a_minute_at_most(failures: int) -> None:
    assert 0.5 <= rest(failures) <= 60.0
    assert rest(failures + 1) == min(2 * rest(failures), 60.0)
