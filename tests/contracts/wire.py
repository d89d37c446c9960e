"""Talks to a chain in plain JSON-RPC and ABI bytes: knows no contract, only signatures. Fast, and blind to our own ABIs.

A signature names what a function takes and gives, as in `ownerOf(uint256)(address)`. Whoever sends is an account that the
node signs for.
"""

import http.client
import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Self
from urllib.parse import urlsplit

from eth_abi import decode, encode
from eth_utils import keccak

NOBODY = "0x" + "00" * 20
# Below the 2^24 of EIP-7825, and enough for everything but a batch of hundreds.
GAS = hex(12_000_000)


class Refused(AssertionError):
    """A call reverted. `data` is what it reverted with."""

    def __init__(self, what: str, data: bytes) -> None:
        super().__init__(f"{what} reverted with 0x{data.hex()}")
        self.data = data


@dataclass(frozen=True)
class Log:
    """One entry of the log as it is written."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True)
class Signature:
    """A function's text, taken apart: selector, types of what it takes, types of what it gives."""

    text: str
    selector: bytes
    takes: list[str]
    gives: list[str]

    @classmethod
    @cache
    def of(cls, text: str) -> Self:
        """Take apart `name(types)` or `name(types)(types)`; a type may be a tuple."""
        parts = _parts(text)
        name = text[: text.index("(")]
        return cls(
            text=text,
            selector=keccak(text=f"{name}({parts[0]})")[:4],
            takes=_split(parts[0]),
            gives=_split(parts[1]) if len(parts) > 1 else [],
        )

    def data(self, *arguments: Any) -> bytes:
        """Return the calldata."""
        return self.selector + encode(self.takes, arguments)

    def answer(self, data: bytes) -> Any:
        """Return the value, or the tuple of values, of an answer."""
        values = decode(self.gives, data)
        return values[0] if len(values) == 1 else values


def error(text: str, *arguments: Any) -> bytes:
    """Return the bytes of a custom error."""
    return Signature.of(text).data(*arguments)


def event(address: str, text: str, *values: Any) -> Log:
    """Return the log entry of an event whose indexed parameters are marked, as in `Transfer(address indexed,uint256)`."""
    kinds = _split(text[text.index("(") + 1 : -1])
    bare = [kind.removesuffix(" indexed") for kind in kinds]
    topics = [keccak(text=f"{text[: text.index('(')]}({','.join(bare)})")]
    rest = []
    for kind, plain, value in zip(kinds, bare, values, strict=True):
        if kind == plain:
            rest.append((plain, value))
        else:
            topics.append(encode([plain], [value]))
    return Log(address.lower(), tuple(topics), encode([kind for kind, _ in rest], [value for _, value in rest]))


class Wire:
    """One connection to a node."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname
        self._connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=120)

    def close(self) -> None:
        self._connection.close()

    def batch(self, *requests: tuple[str, list[Any]]) -> list[dict[str, Any]]:
        """Ask several things at once; the answers come in the same order, errors included."""
        body = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
            for number, (method, params) in enumerate(requests)
        ]
        self._connection.request("POST", "/", json.dumps(body), {"Content-Type": "application/json"})
        answers = json.loads(self._connection.getresponse().read())
        return sorted(answers, key=lambda answer: answer["id"])

    def ask(self, method: str, *params: Any) -> Any:
        """Ask one thing. Raises `RuntimeError` with what the node says against it."""
        [answer] = self.batch((method, list(params)))
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def call(self, to: str | None, data: bytes, *, sender: str = NOBODY, value: int = 0, gas: str = GAS) -> bytes:
        """Make a call without sending it. Raises `Refused`."""
        [answer] = self.batch(("eth_call", [_transaction(to, data, sender, value, gas), "latest"]))
        return _result(answer, f"call of {to}")

    def send(self, to: str | None, data: bytes, *, sender: str, value: int = 0) -> dict[str, Any]:
        """Send a transaction, wait for it and return its receipt. Raises `Refused` and sends nothing when it would fail."""
        transaction = _transaction(to, data, sender, value, GAS)
        [answer] = self.batch(("eth_call", [transaction, "latest"]))
        _result(answer, f"transaction to {to}")
        receipt: dict[str, Any] = self.ask("eth_sendTransactionSync", transaction)
        assert int(receipt["status"], 16) == 1, "a transaction failed whose simulation had gone through"
        return receipt

    def now(self) -> int:
        """Return the time of the latest block."""
        return int(self.ask("eth_getBlockByNumber", "latest", False)["timestamp"], 16)

    def advance(self, *, to: int) -> None:
        """Mine a block at that time."""
        self.batch(("evm_setNextBlockTimestamp", [to]), ("evm_mine", []))
        assert self.now() == to

    def balance(self, account: str) -> int:
        return int(self.ask("eth_getBalance", account, "latest"), 16)


@dataclass(frozen=True)
class Contract:
    """An address that is called by signatures."""

    wire: Wire
    address: str

    def read(self, signature: str, *arguments: Any, sender: str = NOBODY) -> Any:
        """Call a view and return its value, or the tuple of its values. Raises `Refused`."""
        function = Signature.of(signature)
        answer = self.wire.call(self.address, function.data(*arguments), sender=sender)
        assert answer or not function.gives, f"{signature} of {self.address} answers nothing"
        return function.answer(answer)

    def send(self, sender: str, signature: str, *arguments: Any, value: int = 0) -> list[Log]:
        """Send a transaction and return its log. Raises `Refused`."""
        data = Signature.of(signature).data(*arguments)
        receipt = self.wire.send(self.address, data, sender=sender, value=value)
        return [
            Log(
                entry["address"].lower(),
                tuple(bytes.fromhex(topic[2:]) for topic in entry["topics"]),
                bytes.fromhex(entry["data"][2:]),
            )
            for entry in receipt["logs"]
        ]

    def reason(self, sender: str, signature: str, *arguments: Any, value: int = 0) -> bytes | None:
        """Simulate a transaction and return the bytes it reverts with; None when it goes through."""
        try:
            self.wire.call(self.address, Signature.of(signature).data(*arguments), sender=sender, value=value)
        except Refused as refused:
            return refused.data
        return None

    def event(self, text: str, *values: Any) -> Log:
        """Return the log entry that this contract would write; see `event`."""
        return event(self.address, text, *values)


def _transaction(to: str | None, data: bytes, sender: str, value: int, gas: str) -> dict[str, str]:
    fields = {"from": sender, "data": "0x" + data.hex(), "value": hex(value), "gas": gas}
    return {**fields, "to": to} if to else fields


def _result(answer: dict[str, Any], what: str) -> bytes:
    if "error" not in answer:
        return bytes.fromhex(answer["result"][2:])
    data = answer["error"].get("data")
    # A node that does not revert but refuses has no data: a mistake of ours, or a contract out of gas.
    raise Refused(f"{what} ({answer['error']['message']})", bytes.fromhex(data[2:]) if data else b"")


def _parts(text: str) -> list[str]:
    """Return what stands in each of the outermost pairs of brackets."""
    found, depth, start = [], 0, 0
    for at, character in enumerate(text):
        if character == "(":
            depth += 1
            if depth == 1:
                start = at + 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                found.append(text[start:at])
    return found


def _split(types: str) -> list[str]:
    """Split at the commas that stand in no brackets."""
    found, depth, current = [], 0, ""
    for character in types:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            found.append(current)
            current = ""
        else:
            current += character
    return [*found, current] if current else found
