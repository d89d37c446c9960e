"""The ABIs of our contracts, written by `ape run export_abi`, and what follows from them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from eth_abi.abi import decode, encode
from eth_abi.exceptions import DecodingError
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

_WORD = 32
_ADDRESS_PADDING = bytes(12)
_FOLDER = Path(__file__).parent / "abi"
CONTRACTS = ("CollectiveFactory", "EventTickets", "MembershipToken", "CommunityToken", "AccessManager")


@cache
def abi(contract: str) -> Sequence[Mapping[str, Any]]:
    """A contract's ABI."""
    entries: list[Mapping[str, Any]] = json.loads((_FOLDER / f"{contract}.json").read_text())
    return entries


def canonical_type(entry: Mapping[str, Any]) -> str:
    """The type as signatures spell it, tuples written out."""
    name = str(entry["type"])
    if name.startswith("tuple"):
        return "(" + ",".join(canonical_type(part) for part in entry["components"]) + ")" + name[5:]
    return name


def _types(entry: Mapping[str, Any]) -> list[str]:
    return [canonical_type(part) for part in entry["inputs"]]


def signature(entry: Mapping[str, Any]) -> str:
    """`name(type,type)`."""
    return f"{entry['name']}({','.join(_types(entry))})"


@dataclass(frozen=True)
class ErrorAbi:
    """A custom error."""

    name: str
    names: tuple[str, ...]
    types: tuple[str, ...]

    def decode(self, data: bytes) -> Mapping[str, str]:
        """The arguments by name, as text. Data that does not fit gives none: the name alone still helps."""
        try:
            values = decode(self.types, data)
        except DecodingError:
            return {}
        return {name or str(n): _text(value) for n, (name, value) in enumerate(zip(self.names, values, strict=True))}


def _text(value: object) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)


@cache
def errors_by_selector() -> Mapping[bytes, ErrorAbi]:
    """Every custom error of every contract, and Solidity's own two."""
    found = {
        keccak(text="Error(string)")[:4]: ErrorAbi("Error", ("message",), ("string",)),
        keccak(text="Panic(uint256)")[:4]: ErrorAbi("Panic", ("code",), ("uint256",)),
    }
    for contract in CONTRACTS:
        for entry in abi(contract):
            if entry["type"] == "error":
                names = tuple(str(part["name"]) for part in entry["inputs"])
                found[keccak(text=signature(entry))[:4]] = ErrorAbi(str(entry["name"]), names, tuple(_types(entry)))
    return found


@dataclass(frozen=True)
class FunctionAbi:
    """A function: its selector, and the types that go in and come out."""

    selector: bytes
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def encode(self, *args: object) -> bytes:
        """Calldata."""
        return self.selector + encode(self.inputs, args)

    def decode(self, data: bytes) -> tuple[Any, ...]:
        """What a call returned."""
        return decode(self.outputs, data)


@cache
def function(contract: str, name: str) -> FunctionAbi:
    """The function `name`; it must not be overloaded."""
    (entry,) = (item for item in abi(contract) if item["type"] == "function" and item["name"] == name)
    return FunctionAbi(
        selector=keccak(text=signature(entry))[:4],
        inputs=tuple(_types(entry)),
        outputs=tuple(canonical_type(part) for part in entry["outputs"]),
    )


@dataclass(frozen=True)
class EventAbi:
    """A log's layout: indexed arguments stand in the topics, the others in the data."""

    name: str
    indexed: tuple[tuple[str, str], ...]
    plain: tuple[tuple[str, str], ...]

    def decode(self, topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
        """Arguments by name: integers as int, addresses with their checksum, bytes as bytes."""
        args: dict[str, Any] = {}
        for (name, kind), topic in zip(self.indexed, topics[1:], strict=True):
            args[name] = _of_topic(kind, topic)
        if self.plain:
            values = decode([kind for _, kind in self.plain], data)
            for (name, kind), value in zip(self.plain, values, strict=True):
                args[name] = _value(kind, value)
        return args


def _of_topic(kind: str, topic: bytes) -> Any:
    """What one topic says. Most are numbers and addresses, which a catch-up reads by the hundred thousand: for these the
    general decoder would be four fifths of the work."""
    if len(topic) == _WORD and kind == "uint256":
        return int.from_bytes(topic)
    if len(topic) == _WORD and kind == "address" and topic.startswith(_ADDRESS_PADDING):
        return checksum_address(topic[len(_ADDRESS_PADDING) :])
    return _value(kind, decode([kind], topic)[0])


def _value(kind: str, value: Any) -> Any:
    return checksum_address(value) if kind == "address" else value


@lru_cache(maxsize=10_000)
def checksum_address(address: str | bytes) -> str:
    """An address as EIP-55 spells it. The same few contracts and people stand in most logs."""
    return str(to_checksum_address(address))


@cache
def events_by_topic(contract: str) -> Mapping[bytes, EventAbi]:
    """A contract's events by topic 0."""
    found = {}
    for entry in abi(contract):
        if entry["type"] == "event" and not entry.get("anonymous"):
            parts = [(str(part["name"]), canonical_type(part), bool(part["indexed"])) for part in entry["inputs"]]
            found[keccak(text=signature(entry))] = EventAbi(
                name=str(entry["name"]),
                indexed=tuple((name, kind) for name, kind, indexed in parts if indexed),
                plain=tuple((name, kind) for name, kind, indexed in parts if not indexed),
            )
    return found
