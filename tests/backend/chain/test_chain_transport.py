"""What can go wrong on the way to a node and back, as a type each."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from backend.chain.errors import BrokenAnswer, ChainUnreachable, NodeSilent, NonceTooLow, TooManyRequests
from backend.chain.transport import Transport
from tests.backend.chain.endpoints import CHAIN, Endpoint, Reply, spoken


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    found = Endpoint()
    yield found
    found.close()


def whole(request: dict[str, Any]) -> bytes:
    return spoken(request, result="0x1").body


BROKEN: list[Any] = [
    pytest.param(lambda request: Reply(whole(request)[:-5]), BrokenAnswer, id="JSON cut off"),
    pytest.param(lambda request: spoken(request, number=request["id"] + 1, result="0x1"), BrokenAnswer, id="wrong id"),
    pytest.param(
        lambda request: spoken(request, number=str(request["id"]), result="0x1"), BrokenAnswer, id="id as text"
    ),
    pytest.param(lambda _: Reply(b'{"jsonrpc": "2.0", "result": "0x1"}'), BrokenAnswer, id="result without an id"),
    pytest.param(lambda request: spoken(request, error=None), BrokenAnswer, id="neither result nor error"),
    pytest.param(lambda _: Reply(b"<html>"), BrokenAnswer, id="a page"),
    pytest.param(lambda request: Reply(whole(request), cut=True), ChainUnreachable, id="connection lost in the answer"),
    pytest.param(lambda _: Reply(b"", dropped=True), ChainUnreachable, id="connection dropped"),
    pytest.param(lambda _: Reply(b"<html>", 502), ChainUnreachable, id="bad gateway"),
    pytest.param(lambda request: Reply(whole(request), 500), ChainUnreachable, id="a result with a 500"),
    pytest.param(lambda _: Reply(b"{}", 429), TooManyRequests, id="too many"),
    pytest.param(
        lambda request: spoken(request, error={"code": -32005, "message": "Too Many Requests"}),
        TooManyRequests,
        id="too many, in JSON",
    ),
    pytest.param(
        lambda request: spoken(request, status=400, error={"message": "nonce too low"}),
        NonceTooLow,
        id="error with 400",
    ),
    pytest.param(
        lambda _: Reply(b'{"id": null, "error": {"message": "nonce too low"}}'), NonceTooLow, id="error without an id"
    ),
]


@pytest.mark.parametrize(("how", "kind"), BROKEN)
def test_request__what_nodes_do_instead__its_type(
    endpoint: Endpoint, how: Callable[[dict[str, Any]], Reply], kind: type[Exception]
) -> None:
    endpoint.fails("eth_chainId", how)
    with pytest.raises(kind) as caught:
        Transport(endpoint.url).request("eth_chainId", [])
    assert type(caught.value) is kind


def test_request__node_does_not_answer_in_time__silent(endpoint: Endpoint) -> None:

    release = threading.Event()

    def slow(request: dict[str, Any]) -> Reply:
        release.wait(5)
        return spoken(request, result="0x1")

    endpoint.fails("eth_chainId", slow)
    with pytest.raises(NodeSilent, match="ReadTimeout"):
        Transport(endpoint.url, timeout=0.1).request("eth_chainId", [])
    release.set()


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("0", 0.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None), ("-1", None), (None, None)],
)
def test_request__429_with_retry_after__says_how_long(
    endpoint: Endpoint, header: str | None, seconds: float | None
) -> None:
    headers = (("Retry-After", header),) if header is not None else ()
    endpoint.fails("eth_chainId", lambda _: Reply(b"{}", 429, headers))
    with pytest.raises(TooManyRequests) as caught:
        Transport(endpoint.url).request("eth_chainId", [])
    assert caught.value.retry_after == seconds


def test_request__answer_to_it__its_result(endpoint: Endpoint) -> None:
    transport = Transport(endpoint.url)
    assert [transport.request("eth_chainId", []) for _ in range(3)] == [hex(CHAIN)] * 3


def test_name__an_address_with_a_key_in_it__never_shown() -> None:
    assert Transport("https://user:secret@node.example:8545/v3/secret?key=secret").name == "node.example:8545"
