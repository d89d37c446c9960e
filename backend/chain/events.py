"""Logs of our contracts as dataclasses. A log we do not know is kept as Other, never fatal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_abi.exceptions import DecodingError

from backend.chain.abi_files import events_by_topic
from backend.chain.client import RawLog
from backend.chain.contracts.calls import ref_of

ZERO_ADDRESS = "0x" + "0" * 40


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
class Transferred:
    """A token moved; from the zero address it was minted, to the zero address it was burned."""

    token_id: int
    sender: str
    receiver: str


@dataclass(frozen=True)
class Settled:
    """Newly set bits of a word of check-ins."""

    tier: int
    index: int
    bits: int


@dataclass(frozen=True)
class Revoked:
    token_id: int
    reason: int


@dataclass(frozen=True)
class Other:
    """Anything else; kept so that a later version can fold it."""


Decoded = CollectiveCreated | EventCreated | Transferred | Settled | Revoked | Other


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
    # Numbers above 2^53 would lose digits in JSON.
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _meaning(name: str, args: Mapping[str, Any]) -> Decoded:
    match name:
        case "Transfer" if "tokenId" in args:
            return Transferred(args["tokenId"], args["from"], args["to"])
        case "Settled":
            return Settled(args["tier"], args["index"], args["bits"])
        case "Revoked":
            return Revoked(args["tokenId"], args["reason"])
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
