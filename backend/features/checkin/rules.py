"""The one decision at the door: a pass, what is known of its ticket, the door, and the time, give a verdict. Pure.

The same as `scanner/door/domain/decide.ts`; both run tests/vectors/checkin/decide.json.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.core.token_ids import tier_of
from backend.features.checkin.schemas import Direction, Reason, Reentry

# Doors open early for crew and friends; a ticket shown days ahead is somebody trying their luck, or a wrong clock.
EARLIEST_ENTRY = timedelta(hours=12)
# A phone makes a new proof every 10 s; a screenshot must not last. Two phones' clocks differ by seconds.
PROOF_LASTS = timedelta(seconds=30)
PROOF_AHEAD = timedelta(seconds=15)

# What a supervisor's word can mend. The others have no ticket that could be let in, or one that is worth nothing any more.
OVERRIDABLE = frozenset(
    {
        Reason.BLOCKED,
        Reason.PAPER,
        Reason.STALE,
        Reason.ALREADY_REDEEMED,
        Reason.TIER,
        Reason.INVALID_TIME,
        Reason.NOT_MINTED,
    }
)


@dataclass(frozen=True)
class SeenPass:
    """A pass whose signatures hold. `proof_at` is when the holder's phone made its proof; None for a static pass."""

    event_ref: str
    token_id: int
    epoch: int
    expires_at: datetime
    proof_at: datetime | None = None

    @property
    def tier(self) -> int:
        return tier_of(self.token_id)


@dataclass(frozen=True)
class KnownTicket:
    """What is known of a ticket; `entries` and `inside` are of the list it is scanned on."""

    epoch: int
    revoked: bool
    blocked: bool
    minted: bool
    entries: int
    inside: int


@dataclass(frozen=True)
class Door:
    """Where the pass was shown: the event, when it opens, whether it was called off, the tiers this gate lets in, those
    whose static pass is enough, and whether a ticket of this list may come again.
    """

    event_ref: str
    opens_at: datetime
    tiers: frozenset[int]
    paper: frozenset[int]
    cancelled: bool
    reentry: Reentry


def opens_at(starts_at: datetime) -> datetime:
    """When the doors of an event open."""
    return starts_at - EARLIEST_ENTRY


def may_enter(reentry: Reentry, *, entries: int, inside: int) -> bool:
    """Whether a ticket with this many entries, and this many inside now, may go in."""
    match reentry:
        case Reentry.NEVER:
            return entries == 0
        case Reentry.AFTER_EXIT:
            return inside == 0
        case Reentry.ANY:
            return True


def decide(seen: SeenPass, ticket: KnownTicket | None, at: Door, now: datetime, direction: Direction) -> Reason | None:
    """Why this pass is refused here and now, or None: let them through.

    The order is from what can never become right to what may: a steward hears first what cannot be mended at the door.
    `already_redeemed` comes before `tier`, so that a ticket used at another gate is not sent there. A way out ends before
    it: nobody whose ticket is genuine is kept in.
    """
    reason = _genuine(seen, ticket, at, now)
    if reason is not None or ticket is None or direction is Direction.EXIT:
        return reason
    if not may_enter(at.reentry, entries=ticket.entries, inside=ticket.inside):
        return Reason.ALREADY_REDEEMED
    if seen.tier not in at.tiers:
        return Reason.TIER
    if not at.opens_at <= now < seen.expires_at:
        return Reason.INVALID_TIME
    return None if ticket.minted else Reason.NOT_MINTED


def _genuine(seen: SeenPass, ticket: KnownTicket | None, at: Door, now: datetime) -> Reason | None:
    """What is wrong with pass or ticket in both directions."""
    if seen.event_ref != at.event_ref:
        return Reason.WRONG_EVENT
    if at.cancelled:
        return Reason.CANCELED
    if ticket is None:
        return Reason.INVALID
    if ticket.revoked or seen.epoch != ticket.epoch:
        return Reason.REVOKED
    if ticket.blocked:
        return Reason.BLOCKED
    if seen.proof_at is None:
        return None if seen.tier in at.paper else Reason.PAPER
    return None if now - PROOF_LASTS <= seen.proof_at <= now + PROOF_AHEAD else Reason.STALE
