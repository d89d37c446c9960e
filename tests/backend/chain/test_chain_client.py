"""JSON-RPC: typed answers, and whatever a node does instead is a ChainError, so that loops wait and do not die."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from backend.chain.client import ChainClient, FeeMarket, Header, RawLog, Receipt
from backend.chain.errors import ChainUnreachable, ContractReverted, NonceTooLow, WrongChain
from backend.chain.profiles import adjusted, profile
from tests.backend.conftest import TICKETS

HASH = "0x" + "ab" * 32
BLOCK = {
    "number": "0x7",
    "hash": HASH,
    "parentHash": "0x" + "aa" * 32,
    "timestamp": "0x64",
    "baseFeePerGas": "0x3b9aca00",
}
LOG = {
    "address": TICKETS.lower(),
    "topics": ["0x" + "01" * 32],
    "data": "0x0102",
    "blockNumber": "0x7",
    "blockHash": HASH,
    "transactionHash": "0x" + "cc" * 32,
    "logIndex": "0x1",
}
RECEIPT = {
    "transactionHash": HASH,
    "blockNumber": "0x7",
    "blockHash": HASH,
    "status": "0x1",
    "gasUsed": "0x5208",
    "logs": [{}, {}],
}


class Node:
    """A node that answers what a test tells it to; `asked` is what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.reply: Callable[[dict[str, Any]], tuple[int, bytes]] = lambda _: (500, b"")
        node = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                node.asked.append(request)
                status, body = node.reply(request)
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def result(self, result: object) -> None:
        self.answer({"result": result})

    def results(self, by_method: dict[str, object]) -> None:
        self.reply = lambda request: (200, _spoken(request, {"result": by_method[request["method"]]}))

    def answer(self, answer: dict[str, object]) -> None:
        self.reply = lambda request: (200, _spoken(request, answer))

    def raw(self, status: int, body: bytes) -> None:
        self.reply = lambda _: (status, body)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _spoken(request: dict[str, Any], answer: dict[str, object]) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": request["id"], **answer}).encode()


@pytest.fixture(scope="module")
def server() -> Iterator[Node]:
    found = Node()
    yield found
    found.close()


@pytest.fixture
def node(server: Node) -> Node:
    server.asked.clear()
    return server


@pytest.fixture
def client(node: Node) -> ChainClient:
    return ChainClient(node.url)


ASKING: list[tuple[str, Callable[[ChainClient], object]]] = [
    ("chain_id", lambda client: client.chain_id()),
    ("header", lambda client: client.header("latest")),
    ("head", lambda client: client.head()),
    ("logs", lambda client: client.logs([TICKETS], 1, 2)),
    ("transaction_count", lambda client: client.transaction_count(TICKETS)),
    ("balance", lambda client: client.balance(TICKETS)),
    ("code", lambda client: client.code(TICKETS)),
    ("receipt", lambda client: client.receipt(HASH)),
    ("call", lambda client: client.call(TICKETS, b"\x01")),
    ("estimate_gas", lambda client: client.estimate_gas(TICKETS, b"", sender=TICKETS)),
    ("fee_market", lambda client: client.fee_market()),
]
EACH = pytest.mark.parametrize("ask", [pytest.param(ask, id=name) for name, ask in ASKING])


def test_request__nobody_listens__unreachable() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(ChainUnreachable, match="eth_chainId: ConnectionError"):
        ChainClient(f"http://127.0.0.1:{port}").chain_id()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, b"<html>Bad Gateway</html>"),
        (429, b"{}"),
        (200, b"<html>Please log in</html>"),
        (200, b""),
        (200, b"[]"),
        (200, b"null"),
        (200, b"7"),
        (200, b"{}"),
        (200, b"\xff\xfe"),
    ],
)
@EACH
def test_request__no_json_rpc_answer__unreachable(
    node: Node, client: ChainClient, status: int, body: bytes, ask: Callable[[ChainClient], object]
) -> None:
    node.raw(status, body)
    with pytest.raises(ChainUnreachable):
        ask(client)


@pytest.mark.parametrize("result", ["0xzz", 7, {}, {"number": "0x1"}, [{}], [7], True, ""])
@EACH
def test_request__an_answer_of_another_form__unreachable_or_none_at_all(
    node: Node, client: ChainClient, result: object, ask: Callable[[ChainClient], object]
) -> None:
    node.result(result)
    found = outcome(lambda: ask(client))
    # Empty answers are answers: no code, no logs, no tips, no receipt yet.
    assert isinstance(found, ChainUnreachable) or not found


def outcome(call: Callable[[], object]) -> object:
    try:
        return call()
    except ChainUnreachable as error:
        return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": -32000, "message": "nonce too low"}, NonceTooLow),
        ({"code": 3, "message": "execution reverted", "data": "0x"}, ContractReverted),
        ("nonce too low", NonceTooLow),
    ],
)
def test_request__an_error__its_type(node: Node, client: ChainClient, error: object, kind: type[Exception]) -> None:
    node.answer({"error": error})
    with pytest.raises(kind):
        client.chain_id()


def test_head__a_node_without_blocks__unreachable(node: Node, client: ChainClient) -> None:
    node.result(None)
    assert client.header(7) is None
    with pytest.raises(ChainUnreachable, match="no blocks"):
        client.head()


@pytest.mark.parametrize(("chain", "genesis"), [("0x1", HASH), ("0x7a69", "0x" + "00" * 32), ("0x7a69", None)])
def test_require_chain__another_one__wrong_chain(
    node: Node, client: ChainClient, chain: str, genesis: str | None
) -> None:
    node.results(
        {"eth_chainId": chain, "eth_getBlockByNumber": genesis and {**BLOCK, "number": "0x0", "hash": genesis}}
    )
    with pytest.raises(WrongChain, match="expected chain 31337"):
        client.require_chain(31337, HASH)


def test_require_chain__ours__fine(node: Node, client: ChainClient) -> None:
    node.results({"eth_chainId": "0x7a69", "eth_getBlockByNumber": BLOCK})
    client.require_chain(31337, HASH)
    assert [request["method"] for request in node.asked] == ["eth_chainId", "eth_getBlockByNumber"]
    assert node.asked[1]["params"] == ["0x0", False]


def test_header__a_block__typed_also_from_a_chain_without_base_fee(node: Node, client: ChainClient) -> None:
    node.result(BLOCK)
    assert client.header(7) == Header(7, HASH, "0x" + "aa" * 32, 100, 10**9)
    node.result({key: value for key, value in BLOCK.items() if key != "baseFeePerGas"})
    assert client.head().base_fee == 0


@pytest.mark.parametrize(("chain", "final"), [(31337, 7), (1337, 7), (11155111, 3), (1, 3)])
def test_final_block__by_chain__own_block_or_the_finalized_tag(
    node: Node, client: ChainClient, chain: int, final: int
) -> None:
    node.result({**BLOCK, "number": "0x3"})
    head = Header(7, HASH, HASH, 0, 0)
    assert client.final_block(chain, head) == final
    assert [request["params"] for request in node.asked] == ([["finalized", False]] if final == 3 else [])


def test_final_block__nothing_finalized_yet__minus_one(node: Node, client: ChainClient) -> None:
    node.result(None)
    assert client.final_block(11155111, Header(7, HASH, HASH, 0, 0)) == -1


@pytest.mark.parametrize(
    ("finality", "final", "asked"),
    [("5", 3, []), ("1", 7, []), ("safe", 3, [["safe", False]]), ("finalized", 3, [["finalized", False]])],
)
def test_final_block__set_otherwise__as_it_was_set(node: Node, finality: str, final: int, asked: object) -> None:
    node.result({**BLOCK, "number": "0x3"})
    for chain in (31337, 11155111):
        node.asked.clear()
        found = ChainClient(node.url, finality=adjusted(profile(chain), finality=finality))
        assert found.final_block(chain, Header(7, HASH, HASH, 0, 0)) == final
        assert [request["params"] for request in node.asked] == asked


@pytest.mark.parametrize("message", ["finalized block not found", "unknown block", "invalid block tag: finalized"])
@pytest.mark.parametrize(("head", "final"), [(100, 36), (64, 0), (10, -1)])
def test_final_block__node_does_not_know_the_tag__by_depth(
    node: Node, client: ChainClient, message: str, head: int, final: int
) -> None:
    node.answer({"error": {"code": -39001, "message": message}})
    assert client.final_block(7, Header(head, HASH, HASH, 0, 0)) == final


@pytest.mark.parametrize("finality", ["latest", "0", "-3", "soon"])
def test_adjusted__neither_tag_nor_number__refused(finality: str) -> None:
    with pytest.raises(ValueError, match=finality):
        adjusted(profile(1), finality=finality)


def test_adjusted__nothing_set__what_is_usual_on_the_chain() -> None:
    assert adjusted(profile(11155111)) == profile(11155111)
    assert profile(11155111).bump_after == timedelta(seconds=72)
    assert adjusted(profile(11155111), bump_after=timedelta(seconds=5)).bump_after == timedelta(seconds=5)


def test_profile__known_and_unknown_chains__their_finality() -> None:
    assert (profile(31337).confirmations, profile(11155111).confirmations) == (1, None)
    assert profile(11155111).explorer == "https://sepolia.etherscan.io"
    assert (profile(7).name, profile(7).confirmations, profile(7).explorer) == ("chain 7", None, None)


def test_logs__out_of_order__in_the_chains_order_with_checksums(node: Node, client: ChainClient) -> None:
    node.result([{**LOG, "logIndex": "0x2"}, LOG, {**LOG, "blockNumber": "0x6", "logIndex": "0x9"}])
    logs = client.logs([TICKETS], 5, 7)
    assert [(log.block_number, log.log_index) for log in logs] == [(6, 9), (7, 1), (7, 2)]
    assert logs[1] == RawLog(logs[1].address, (b"\x01" * 32,), b"\x01\x02", 7, HASH, "0x" + "cc" * 32, 1)
    assert logs[1].address.lower() == TICKETS.lower() != logs[1].address
    assert node.asked[0]["params"] == [{"address": [TICKETS], "fromBlock": "0x5", "toBlock": "0x7"}]


def test_receipt__mined_pending_or_unknown__typed_or_none(node: Node, client: ChainClient) -> None:
    node.result(RECEIPT)
    assert client.receipt(HASH) == Receipt(HASH, 7, HASH, succeeded=True, gas_used=21_000, log_count=2)
    node.result({**RECEIPT, "effectiveGasPrice": "0x9"})
    paid = client.receipt(HASH)
    assert paid
    assert paid.gas_price == 9
    node.result({**RECEIPT, "status": "0x0"})
    found = client.receipt(HASH)
    assert found
    assert not found.succeeded
    for nothing in (None, {**RECEIPT, "blockNumber": None}):
        node.result(nothing)
        assert client.receipt(HASH) is None


def test_call__without_a_sender__never_from_the_zero_address(node: Node, client: ChainClient) -> None:
    node.result("0x0102")
    assert client.call(TICKETS, b"\xaa") == b"\x01\x02"
    client.call(TICKETS, b"\xaa", sender="0x" + "11" * 20, gas=26)
    first, second = (request["params"] for request in node.asked)
    assert first == [{"to": TICKETS, "data": "0xaa", "from": "0x" + "00" * 19 + "01"}, "latest"]
    assert (second[0]["from"], second[0]["gas"]) == ("0x" + "11" * 20, "0x1a")


@pytest.mark.parametrize(
    ("rewards", "usual", "urgent"),
    [
        ([], 0, 0),
        (None, 0, 0),
        ([["0x5", "0x6"], ["0x1", "0x9"], ["0x9", "0x9"], ["0x2", "0x2"], ["0x3", "0x7"]], 3, 7),
        ([["0x1", "0x4"], ["0x2", "0x3"]], 2, 4),
    ],
)
def test_fee_market__what_was_paid_lately__the_medians_and_the_next_base_fee(
    node: Node, client: ChainClient, rewards: object, usual: int, urgent: int
) -> None:
    node.result({"reward": rewards, "baseFeePerGas": ["0x7", "0x9"]})
    assert client.fee_market() == FeeMarket(9, usual, urgent)
    assert node.asked[0]["params"] == ["0x5", "latest", [50, 75]]


def test_numbers__hex__as_int(node: Node, client: ChainClient) -> None:
    node.result("0x10")
    assert [client.chain_id(), client.transaction_count(TICKETS), client.balance(TICKETS)] == [16, 16, 16]
    assert client.estimate_gas(TICKETS, b"\x01", sender=TICKETS) == 16
    assert node.asked[1]["params"] == [TICKETS, "latest"]
    assert node.asked[3]["params"] == [{"from": TICKETS, "to": TICKETS, "data": "0x01"}]


def test_send_raw__whatever_hash_the_node_answers__not_looked_at(node: Node, client: ChainClient) -> None:
    node.result("0xanything")
    client.send_raw(b"\x02\xff")
    assert node.asked[0]["params"] == ["0x02ff"]
