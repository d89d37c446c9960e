"""One JSON-RPC endpoint over HTTP: one request, one answer that is certainly to that request, or a typed error."""

import itertools
import threading
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import requests

from backend.chain.errors import BrokenAnswer, ChainUnreachable, NodeSilent, TooManyRequests, from_rpc

# Long enough for a public node to answer eth_getLogs, short enough that a dead one is noticed.
TIMEOUT_SECONDS = 15.0
_TOO_MANY_REQUESTS = 429


class Transport:
    """One endpoint. `name` is safe for logs: the rest of the address is often a key."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._url = url
        self._timeout = timeout
        self._numbers = itertools.count(1)
        self._local = threading.local()
        self.name = urlsplit(url).netloc.rpartition("@")[2]

    def request(self, method: str, params: Sequence[Any]) -> Any:
        """The result of one call. Raises ChainUnreachable or one of its kinds, or what the node's error means."""
        number = next(self._numbers)
        answer = self._answer(method, {"jsonrpc": "2.0", "id": number, "method": method, "params": list(params)})
        if not isinstance(answer, dict) or ("result" not in answer and "error" not in answer):
            raise BrokenAnswer(f"{method}: not a JSON-RPC answer")
        # An error may come without the id: a node that could not read the request does not know it.
        if answer.get("id") != number and not (answer.get("error") and answer.get("id") is None):
            raise BrokenAnswer(f"{method}: the answer to another request")
        if answer.get("error"):
            failure = answer["error"]
            raise from_rpc(failure if isinstance(failure, dict) else {"message": str(failure)})
        if "result" not in answer:
            raise BrokenAnswer(f"{method}: neither a result nor an error")
        return answer["result"]

    def _answer(self, method: str, body: dict[str, Any]) -> Any:
        try:
            response = self._session().post(self._url, json=body, timeout=self._timeout)
        except requests.Timeout as error:
            raise NodeSilent(f"{method}: {type(error).__name__}") from error
        except (requests.RequestException, ValueError) as error:
            raise ChainUnreachable(f"{method}: {type(error).__name__}") from error
        if response.status_code == _TOO_MANY_REQUESTS:
            raise TooManyRequests(f"{method}: HTTP 429", retry_after=_seconds(response.headers.get("Retry-After")))
        try:
            answer = response.json()
        except ValueError as error:
            kind = ChainUnreachable if response.status_code >= requests.codes.bad_request else BrokenAnswer
            raise kind(f"{method}: HTTP {response.status_code}, {type(error).__name__}") from error
        # Some nodes say errors of the call with a 4xx and a proper JSON-RPC body; the body counts.
        if response.status_code >= requests.codes.bad_request and not (isinstance(answer, dict) and "error" in answer):
            raise ChainUnreachable(f"{method}: HTTP {response.status_code}")
        return answer

    def _session(self) -> requests.Session:
        """This thread's session: it keeps the connection open between requests."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
        return session


def _seconds(text: str | None) -> float | None:
    """The value of a Retry-After header in seconds; None when there is none, or a date."""
    return float(text) if text is not None and text.strip().isdecimal() else None
