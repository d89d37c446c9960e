"""What decoded logs change; pure."""

from collections.abc import Container, Iterable

from backend.chain.events import CollectiveCreated, DecodedLog, EventCreated
from backend.core.token_ids import LARGEST_ID
from backend.db.projections.fold import Changes


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
        _announce(changes, entry)
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
    """The token a log is about, if it is about one."""
    token_id = int(entry.args.get("tokenId", LARGEST_ID + 1))
    return token_id if token_id <= LARGEST_ID else None


def _announce(changes: Changes, entry: DecodedLog) -> None:
    block = entry.log.block_number
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
                {
                    "tickets": created.tickets,
                    "access": created.access,
                    "ref": created.ref,
                    "block_number": block,
                    "cancelled_block": None,
                }
            )
        case _:
            pass
