"""A JSON-RPC proxy that plays a bad node, by chance that can be had again.

It stands between a client and a real Anvil. Each request meets at most one fault; which one follows from the seed and the
order of the requests. Apart from chance it has manners that Anvil lacks: `lag.py` (a node that is behind), `limits.py`
(eth_getLogs in small pieces) and `geth.py` (what geth's pool refuses).
"""

import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

Request = dict[str, Any]
Answer = dict[str, Any]
Forward = Callable[[str, list[Any]], Answer]

_UPSTREAM_SECONDS = 20


class Fault(StrEnum):
    """What can happen to one request."""

    REQUEST_LOST = "request_lost"  # never forwarded, connection dropped
    ANSWER_LOST = "answer_lost"  # forwarded, connection dropped
    DELAYED = "delayed"
    DUPLICATED = "duplicated"  # forwarded twice, the second answer is given
    TRUNCATED = "truncated"  # half of the JSON
    TOO_MANY = "too_many"  # HTTP 429
    UNAVAILABLE = "unavailable"  # HTTP 503
    RPC_ERROR = "rpc_error"  # a JSON-RPC error that says nothing


Rates = Mapping[Fault, float]


def every(rate: float) -> Rates:
    """Each fault with this probability."""
    return dict.fromkeys(Fault, rate)


@dataclass
class Behaviour:
    """How the node behaves; may be changed while it runs. `by_method` replaces `rates` for the methods it names."""

    rates: Rates = field(default_factory=dict)
    by_method: Mapping[str, Rates] = field(default_factory=dict)
    delay_seconds: float = 0.05
    # In the order in which they see a request; each may answer itself or pass it on.
    manners: list[Callable[[str, list[Any], Forward], Answer]] = field(default_factory=list)

    def fault(self, method: str, chance: float) -> Fault | None:
        """Which fault the number `chance` in [0, 1) stands for."""
        for fault, rate in self.by_method.get(method, self.rates).items():
            if chance < rate:
                return fault
            chance -= rate
        return None


class Proxy:
    """The proxy; `url` is where clients find it. `trace` is what happened: method and fault, in order."""

    def __init__(self, upstream: str, *, seed: int, behaviour: Behaviour | None = None) -> None:
        self.behaviour = behaviour or Behaviour()
        self.trace: list[tuple[str, str]] = []
        self.counts: Counter[str] = Counter()
        self._upstream = upstream
        self._rng = random.Random(seed)  # noqa: S311 - chance for a test
        self._guard = threading.Lock()
        self._local = threading.local()
        self._server = _Server(self)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def start(self) -> "Proxy":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def quiet(self) -> None:
        """No faults of chance from now on; manners stay."""
        self.behaviour.rates, self.behaviour.by_method = {}, {}

    def forward(self, method: str, params: list[Any]) -> Answer:
        """What the real node answers."""
        if not hasattr(self._local, "session"):
            self._local.session = requests.Session()
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        found = self._local.session.post(self._upstream, json=body, timeout=_UPSTREAM_SECONDS)
        answer: Answer = found.json()
        return answer

    def draw(self, method: str) -> Fault | None:
        """The fault that the next request meets; noted."""
        with self._guard:
            fault = self.behaviour.fault(method, self._rng.random())
            self.trace.append((method, fault or ""))
            self.counts[fault or "none"] += 1
        return fault

    def answer(self, method: str, params: list[Any]) -> Answer:
        """What a client gets once no chance is in the way: through all manners to the node."""

        def through(level: int) -> Forward:
            if level == len(self.behaviour.manners):
                return self.forward
            manner = self.behaviour.manners[level]
            return lambda name, given: manner(name, given, through(level + 1))

        return through(0)(method, params)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, proxy: Proxy) -> None:
        self.proxy = proxy
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: _Server

    def do_POST(self) -> None:
        request: Request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        method, params, proxy = request["method"], request.get("params", []), self.server.proxy
        match proxy.draw(method):
            case Fault.REQUEST_LOST:
                return self._drop()
            case Fault.TOO_MANY:
                return self._say(429, b"Too Many Requests", {"Retry-After": "1"})
            case Fault.UNAVAILABLE:
                return self._say(503, b"<html>no healthy upstream</html>")
            case Fault.RPC_ERROR:
                return self._json(request, {"error": {"code": -32603, "message": "internal error"}})
            case fault:
                return self._pass_on(request, method, params, fault)

    def _pass_on(self, request: Request, method: str, params: list[Any], fault: Fault | None) -> None:
        proxy = self.server.proxy
        try:
            answer = proxy.answer(method, params)
            if fault is Fault.DUPLICATED:
                answer = proxy.answer(method, params)
        except requests.RequestException:
            return self._drop()
        if fault is Fault.ANSWER_LOST:
            return self._drop()
        if fault is Fault.DELAYED:
            time.sleep(proxy.behaviour.delay_seconds)
        return self._json(request, answer, truncated=fault is Fault.TRUNCATED)

    def _json(self, request: Request, answer: Answer, *, truncated: bool = False) -> None:
        given = {key: value for key, value in answer.items() if key in ("result", "error")}
        body = json.dumps({"jsonrpc": "2.0", "id": request.get("id"), **given}).encode()
        self._say(200, body[: len(body) // 2] if truncated else body)

    def _say(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _drop(self) -> None:
        self.close_connection = True

    def log_message(self, *_args: object) -> None:
        """The trace is the log."""
