"""What a log makes of a token; the one fold, for blocks that are new and for what a reorganisation left. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from backend.core.token_ids import ZERO_ADDRESS, Word, bit_of, word_of

SETTLED = "Settled"
CANCELLED = "Cancelled"
# Rows of chain_log and of chain_token, by column.
Log = Mapping[str, Any]
Token = dict[str, Any]
# Contract and token id.
Key = tuple[str, int]


def key_of(entry: Log) -> Key:
    """The token a log is about."""
    return entry["address"], entry["token_id"]


def folded(token: Token | None, entry: Log) -> Token | None:
    """The token after this log; None when there is none (any more). Folding a log twice in its order changes nothing."""
    args = entry["args"]
    match entry["event"]:
        case "Transfer" if args["to"] == ZERO_ADDRESS:
            return None
        case "Transfer" if token is None:
            return _minted(entry)
        case "Transfer" if token is not None:
            return {**token, "owner": args["to"]}
        case "Revoked" if token is not None:
            return {**token, "revoked_block": entry["block_number"]}
        case _:
            return token


def _minted(entry: Log) -> Token:
    contract, token_id = key_of(entry)
    return {
        "contract": contract,
        "token_id": token_id,
        "owner": entry["args"]["to"],
        "minted_block": entry["block_number"],
        "used_block": None,
        "revoked_block": None,
    }


def is_settlement(entry: Log) -> bool:
    """Whether a log tells of check-ins. One that did not decode is kept without its arguments, and tells of none."""
    return entry["event"] == SETTLED and "bits" in entry["args"]


# A contract's settlements by word: in which block which bits were set, the oldest first.
Settlements = Mapping[Word, Sequence[tuple[int, int]]]


def settlements(logs: Iterable[Log]) -> Settlements:
    """The `Settled` logs of one contract, in the chain's order, by word."""
    found: dict[Word, list[tuple[int, int]]] = {}
    for entry in logs:
        word = int(entry["args"]["tier"]), int(entry["args"]["index"])
        found.setdefault(word, []).append((entry["block_number"], int(entry["args"]["bits"])))
    return found


def used_block(settled: Settlements, token_id: int) -> int | None:
    """In which block a ticket's check-in was settled. That may be before it was minted: a door does not wait."""
    return next((block for block, bits in settled.get(word_of(token_id), ()) if bits & bit_of(token_id)), None)
