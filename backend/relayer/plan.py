"""Which intents go out together, and the calldata that carries them; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.chain.contracts import calls
from backend.outbox.intents import Kind

# EIP-7825: no transaction may use more than 2^24 gas. Planned below it, so that the estimate's margin still fits.
TRANSACTION_GAS_CAP = 2**24
PLANNED_GAS = 13_000_000
# The estimate is exact for the state it saw; another transaction may come between.
_MARGIN_PERCENT = 15

# Upper bounds of what one more item costs, measured on the contracts with their checks; only the size of a batch depends on it.
_GAS_OF: Mapping[Kind, int] = {
    Kind.MINT_TICKET: 30_000,
    Kind.MINT_MEMBERSHIP: 35_000,
    Kind.REVOKE_TICKET: 40_000,
    Kind.SETTLE: 45_000,
}
# Creating an event or a collective; each goes alone.
_GAS_OF_OTHERS = 3_000_000


@dataclass(frozen=True)
class Item:
    """An intent that may be sent: its target contract exists."""

    intent_id: int
    kind: Kind
    token_id: int | None
    payload: Mapping[str, Any]
    # What asked for it, for the log.
    request_id: str | None = None


@dataclass(frozen=True)
class Target:
    """Where a group of intents goes: the contract to call, and the AccessManager that an event is created under."""

    to: str
    access: str | None = None


def batches(items: Sequence[Item]) -> list[list[Item]]:
    """Cut one target's items of one kind into batches, each of which can be one call and stays below the planned gas."""
    found: list[list[Item]] = []
    for item in items:
        room = PLANNED_GAS // _GAS_OF[item.kind] if item.kind in _GAS_OF else 1
        last = found[-1] if found else None
        if last is None or len(last) >= room or _call_key(last[0]) != _call_key(item):
            found.append([item])
        else:
            last.append(item)
    return found


def _call_key(item: Item) -> tuple[Kind, object]:
    # A revocation names one reason for all of its tickets.
    return item.kind, item.payload.get("reason") if item.kind is Kind.REVOKE_TICKET else None


def calldata(target: Target, items: Sequence[Item]) -> bytes:
    """The call that carries these items. Raises ValueError for a kind that cannot go to this target."""
    first = items[0]
    ids = [item.token_id for item in items if item.token_id is not None]
    match first.kind:
        case Kind.CREATE_COLLECTIVE:
            return calls.create_collective(first.payload)
        case Kind.CREATE_EVENT if target.access is not None:
            return calls.create_event(target.access, first.payload)
        case Kind.MINT_TICKET:
            return calls.mint_tickets(ids)
        case Kind.MINT_MEMBERSHIP:
            return calls.mint_memberships(ids)
        case Kind.REVOKE_TICKET:
            return calls.revoke_tickets(ids, first.payload["reason"])
        case Kind.SETTLE:
            words = [(item.payload["tier"], item.payload["index"], int(item.payload["bits"], 16)) for item in items]
            return calls.settle(words)
        case _:
            raise ValueError(f"{first.kind} cannot go to {target}")


def comes_back(kind: Kind, error: str) -> bool:
    """Whether what a call would revert with says only that the chain is not yet, or not any more, where we last read it.

    A revocation waits until its ticket is read from the chain. A reorganisation can take the ticket away before that is read
    as well; its minting is sent again, and then it can be revoked.
    """
    return kind is Kind.REVOKE_TICKET and error == "ERC721NonexistentToken"


def gas_of(kind: Kind) -> int:
    """About what one more item of a kind costs, in gas."""
    return _GAS_OF.get(kind, _GAS_OF_OTHERS)


def halves(items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """Cut a batch that would revert in two, to find the item that spoils it."""
    middle = len(items) // 2
    return list(items[:middle]), list(items[middle:])


def gas_limit(estimate: int) -> int:
    """The gas to allow for an estimate."""
    return min(estimate * (100 + _MARGIN_PERCENT) // 100, TRANSACTION_GAS_CAP)


def did_its_work(data: bytes, *, succeeded: bool, log_count: int) -> bool:
    """Whether a mined call did what it was sent for.

    A reorganisation can take a contract away and leave the calls to it: those then succeed on an address without code.
    """
    return succeeded and (log_count > 0 or not calls.always_logs(data))
