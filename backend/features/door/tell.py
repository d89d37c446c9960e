"""What doors have to learn, told in the transaction that makes it so. Here is how each thing is said; the feed numbers it.

The lock on the feed comes after those on rows of `tier` and `event`, and before those on tickets: whoever takes them in
another order can meet somebody who waits for the other one.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from backend.core.serial_sets import EMPTY, read, sets_by_tier, spell
from backend.core.token_ids import serial_of, tier_of
from backend.db.repositories import doors
from backend.features.checkin import feed
from backend.features.checkin.feed import Change


def _set(what: str, tier: int, *, on: int = 0, off: int = 0) -> Change:
    return Change("set", {"what": what, "tier": tier, "on": spell(on), "off": spell(off)})


def issued(session: Session, event_id: int, token_ids: Iterable[int], *, now: datetime) -> None:
    """There are new tickets; those that are not on the chain yet are pending."""
    fresh = sets_by_tier(token_ids)
    feed.lock(session, event_id)
    minted = doors.mirror(session, event_id)
    changes = []
    for tier, on in fresh.items():
        changes.append(_set("known", tier, on=on))
        if pending := on & ~read(minted.get(tier, EMPTY)):
            changes.append(_set("pending", tier, on=pending))
    feed.append(session, event_id, changes, now)


def revoked(session: Session, event_id: int, token_id: int, *, now: datetime) -> None:
    """The ticket is worth nothing any more."""
    _switched(session, event_id, "revoked", token_id, now=now)


def blocked(session: Session, event_id: int, token_id: int, *, now: datetime, lifted: bool = False) -> None:
    """The ticket is kept out for now, or not any more."""
    _switched(session, event_id, "blocked", token_id, now=now, off=lifted)


def _switched(session: Session, event_id: int, what: str, token_id: int, *, now: datetime, off: bool = False) -> None:
    bit = 1 << serial_of(token_id)
    change = _set(what, tier_of(token_id), off=bit) if off else _set(what, tier_of(token_id), on=bit)
    feed.append(session, event_id, [change], now)


def epoch(session: Session, event_id: int, token_id: int, *, epoch: int, now: datetime) -> None:
    """Passes of the ticket with a lower epoch are worth nothing any more: it was given anew, or bound to another phone."""
    body = {"tier": tier_of(token_id), "serial": serial_of(token_id), "epoch": epoch}
    feed.append(session, event_id, [Change("epoch", body)], now)


def rules(session: Session, event_ids: Iterable[int], *, now: datetime) -> None:
    """Something else is different: gates, tiers, keys, re-entry, names, or the event was called off. Doors load their state.

    Of several events in their order, so that two who tell the same ones do not wait for each other.
    """
    for event_id in sorted(event_ids):
        feed.append(session, event_id, [Change("rules", {})], now)


def minted(session: Session, event_id: int, tier: int, *, on_chain: int, gone: int, now: datetime) -> None:
    """Of a tier these serials are on the chain now, and those not any more."""
    feed.append(session, event_id, [_set("pending", tier, on=gone, off=on_chain)], now)
