"""What can go wrong between us and the chain, as types.

ChainError
├── ChainUnreachable            no usable answer: connection refused or lost
│   ├── NodeSilent              no answer in time
│   ├── BrokenAnswer            not JSON, cut off, not JSON-RPC, of another id, or not of the form that was asked for
│   ├── TooManyRequests             the node has had enough of us; `retry_after` says for how long, if it said so
│   └── NodeBehind              the node lacks blocks, or logs of blocks, that are known to be there
├── ChainRefused                the node answered with an error that none of the below describes
│   ├── NonceTooLow             this nonce was used already
│   ├── AlreadyKnown            the node has this very transaction
│   ├── Underpriced             the fee is too low for the node or the next block
│   │   └── ReplacementUnderpriced  another transaction has this nonce, and ours does not pay enough more
│   ├── InsufficientFunds       the sender cannot pay
│   ├── GasTooHigh              the call needs more gas than a block or a transaction may have
│   ├── UnknownBlock            the node has no such block, or does not know the tag
│   └── TooManyAddresses        the node takes fewer contracts in one question for logs
├── ContractReverted            the call would revert; `error` says which custom error with which arguments
└── WrongChain                  the node is of another chain than the one this database belongs to

The node's words become types in `from_rpc` and nowhere else. What a contract refused becomes a sentence in `sentence`: the
Fluent message `refusal-<name>` of contracts.ftl; a test proves that no error of our ABIs lacks one.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from backend.chain.abi_files import ErrorAbi, errors_by_selector
from backend.core.i18n import MissingText, Texts
from backend.core.token_ids import spoken


class ChainError(Exception):
    """Anything between us and the chain."""


class ChainUnreachable(ChainError):
    """No usable answer from the node."""


class NodeSilent(ChainUnreachable):
    pass


class BrokenAnswer(ChainUnreachable):
    """An answer that is none: whether the node did what was asked is not known."""


class TooManyRequests(ChainUnreachable):
    """The node did nothing, because we ask too often."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NodeBehind(ChainUnreachable):
    pass


class ChainRefused(ChainError):
    """The node answered with an error."""


class NonceTooLow(ChainRefused):
    pass


class AlreadyKnown(ChainRefused):
    pass


class Underpriced(ChainRefused):
    pass


class ReplacementUnderpriced(Underpriced):
    pass


class InsufficientFunds(ChainRefused):
    pass


class GasTooHigh(ChainRefused):
    pass


class UnknownBlock(ChainRefused):
    pass


class TooManyAddresses(ChainRefused):
    pass


class WrongChain(ChainError):
    pass


@dataclass(frozen=True)
class RevertReason:
    """A revert as the contract named it: `name` is the custom error, `args` its arguments as text by name."""

    name: str
    args: Mapping[str, str]


class ContractReverted(ChainError):
    """The call would revert or did."""

    def __init__(self, error: RevertReason) -> None:
        super().__init__(f"{error.name} {dict(error.args)}")
        self.error = error


# Text of geth, Anvil and others, lower case. The first that matches wins.
_TEXTS: tuple[tuple[str, Callable[[str], ChainError]], ...] = (
    ("nonce too low", NonceTooLow),
    ("nonce is too low", NonceTooLow),
    ("already known", AlreadyKnown),
    ("already imported", AlreadyKnown),
    ("replacement transaction underpriced", ReplacementUnderpriced),
    ("replacement fee too low", ReplacementUnderpriced),
    ("transaction underpriced", Underpriced),
    ("max fee per gas less than block base fee", Underpriced),
    ("insufficient funds", InsufficientFunds),
    ("gas required exceeds", GasTooHigh),
    ("exceeds block gas limit", GasTooHigh),
    ("gas limit too high", GasTooHigh),
    ("block not found", UnknownBlock),
    ("unknown block", UnknownBlock),
    ("invalid block tag", UnknownBlock),
    ("too many requests", TooManyRequests),
    ("rate limit", TooManyRequests),
    ("exceed max addresses", TooManyAddresses),
    ("number of addresses", TooManyAddresses),
    ("too many addresses", TooManyAddresses),
)


# A selector at least: a bare `revert()` has no data, and only the message says what happened.
_REVERT_DATA = re.compile(r"0x[0-9a-fA-F]{8}(?:[0-9a-fA-F]{2})*")


def from_rpc(error: Mapping[str, Any]) -> ChainError:
    """The typed error for a JSON-RPC error object."""
    message = str(error.get("message", ""))
    data = error.get("data")
    if isinstance(data, Mapping):
        data = data.get("data")
    if isinstance(data, str) and _REVERT_DATA.fullmatch(data):
        return ContractReverted(decode_revert(bytes.fromhex(data[2:])))
    lowered = message.lower()
    for text, kind in _TEXTS:
        if text in lowered:
            return kind(message)
    if "revert" in lowered:
        return ContractReverted(RevertReason("Reverted", {"message": message[:200]}))
    return ChainRefused(f"{error.get('code')}: {message[:300]}")


def decode_revert(data: bytes) -> RevertReason:
    """What revert data says; an error we do not know keeps its selector."""
    known: ErrorAbi | None = errors_by_selector().get(data[:4])
    if known is None:
        return RevertReason("UnknownError", {"data": "0x" + data[:36].hex()})
    return RevertReason(known.name, known.decode(data[4:]))


# Errors that no ABI has: Solidity's own two, a revert without data, one of another contract; and the relayer's two.
OTHER_ERRORS = ("Error", "Panic", "Reverted", "UnknownError", "Cancelled", "GasTooHigh")
_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
# Arguments that are seconds since 1970.
_TIMES = frozenset({"closesAt", "deadline", "endTime", "endsAt", "expiresAt", "expiry", "opensAt", "startsAt"})


def refusal_key(name: str) -> str:
    """The Fluent message that belongs to a custom error."""
    return "refusal-" + _WORD_ENDS.sub("-", name).lower()


def sentence(reason: RevertReason, texts: Texts) -> str:
    """What the contract refused, in the reader's language; its own word for an error, or arguments, that we do not know."""
    args = {name: _said(name, str(value), texts) for name, value in reason.args.items()}
    try:
        return texts(refusal_key(reason.name), **args)
    except MissingText:
        return texts("refusal", name=reason.name)


def _said(name: str, value: str, texts: Texts) -> str | int:
    """An argument as people say it: tickets by their number, times as such; roles as numbers, which the message names."""
    if not value.isdecimal():
        return value
    if name == "tokenId":
        return spoken(int(value))
    if name == "role":
        return int(value)
    if name in _TIMES:
        try:
            return texts.moment(datetime.fromtimestamp(int(value), UTC), zone="UTC", form="medium") + " UTC"
        except (OverflowError, ValueError, OSError):
            return value
    return value
