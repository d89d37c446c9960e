"""Binding a ticket to the one phone that can show it.

Whoever has the ticket's link may bind it, and take it to another phone; the link is the ticket. A used one may be bound
too: lists with re-entry and those for drinks still want its code, and what it may open is the door's decision.
"""

from datetime import timedelta

from sqlalchemy.orm import Session

from backend.core.errors import Conflict, Gone, Invalid
from backend.db.models.events import Event, Tier
from backend.db.models.tickets import Ticket
from backend.db.repositories import bindings, events
from backend.features.checkin import feed
from backend.features.holders import rules
from backend.features.holders.rules import Binding, Claim, Step
from backend.features.holders.schemas import BoundPass, HeldTicket
from backend.features.parts import Parts
from backend.features.tickets import service as tickets
from backend.passes.issuer import key_id


def ticket(session: Session, parts: Parts, link_token: str) -> HeldTicket:
    """The ticket a link opens. Raises NotFound `link_unknown`."""
    return _held(session, parts, tickets.by_link(session, parts, link_token))


def bind(
    session: Session, parts: Parts, link_token: str, *, public_key: bytes, at: int, signature: bytes, replace: bool
) -> BoundPass:
    """Give the ticket to the phone that signed; asked again by the same phone, the same answer.

    Raises NotFound `link_unknown`; Invalid `holder_key_invalid`, `holder_claim_stale`, `holder_claim_unsigned`; Gone
    `ticket_revoked`, `event_over`; Conflict `event_cancelled`, and `bound_elsewhere` unless it may replace another phone.
    """
    found = tickets.by_link(session, parts, link_token)
    event = events.by_id(session, found.event_id)
    _check(parts, Claim(event.ref, found.token_id, public_key, at, replace), signature)
    # Of two phones at the same moment the second waits here, and finds the first one's binding.
    feed.lock(session, event.id)
    session.refresh(found)
    _check_alive(session, parts, event, found)
    match rules.judge(_binding(session, found), public_key, replace=replace, paper=_tier(event, found).paper):
        case Step.REFUSE:
            raise Conflict("bound_elsewhere")
        case Step.BIND_ANEW:
            tickets.raise_epoch(session, parts, found)
            _bind(session, parts, found, public_key)
        case Step.BIND:
            _bind(session, parts, found, public_key)
        case Step.KEEP:
            pass
    code = tickets.issuer_pass(session, parts, found, holder_key=public_key)
    return BoundPass(code=code, ticket=_held(session, parts, found))


def release(session: Session, parts: Parts, link_token: str, key: str) -> HeldTicket:
    """Take the ticket off the phone with this key id, if it is the one that has it; its codes are worth nothing any more.

    Raises NotFound `link_unknown`.
    """
    found = tickets.by_link(session, parts, link_token)
    feed.lock(session, found.event_id)
    session.refresh(found)
    bound = _binding(session, found)
    if bound is not None and key_id(bound.public_key).hex() == key:
        bindings.remove(session, found.id)
        tickets.raise_epoch(session, parts, found)
    return _held(session, parts, found)


def _check(parts: Parts, claim: Claim, signature: bytes) -> None:
    try:
        signed = claim.is_signed(signature)
    except ValueError:
        raise Invalid("holder_key_invalid") from None
    if not rules.is_fresh(claim.at, parts.clock.now()):
        raise Invalid("holder_claim_stale")
    if not signed:
        raise Invalid("holder_claim_unsigned")


def _check_alive(session: Session, parts: Parts, event: Event, found: Ticket) -> None:
    if found.revoked_at is not None:
        raise Gone("ticket_revoked")
    on_chain = events.on_chain(session, event)
    if on_chain is not None and on_chain.cancelled_block is not None:
        raise Conflict("event_cancelled")
    if _is_over(event, parts):
        raise Gone("event_over")


def _bind(session: Session, parts: Parts, found: Ticket, public_key: bytes) -> None:
    bindings.put(session, found.id, public_key=public_key, epoch=found.epoch, now=parts.clock.now())


def _binding(session: Session, found: Ticket) -> Binding | None:
    row = bindings.of_ticket(session, found.id)
    return rules.current(Binding(row.public_key, row.epoch) if row else None, found.epoch)


def _tier(event: Event, found: Ticket) -> Tier:
    return next(tier for tier in event.tiers if tier.id == found.tier_id)


def _is_over(event: Event, parts: Parts) -> bool:
    grace: timedelta = parts.settings.pass_grace
    return parts.clock.now() >= event.ends_at + grace


def _held(session: Session, parts: Parts, found: Ticket) -> HeldTicket:
    event = events.by_id(session, found.event_id)
    tier, bound = _tier(event, found), _binding(session, found)
    return HeldTicket(
        page=tickets.page(session, parts, found),
        event_ref=event.ref,
        tier=tier.number,
        epoch=found.epoch,
        bound_to=key_id(bound.public_key).hex() if bound else None,
        paper=tier.paper,
        over=_is_over(event, parts),
        now=parts.clock.now(),
    )
