"""Logs of our contracts: what they say, and which contracts they announce. One we do not know is kept, never fatal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_abi.exceptions import DecodingError

from backend.chain.abi_files import events_by_topic
from backend.chain.client import RawLog
from backend.chain.contracts.calls import ref_of


@dataclass(frozen=True)
class CollectiveCreated:
    ref: str
    creator: str
    access: str
    membership: str
    token: str


@dataclass(frozen=True)
class EventCreated:
    access: str
    ref: str
    tickets: str


@dataclass(frozen=True)
class Other:
    """Anything that announces no contract; what it means for a token, the fold reads from its arguments."""


Decoded = CollectiveCreated | EventCreated | Other


@dataclass(frozen=True)
class DecodedLog:
    """A log with its meaning; `args` is what is stored of it."""

    log: RawLog
    name: str
    event: Decoded
    args: Mapping[str, Any]


def decode_log(contract: str, log: RawLog) -> DecodedLog:
    """What a log of a contract of this kind means."""
    known = events_by_topic(contract).get(log.topics[0]) if log.topics else None
    if known is None:
        return DecodedLog(
            log, "unknown", Other(), {"topics": ["0x" + t.hex() for t in log.topics], "data": log.data.hex()}
        )
    try:
        args = known.decode(log.topics, log.data)
    except (DecodingError, ValueError):
        return DecodedLog(log, known.name, Other(), {"data": log.data.hex()})
    return DecodedLog(log, known.name, _meaning(known.name, args), {key: _plain(value) for key, value in args.items()})


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    # Numbers above 2^53 would lose digits in JSON.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _meaning(name: str, args: Mapping[str, Any]) -> Decoded:
    match name:
        case "EventCreated" if (ref := ref_of(args["ref"])) is not None:
            return EventCreated(args["access"], ref, args["tickets"])
        case "CollectiveCreated" if (ref := ref_of(args["ref"])) is not None:
            return CollectiveCreated(
                ref=ref,
                creator=args["creator"],
                access=args["access"],
                membership=args["membership"],
                token=args["token"],
            )
        case _:
            return Other()
