"""The proxy itself: every fault does what it says, the same seed does the same, and geth's manners are geth's."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import requests
from eth_account import Account

from backend.chain.client import ChainClient
from backend.chain.errors import (
    AlreadyKnown,
    ChainRefused,
    ChainUnreachable,
    NonceTooLow,
    TooManyAddresses,
    Underpriced,
)
from backend.chain.sender import Key, Unsigned
from tests.faults.geth import Geth, decode
from tests.faults.lag import Lag
from tests.faults.limits import BLOCKS, Limits
from tests.faults.proxy import Behaviour, Fault, Proxy, every
from tests.integration.node import Node

GWEI = 10**9
# The first of Anvil's own accounts.
RICH = Key(Account.from_key("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"))
MakeProxy = Callable[..., Proxy]


@pytest.fixture
def node(start_node: Callable[..., Node]) -> Node:
    """An Anvil with an empty chain that mines when it is told to."""
    found = start_node(fresh=True)
    found.automine(on=False)
    return found


def signed(node: Node, nonce: int, *, fee: int = 10 * GWEI, tip: int = GWEI, value_to: str = RICH.address) -> bytes:
    fields = Unsigned(node.client.chain_id(), nonce, value_to, b"", 21_000, fee, tip)
    return RICH.sign(fields).raw


def only(fault: Fault) -> Behaviour:
    return Behaviour(rates={fault: 1.0})


# -- faults of chance


def test_request_lost__sending__nothing_arrives(node: Node, make_proxy: MakeProxy) -> None:
    proxy = make_proxy(node.url, behaviour=only(Fault.REQUEST_LOST))
    with pytest.raises(ChainUnreachable):
        ChainClient(proxy.url).send_raw(signed(node, 0))
    assert node.request("txpool_status")["pending"] == "0x0"


@pytest.mark.parametrize("fault", [Fault.ANSWER_LOST, Fault.TRUNCATED])
def test_answer_lost__sending__it_arrives_and_nobody_says_so(node: Node, make_proxy: MakeProxy, fault: Fault) -> None:
    proxy = make_proxy(node.url, behaviour=only(fault))
    with pytest.raises(ChainUnreachable):
        ChainClient(proxy.url).send_raw(signed(node, 0))
    assert node.request("txpool_status")["pending"] == "0x1"


def test_duplicated__sending__the_second_answer_is_given(node: Node, make_proxy: MakeProxy) -> None:
    proxy = make_proxy(node.url, behaviour=only(Fault.DUPLICATED))
    with pytest.raises(AlreadyKnown):
        ChainClient(proxy.url).send_raw(signed(node, 0))
    assert node.request("txpool_status")["pending"] == "0x1"


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.UNAVAILABLE, Fault.RPC_ERROR])
def test_refused__sending__nothing_arrives(node: Node, make_proxy: MakeProxy, fault: Fault) -> None:
    proxy = make_proxy(node.url, behaviour=only(fault))
    body = {"jsonrpc": "2.0", "id": 7, "method": "eth_sendRawTransaction", "params": ["0x" + signed(node, 0).hex()]}
    answer = requests.post(proxy.url, json=body, timeout=5)
    expected = {Fault.TOO_MANY: 429, Fault.UNAVAILABLE: 503, Fault.RPC_ERROR: 200}
    assert answer.status_code == expected[fault]
    if fault is Fault.RPC_ERROR:
        assert answer.json() == {"jsonrpc": "2.0", "id": 7, "error": {"code": -32603, "message": "internal error"}}
    assert node.request("txpool_status")["pending"] == "0x0"


def test_delayed__answer__comes_late_and_whole(node: Node, make_proxy: MakeProxy) -> None:
    behaviour = only(Fault.DELAYED)
    behaviour.delay_seconds = 0.3
    answer = requests.post(
        make_proxy(node.url, behaviour=behaviour).url,
        json={"jsonrpc": "2.0", "id": "a", "method": "eth_chainId", "params": []},
        timeout=5,
    )
    assert answer.elapsed.total_seconds() >= 0.3
    assert answer.json() == {"jsonrpc": "2.0", "id": "a", "result": "0x7a69"}


def test_by_method__rates_of_a_method__replace_the_general_ones(node: Node, make_proxy: MakeProxy) -> None:
    behaviour = Behaviour(rates={Fault.REQUEST_LOST: 1.0}, by_method={"eth_chainId": {}})
    client = ChainClient(make_proxy(node.url, behaviour=behaviour).url)
    assert client.chain_id() == 31337
    with pytest.raises(ChainUnreachable):
        client.head()


def _run(node: Node, make_proxy: MakeProxy, seed: int) -> list[tuple[str, str]]:
    behaviour = Behaviour(rates=every(0.1), delay_seconds=0.0)
    proxy = make_proxy(node.url, seed=seed, behaviour=behaviour)
    client = ChainClient(proxy.url)
    for _ in range(150):
        with suppress(ChainUnreachable, ChainRefused):
            client.head()
    return proxy.trace


def test_seed__same__same_faults_and_another_other_ones(node: Node, make_proxy: MakeProxy) -> None:
    first = _run(node, make_proxy, 5)
    assert first == _run(node, make_proxy, 5)
    assert first != _run(node, make_proxy, 6)
    assert {fault for _, fault in first} == {"", *Fault}


# -- a node with limits


@pytest.mark.parametrize("provider", BLOCKS)
def test_limits__range_too_large__refused_in_the_providers_words(
    node: Node, make_proxy: MakeProxy, provider: str
) -> None:
    node.mine(12)
    limits = Limits(blocks=10, addresses=2, provider=provider)
    client = ChainClient(make_proxy(node.url, behaviour=Behaviour(manners=[limits])).url)
    assert client.logs([RICH.address], 1, 10) == []
    with pytest.raises(ChainRefused):
        client.logs([RICH.address], 1, 11)
    with pytest.raises(TooManyAddresses):
        client.logs([RICH.address] * 3, 1, 10)
    assert limits.refusals == 2


# -- a node that is behind


def test_lag__newer_blocks__are_not_there_and_their_logs_are_silence(node: Node, make_proxy: MakeProxy) -> None:
    client, lag = ChainClient(node.url), Lag(blocks=2)
    behind = ChainClient(make_proxy(node.url, behaviour=Behaviour(manners=[lag])).url)
    node.mine(4)
    raw = signed(node, 0)
    client.send_raw(raw)
    node.mine()
    block = client.head()
    assert client.receipt(decode("0x" + raw.hex()).hash) is not None
    assert behind.receipt(decode("0x" + raw.hex()).hash) is None
    assert behind.head() == client.header(3)
    assert behind.header(5) is None
    assert behind.transaction_count(RICH.address) == 0
    assert client.transaction_count(RICH.address) == 1
    assert behind.logs([RICH.address], 4, 5) == []
    assert lag.hidden == 1
    with pytest.raises(ChainRefused, match="unknown block"):
        behind.logs_in_block([RICH.address], block.hash)
    node.mine(2)
    assert behind.logs_in_block([RICH.address], block.hash) == []
    assert behind.receipt(decode("0x" + raw.hex()).hash) is not None


# -- geth


@pytest.fixture
def geth() -> Geth:
    return Geth()


@pytest.fixture
def client(node: Node, geth: Geth, make_proxy: MakeProxy) -> ChainClient:
    """A client of a node with geth's manners."""
    return ChainClient(make_proxy(node.url, behaviour=Behaviour(manners=[geth])).url)


@pytest.mark.parametrize(
    ("fee", "tip", "taken"),
    [(11 * GWEI, 11 * GWEI // 10, True), (11 * GWEI, GWEI, False), (10 * GWEI, 2 * GWEI, False)],
)
def test_replacement__fees__both_must_rise_by_a_tenth(
    node: Node, client: ChainClient, fee: int, tip: int, taken: bool
) -> None:
    client.send_raw(signed(node, 0))
    if not taken:
        with pytest.raises(Underpriced, match="replacement transaction underpriced"):
            client.send_raw(signed(node, 0, fee=fee, tip=tip))
    else:
        client.send_raw(signed(node, 0, fee=fee, tip=tip))
    node.mine()
    (mined,) = node.request("eth_getBlockByNumber", "latest", True)["transactions"]
    assert int(mined["maxFeePerGas"], 16) == (fee if taken else 10 * GWEI)


def test_known__same_bytes_and_used_nonce__refused_in_geths_words(node: Node, client: ChainClient) -> None:
    raw = signed(node, 0)
    client.send_raw(raw)
    with pytest.raises(AlreadyKnown, match="already known"):
        client.send_raw(raw)
    node.mine()
    with pytest.raises(NonceTooLow, match="nonce too low: next nonce 1, tx nonce 0"):
        client.send_raw(raw)


def test_gapped__more_than_64__taken_and_forgotten(node: Node, client: ChainClient, geth: Geth) -> None:
    for nonce in range(1, 67):
        client.send_raw(signed(node, nonce))
    assert geth.dropped == 2
    client.send_raw(signed(node, 0))
    while int(node.request("txpool_status")["pending"], 16):
        node.mine()
    assert client.transaction_count(RICH.address) == 65


def test_low_fee__below_the_base_fee__waits_and_is_mined_when_it_fell(
    node: Node, client: ChainClient, geth: Geth
) -> None:
    node.request("anvil_setNextBlockBaseFeePerGas", hex(20 * GWEI))
    node.mine()
    client.send_raw(signed(node, 0))
    assert len(geth.parked) == 1
    with pytest.raises(AlreadyKnown):
        client.send_raw(signed(node, 0))
    with pytest.raises(Underpriced, match="replacement"):
        client.send_raw(signed(node, 0, fee=10 * GWEI + 1, tip=GWEI))
    node.request("anvil_setNextBlockBaseFeePerGas", hex(2 * GWEI))
    node.mine()
    client.head()
    node.mine()
    assert client.transaction_count(RICH.address) == 1
    assert not geth.parked


def test_decode__our_own_signature__read_back(node: Node) -> None:
    raw = signed(node, 3, fee=7, tip=5)
    found: Any = decode("0x" + raw.hex())
    assert (found.sender, found.nonce, found.max_fee, found.max_priority_fee) == (RICH.address, 3, 7, 5)
