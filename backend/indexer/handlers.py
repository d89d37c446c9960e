"""What decoded logs change; pure."""

from collections.abc import Container, Iterable, Iterator

from backend.chain.events import (
    ZERO_ADDRESS,
    CollectiveCreated,
    DecodedLog,
    EventCreated,
    Revoked,
    Settled,
    Transferred,
)
from backend.db.projections.fold import Changes

WORD_BITS = 256
# Token ids are `tier << 32 | serial` or member numbers; what does not fit 63 bits is none of ours.
_LARGEST_ID = 2**63 - 1


def discovered(log: DecodedLog, *, founders: frozenset[str], known: Container[str]) -> dict[str, str]:
    """Contracts of ours that this log announces, with the name of their ABI.

    Anybody may use the factory: only what our own founders created counts, and events below that.
    """
    match log.event:
        case CollectiveCreated() as created if created.creator in founders:
            return {
                created.access: "AccessManager",
                created.membership: "MembershipToken",
                created.token: "CommunityToken",
            }
        case EventCreated() as created if created.access in known:
            return {created.tickets: "EventTickets"}
        case _:
            return {}


def announces(log: DecodedLog) -> bool:
    """Whether this log announces contracts, ours or a stranger's; a stranger's is not kept."""
    return isinstance(log.event, CollectiveCreated | EventCreated)


def fold(logs: Iterable[DecodedLog]) -> Changes:
    """All changes of a range, in the chain's order."""
    changes = Changes()
    for entry in logs:
        changes.logs.append(_row(entry))
        _apply(changes, entry)
    return changes


def _row(entry: DecodedLog) -> dict[str, object]:
    return {
        "block_number": entry.log.block_number,
        "log_index": entry.log.log_index,
        "transaction_hash": entry.log.transaction_hash,
        "address": entry.log.address,
        "event": entry.name,
        "token_id": _token_id(entry),
        "args": dict(entry.args),
    }


def _token_id(entry: DecodedLog) -> int | None:
    match entry.event:
        case Transferred(token_id=token_id) | Revoked(token_id=token_id) if token_id <= _LARGEST_ID:
            return token_id
        case _:
            return None


def _apply(changes: Changes, entry: DecodedLog) -> None:
    contract, block = entry.log.address, entry.log.block_number
    match entry.event:
        case CollectiveCreated() as created:
            changes.collectives.append(
                {
                    "access": created.access,
                    "ref": created.ref,
                    "membership": created.membership,
                    "token": created.token,
                    "creator": created.creator,
                    "block_number": block,
                }
            )
        case EventCreated() as created:
            changes.events.append(
                {"tickets": created.tickets, "access": created.access, "ref": created.ref, "block_number": block}
            )
        case Transferred() as moved if moved.token_id <= _LARGEST_ID:
            _transfer(changes, contract, block, moved)
        case Revoked() as revoked if revoked.token_id <= _LARGEST_ID:
            changes.revoked.append((contract, revoked.token_id, block))
        case Settled() as settled:
            changes.used.extend((contract, token_id, block) for token_id in settled_ids(settled))
        case _:
            pass


def _transfer(changes: Changes, contract: str, block: int, moved: Transferred) -> None:
    key = (contract, moved.token_id)
    if moved.sender == ZERO_ADDRESS:
        changes.minted[key] = {
            "contract": contract,
            "token_id": moved.token_id,
            "owner": moved.receiver,
            "minted_block": block,
            "used_block": None,
            "revoked_block": None,
        }
        changes.owners.pop(key, None)
    else:
        changes.owners[key] = None if moved.receiver == ZERO_ADDRESS else moved.receiver


def settled_ids(settled: Settled) -> Iterator[int]:
    """The token ids whose bits a settlement set."""
    bits, serial = settled.bits, settled.index * WORD_BITS
    while bits:
        if bits & 1:
            yield settled.tier << 32 | serial
        bits >>= 1
        serial += 1
