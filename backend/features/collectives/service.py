"""Founding and showing collectives."""

import re
from dataclasses import asdict

from sqlalchemy.orm import Session

from backend.core.errors import Forbidden, Invalid, NotFound, SetupError
from backend.core.ids import new_ref
from backend.core.text import clean_line, slugify, utf8_length
from backend.db.models.collectives import Collective
from backend.db.models.installation import Installation
from backend.db.repositories import chain, collectives, events, members, relay
from backend.features.collectives.issuer_keys import new_issuer_key
from backend.features.collectives.schemas import CollectivePage, CollectiveSummary, EventSummary, NewCollective
from backend.features.looks import COLOURS
from backend.features.parts import Parts
from backend.features.progress import ChainProgress, refusal
from backend.outbox.intents import Kind, NewIntent
from backend.outbox.service import enqueue

NAME_BYTES = 64
# The address of a name without a letter of the Latin alphabet.
_FALLBACK_SLUG = "kollektiv"
_SYMBOL = re.compile(r"[A-Z][A-Z0-9]{1,10}")


def found(session: Session, parts: Parts, account_id: int, wish: NewCollective) -> str:
    """Found a collective: it can issue at once, the chain follows. Returns its slug.

    Raises Invalid `name_missing`, `name_too_long` or `symbol_invalid`.
    """
    name, symbol = clean_line(wish.name), wish.symbol.strip().upper()
    if not name:
        raise Invalid("name_missing")
    if utf8_length(name) > NAME_BYTES:
        raise Invalid("name_too_long", most=NAME_BYTES)
    if not _SYMBOL.fullmatch(symbol):
        raise Invalid("symbol_invalid")
    # Locked: two people who found the same name at the same moment must see each other's address.
    now, installed = parts.clock.now(), installation(session, lock=True)
    slug = slugify(name, fallback=_FALLBACK_SLUG)
    slug = slugify(name, taken=collectives.slugs_like(session, slug), fallback=_FALLBACK_SLUG)
    ref = new_ref()
    collective = collectives.add(
        session,
        ref=ref,
        slug=slug,
        name=name,
        symbol=symbol,
        style=wish.style.value,
        palette=wish.palette.value,
        founder=installed.organiser,
        owner_id=account_id,
        now=now,
    )
    new_issuer_key(session, parts, collective.id, account_id=None)
    payload = {
        "ref": ref,
        "name": name,
        "symbol": symbol,
        **_roles(installed),
        "look": {"style": wish.style.value, **asdict(COLOURS[wish.palette])},
    }
    wish_for_chain = NewIntent(Kind.CREATE_COLLECTIVE, _intent_key(ref), collective.id, payload=payload)
    enqueue(session, [wish_for_chain], now=now)
    return slug


def _intent_key(ref: str) -> str:
    return f"collective:{ref}"


def installation(session: Session, *, lock: bool = False) -> Installation:
    """What this installation is bound to. Raises SetupError `not_installed`."""
    installed = chain.installation(session, lock=lock)
    if installed is None:
        raise SetupError("not_installed")
    return installed


def _roles(installed: Installation) -> dict[str, str]:
    # What is paid goes to the cold admin key, which alone can also mint the collective's token.
    return {
        "admin": installed.admin,
        "organiser": installed.organiser,
        "box_office": installed.office,
        "door": installed.office,
        "treasurer": installed.admin,
        "treasury": installed.admin,
    }


def mine(session: Session, account_id: int) -> tuple[CollectiveSummary, ...]:
    """The collectives this account may organise."""
    return tuple(
        CollectiveSummary(
            id=collective.id,
            slug=collective.slug,
            name=collective.name,
            symbol=collective.symbol,
            palette=collective.palette,
            member_count=member_count,
            event_count=event_count,
        )
        for collective, member_count, event_count in collectives.of_account(session, account_id)
    )


def organised(session: Session, *, account_id: int, slug: str) -> Collective:
    """The collective, for somebody who may organise it. Raises NotFound `collective_unknown`, Forbidden `not_yours`."""
    collective = collectives.by_slug(session, slug)
    if collective is None:
        raise NotFound("collective_unknown")
    if not collectives.may_organise(session, account_id=account_id, collective_id=collective.id):
        raise Forbidden("not_yours")
    return collective


def page(session: Session, collective: Collective) -> CollectivePage:
    """The organiser's page of a collective."""
    contracts = collectives.contracts(session, collective)
    tip = chain.tip(session)
    counted = members.progress(
        session,
        collective.id,
        contract=contracts.membership if contracts else None,
        final_block=tip.final_block,
    )
    rows = events.of_collective(session, collective.id)
    ids = [event.id for event in rows]
    issued, admitted = events.ticket_counts(session, ids), events.admitted_counts(session, ids)
    return CollectivePage(
        id=collective.id,
        slug=collective.slug,
        name=collective.name,
        symbol=collective.symbol,
        palette=collective.palette,
        ref=collective.ref,
        founded_on_chain=contracts is not None,
        member_count=members.count(session, collective.id),
        members=ChainProgress(**counted),
        events=tuple(
            EventSummary(
                slug=event.slug,
                name=event.name,
                venue=event.venue,
                starts_at=event.starts_at,
                zone=event.zone,
                ticket_count=issued.get(event.id, 0),
                admitted_count=admitted.get(event.id, 0),
            )
            for event in rows
        ),
        chain_failure=None if contracts else refusal(*relay.failure_of(session, _intent_key(collective.ref))),
    )
