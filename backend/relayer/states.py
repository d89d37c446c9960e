"""The states of a transaction and what each asks for; pure.

reserved   a nonce is taken, nothing is signed           -> sign
signed     the raw bytes are stored, no node took them   -> send
broadcast  a node has taken them, not in a block         -> look for the receipt; send again or offer more after a while
mined      in a block that may still be reorganised away -> wait; back to broadcast when the block is gone
final      done
reverted   mined, but the contract refused               -> its items are released or failed
cancelled  its nonce went to an empty transaction of our own, for good -> its items are released or failed
displaced  its nonce went to a transaction that is not ours, for good  -> its items are released
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# A node that lost a transaction (restart, full pool) gets it again; the same bytes do no harm where it is still known.
RESEND_AFTER = timedelta(seconds=20)
# A node may count a block's nonces a moment before it finds the block's receipts.
BELIEVE_DISPLACED_AFTER = timedelta(seconds=20)


class TxState(StrEnum):
    RESERVED = "reserved"
    SIGNED = "signed"
    BROADCAST = "broadcast"
    MINED = "mined"
    FINAL = "final"
    REVERTED = "reverted"
    CANCELLED = "cancelled"
    DISPLACED = "displaced"


OPEN = (TxState.RESERVED, TxState.SIGNED, TxState.BROADCAST, TxState.MINED)


class Purpose(StrEnum):
    """What a signed form is for: the planned call, or giving its nonce to an empty transaction."""

    CALL = "call"
    CANCEL = "cancel"


class CancelReason(StrEnum):
    """Why a transaction is not wanted any more."""

    CONTRACT_GONE = "contract_gone"
    WOULD_REVERT = "would_revert"
    ASKED = "asked"
    # It was displaced, its items went elsewhere, and then the chain lost what had displaced it.
    ABANDONED = "abandoned"


class Action(StrEnum):
    SIGN = "sign"
    SEND = "send"
    WAIT = "wait"
    MARK_MINED = "mark_mined"
    MARK_REVERTED = "mark_reverted"
    MARK_FINAL = "mark_final"
    MARK_CANCELLED = "mark_cancelled"
    MARK_LOST = "mark_lost"
    MARK_DISPLACED = "mark_displaced"


@dataclass(frozen=True)
class Seen:
    """What a transaction's receipt says: its block, whether it did its work, and which form it was."""

    block_number: int
    block_hash: str
    succeeded: bool
    purpose: Purpose = Purpose.CALL


@dataclass(frozen=True)
class Newest:
    """The newest signed form: what it is for, and when it was last offered to a node."""

    purpose: Purpose
    tried_at: datetime | None


@dataclass(frozen=True)
class UsedElsewhere:
    """Since when, and since which block, the chain counts this nonce as used without a receipt of ours."""

    block: int
    since: datetime


def next_action(
    state: TxState,
    *,
    seen: Seen | None,
    known_block_hash: str | None,
    final_block: int,
    newest: Newest | None,
    now: datetime,
    resend_after: timedelta = RESEND_AFTER,
    cancel: bool = False,
    used: UsedElsewhere | None = None,
) -> Action:
    """What to do next with a transaction. `newest` is None before anything is signed."""
    if state is TxState.RESERVED or newest is None:
        return Action.SIGN
    if seen is None:
        if state is TxState.MINED:
            return Action.MARK_LOST
        if used is not None and used.block <= final_block and now - used.since >= BELIEVE_DISPLACED_AFTER:
            return Action.MARK_DISPLACED
        # While a nonce seems used, nothing new is signed for it: the same bytes again, should the chain forget the other.
        if cancel and used is None and newest.purpose is Purpose.CALL:
            return Action.SIGN
        due = newest.tried_at is None or now - newest.tried_at >= resend_after
        return Action.SEND if due else Action.WAIT
    if state is not TxState.MINED or seen.block_hash != known_block_hash:
        return Action.MARK_MINED if seen.succeeded else Action.MARK_REVERTED
    if seen.block_number > final_block:
        return Action.WAIT
    return Action.MARK_FINAL if seen.purpose is Purpose.CALL else Action.MARK_CANCELLED
