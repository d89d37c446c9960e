"""The states of a transaction and what each asks for; pure.

reserved   a nonce is taken, nothing is signed          -> sign
signed     the raw bytes are stored, nothing was sent    -> send
broadcast  sent at least once, not in a block            -> look for the receipt; send the same bytes again after a while
mined      in a block that may still be reorganised away -> wait; back to broadcast when the block is gone
final      done
reverted   mined, but the contract refused               -> its items are released or failed
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A node that lost a transaction (restart, full pool) gets it again; the same bytes do no harm where it is still known.
RESEND_AFTER = timedelta(seconds=20)


class TxState(StrEnum):
    RESERVED = "reserved"
    SIGNED = "signed"
    BROADCAST = "broadcast"
    MINED = "mined"
    FINAL = "final"
    REVERTED = "reverted"


OPEN = (TxState.RESERVED, TxState.SIGNED, TxState.BROADCAST, TxState.MINED)


class Action(StrEnum):
    SIGN = "sign"
    SEND = "send"
    WAIT = "wait"
    MARK_MINED = "mark_mined"
    MARK_REVERTED = "mark_reverted"
    MARK_FINAL = "mark_final"
    MARK_LOST = "mark_lost"


@dataclass(frozen=True)
class Seen:
    """What the chain says of a transaction: the block of its receipt if there is one."""

    block_number: int | None
    block_hash: str | None
    succeeded: bool


def next_action(
    state: TxState,
    *,
    seen: Seen | None,
    known_block_hash: str | None,
    final_block: int,
    last_sent: datetime | None,
    now: datetime,
) -> Action:
    """What to do next with a transaction. `seen` is None for states that have not been sent."""
    if state is TxState.RESERVED:
        return Action.SIGN
    if state is TxState.SIGNED:
        return Action.SEND
    if seen is None or seen.block_number is None:
        if state is TxState.MINED:
            return Action.MARK_LOST
        due = last_sent is None or now - last_sent >= RESEND_AFTER
        return Action.SEND if due else Action.WAIT
    if state is TxState.BROADCAST or seen.block_hash != known_block_hash:
        return Action.MARK_MINED if seen.succeeded else Action.MARK_REVERTED
    return Action.MARK_FINAL if seen.block_number <= final_block else Action.WAIT
