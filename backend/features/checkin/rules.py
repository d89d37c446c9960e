"""The one decision at the door: a pass, what is known of its ticket, and the time, give a verdict. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backend.core.token_ids import tier_of
from backend.features.checkin.schemas import Reason

# Doors open early for crew and friends; a ticket shown days ahead is somebody trying their luck, or a wrong clock.
EARLIEST_ENTRY = timedelta(hours=12)


@dataclass(frozen=True)
class SeenPass:
    """A pass whose signature holds."""

    event_ref: str
    token_id: int
    epoch: int
    expires_at: datetime

    @property
    def tier(self) -> int:
        return tier_of(self.token_id)


@dataclass(frozen=True)
class KnownTicket:
    """What the server knows of a ticket."""

    epoch: int
    revoked: bool
    minted: bool
    admitted: bool


@dataclass(frozen=True)
class Door:
    """Where the pass was shown: the event, its times, whether it was called off, and the tiers this gate lets in."""

    event_ref: str
    opens_at: datetime
    tiers: frozenset[int]
    cancelled: bool


def door(*, event_ref: str, starts_at: datetime, tiers: frozenset[int], cancelled: bool) -> Door:
    """A door that opens EARLIEST_ENTRY before the event starts."""
    return Door(event_ref=event_ref, opens_at=starts_at - EARLIEST_ENTRY, tiers=tiers, cancelled=cancelled)


def decide(seen: SeenPass, ticket: KnownTicket | None, at: Door, now: datetime) -> Reason | None:
    """Why this pass is refused here and now, or None: let them in.

    The order is from what can never become right to what may: a steward hears first what cannot be mended at the door.
    `already_redeemed` comes before `tier`, so that a ticket used at another gate is not sent there.
    """
    if seen.event_ref != at.event_ref:
        return Reason.WRONG_EVENT
    if at.cancelled:
        return Reason.CANCELED
    if ticket is None:
        return Reason.INVALID
    if ticket.revoked or seen.epoch != ticket.epoch:
        return Reason.REVOKED
    if ticket.admitted:
        return Reason.ALREADY_REDEEMED
    if seen.tier not in at.tiers:
        return Reason.TIER
    if not at.opens_at <= now < seen.expires_at:
        return Reason.INVALID_TIME
    if not ticket.minted:
        return Reason.NOT_MINTED
    return None
