"""Announcing and showing events."""

from sqlalchemy.orm import Session

from backend.core.errors import NotFound
from backend.core.ids import new_ref
from backend.core.text import slugify
from backend.db.models.collectives import Collective
from backend.db.models.events import CheckinList, Event, Gate, Tier
from backend.db.repositories import chain, collectives, doors, events, relay, tickets
from backend.features.checkin.schemas import Reentry
from backend.features.events import rules
from backend.features.events.schemas import EventPage, GateView, ListView, NewEvent, TierView, TransferPolicy
from backend.features.parts import Parts
from backend.features.progress import ChainProgress, refusal
from backend.outbox.intents import Kind, NewIntent
from backend.outbox.service import enqueue

ENTRANCE = "Einlass"
# The address of a name without a letter of the Latin alphabet.
_FALLBACK_SLUG = "event"


def announce(session: Session, parts: Parts, collective: Collective, wish: NewEvent) -> str:
    """Create an event: tickets can be issued at once, its contract follows. Returns its slug. Raises as rules.checked."""
    wanted = rules.checked(wish)
    now = parts.clock.now()
    # Locked: two events that get the same name at the same moment must see each other's address.
    collectives.lock(session, collective.id)
    slug = slugify(wanted.name, fallback=_FALLBACK_SLUG)
    slug = slugify(wanted.name, taken=events.slugs_like(session, collective.id, slug), fallback=_FALLBACK_SLUG)
    # Everything goes through the box office until a tier is sold on the chain itself.
    tiers = [
        Tier(number=number, name=tier.name, supply=tier.supply, box_office=tier.supply, next_serial=0)
        for number, tier in enumerate(wanted.tiers, start=1)
    ]
    event = events.add(
        session,
        Event(
            collective_id=collective.id,
            ref=new_ref(),
            slug=slug,
            name=wanted.name,
            venue=wanted.venue,
            starts_at=wanted.starts_at,
            ends_at=wanted.ends_at,
            zone=wanted.zone,
            policy=wanted.policy.value,
            style=wanted.style.value if wanted.style else None,
            settle=True,
            created_at=now,
            tiers=tiers,
            gates=[
                Gate(name=gate.name, tiers=[tiers[n - 1] for n in sorted(set(gate.tiers))]) for gate in wanted.gates
            ],
            lists=[CheckinList(name=ENTRANCE, entrance=True)],
        ),
    )
    payload = {
        "ref": event.ref,
        "name": wanted.name,
        "starts_at": int(wanted.starts_at.timestamp()),
        "ends_at": int(wanted.ends_at.timestamp()),
        "policy": wanted.policy.value,
        "style": wanted.style.value if wanted.style else None,
        "tiers": [{"name": t.name, "supply": t.supply, "box_office": t.box_office} for t in tiers],
    }
    enqueue(
        session,
        [NewIntent(Kind.CREATE_EVENT, _intent_key(event.ref), collective.id, event_id=event.id, payload=payload)],
        now=now,
    )
    return slug


def _intent_key(ref: str) -> str:
    return f"event:{ref}"


def of(session: Session, collective: Collective, slug: str) -> Event:
    """The collective's event. Raises NotFound `event_unknown`."""
    event = events.by_slug(session, collective.id, slug)
    if event is None:
        raise NotFound("event_unknown")
    return event


def progress(session: Session, event: Event) -> ChainProgress:
    """How far the event's tickets are on the chain."""
    contract = events.contract(session, event)
    tip = chain.tip(session)
    return ChainProgress(**tickets.progress(session, event.id, contract=contract, final_block=tip.final_block))


def page(session: Session, collective: Collective, event: Event) -> EventPage:
    """The organiser's page of an event."""
    on_chain = events.on_chain(session, event)
    contract = on_chain.tickets if on_chain else None
    heads = doors.head_count(session, events.entrance(session, event.id).id)
    issued = tickets.issued_by_tier(session, event.id)
    return EventPage(
        id=event.id,
        ref=event.ref,
        slug=event.slug,
        collective_slug=collective.slug,
        collective_name=collective.name,
        palette=collective.palette,
        name=event.name,
        venue=event.venue,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        policy=TransferPolicy(event.policy),
        contract=contract,
        tiers=tuple(TierView(t.number, t.name, t.supply, issued.get(t.id, 0), t.paper) for t in event.tiers),
        gates=tuple(
            GateView(g.id, g.name, tuple(t.number for t in g.tiers), *heads.gates.get(g.id, (0, 0)))
            for g in event.gates
        ),
        lists=tuple(ListView(x.id, x.name, x.entrance, Reentry(x.reentry)) for x in event.lists),
        names_at_door=event.names_at_door,
        tickets=progress(session, event),
        inside=heads.inside,
        settled=events.settled_count(session, contract) if contract else 0,
        cancelled=on_chain is not None and on_chain.cancelled_block is not None,
        chain_failure=None if contract else refusal(*relay.failure_of(session, _intent_key(event.ref))),
    )
