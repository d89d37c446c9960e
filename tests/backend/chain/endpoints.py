"""Nodes over real HTTP that answer as a test tells them: slow, cut off, behind, lying, of another chain."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from eth_utils.crypto import keccak

GENESIS = "0x" + "a1" * 32
CHAIN = 31337


@dataclass
class Reply:
    """What goes over the wire; `cut` ends the connection in the middle of the body, `dropped` before any of it."""

    body: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False
    dropped: bool = False


class _Server(ThreadingHTTPServer):
    """Says nothing when the one it answers has gone away: that is what some tests are about."""

    def handle_error(self, _request: object, _client_address: object) -> None:
        pass


class Endpoint:
    """A node of the chain with this head; `override` answers a method otherwise, `asked` are the methods it was asked."""

    def __init__(self, *, head: int = 100) -> None:
        self.head = head
        self.chain = CHAIN
        self.genesis = GENESIS
        self.asked: list[str] = []
        self.sent: list[str] = []
        self.override: dict[str, Callable[[dict[str, Any]], Reply]] = {}
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                reply = endpoint.reply(request)
                if reply.dropped:
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body[: len(reply.body) // 2] if reply.cut else reply.body)
                self.close_connection = reply.cut

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def reply(self, request: dict[str, Any]) -> Reply:
        method = request["method"]
        self.asked.append(method)
        if method == "eth_sendRawTransaction":
            self.sent.append(request["params"][0])
        if method in self.override:
            return self.override[method](request)
        return spoken(request, result=self._result(request))

    def _result(self, request: dict[str, Any]) -> object:
        match request["method"]:
            case "eth_chainId":
                return hex(self.chain)
            case "eth_blockNumber":
                return hex(self.head)
            case "eth_getBlockByNumber" if request["params"][0] == "0x0":
                return block(0, self.genesis)
            case "eth_getBlockByNumber":
                return block(self.head, "0x" + "bb" * 32)
            case "eth_getBalance":
                return hex(self.head)
            case "eth_sendRawTransaction":
                return "0x" + keccak(bytes.fromhex(request["params"][0][2:])).hex()
        raise AssertionError(request)

    def fails(self, method: str, how: Callable[[dict[str, Any]], Reply]) -> None:
        self.override[method] = how

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def block(number: int, own: str) -> dict[str, object]:
    return {
        "number": hex(number),
        "hash": own,
        "parentHash": "0x" + "00" * 32,
        "timestamp": "0x1",
        "baseFeePerGas": "0x7",
    }


def spoken(request: dict[str, Any], *, number: object = None, status: int = 200, **answer: object) -> Reply:
    """A JSON-RPC answer; `number` is an id that is not the request's."""
    body = {"jsonrpc": "2.0", "id": request["id"] if number is None else number, **answer}
    return Reply(json.dumps(body).encode(), status)
