"""Tickets that somebody buys on the chain itself, and an event that is called off there, seen from the organiser's side."""

from datetime import timedelta

from sqlalchemy.orm import Session

from backend.chain.abi_files import function
from backend.chain.errors import RevertReason
from backend.db.models.collectives import Collective
from backend.db.models.events import Event
from backend.db.repositories import events, intents
from backend.features.events import service as events_service
from backend.features.events.schemas import NewEvent, NewGate, NewTier, TransferPolicy
from backend.features.progress import ChainState
from backend.features.tickets import public
from backend.features.tickets import service as tickets_service
from backend.features.tickets.schemas import TicketRow
from backend.outbox.intents import Signer
from tests.integration.site import Night, Site, found

_BOX_OFFICE = 4


def _announce(session: Session, site: Site, collective: Collective) -> Event:
    """An event of ten tickets, six of which anybody may take on the chain."""
    now = site.clock.now()
    wish = NewEvent(
        name="Nachtdruck",
        venue="Druckerei",
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=1),
        zone="Europe/Berlin",
        policy=TransferPolicy.FREE,
        tiers=(NewTier("Abendkasse", 10),),
        gates=(NewGate("Haupteingang", (1,)),),
    )
    event = events_service.of(session, collective, events_service.announce(session, site.parts, collective, wish))
    intent = intents.by_dedupe_key(session, f"event:{event.ref}")
    assert intent
    event.tiers[0].box_office = _BOX_OFFICE
    intent.payload = {**intent.payload, "tiers": [{"name": "Abendkasse", "supply": 10, "box_office": _BOX_OFFICE}]}
    return event


def _begin(site: Site) -> Night:
    with site.db.write() as session:
        collective = found(session, site)
        event = _announce(session, site, collective)
        night = Night(site, collective.id, event.id)
    site.work()
    return night


def _call(site: Site, sender: str, to: str, name: str, *arguments: object) -> None:
    site.node.send_as(sender, to, function("EventTickets", name).encode(*arguments))


def _listed(night: Night) -> dict[str, TicketRow]:
    """The organiser's list by number."""
    with night.site.db.read() as session:
        event = events.by_id(session, night.event_id)
        return {row.number: row for row in tickets_service.listing(session, night.site.parts, event).rows}


def test_public_sale__bought_and_passed_on__in_the_list_with_its_owner(site: Site) -> None:
    night = _begin(site)
    buyer, friend = site.node.request("eth_accounts")[5:7]
    night.issue(1)
    _call(site, buyer, night.contract, "buy", 1, buyer, 2)
    _call(site, buyer, night.contract, "transferFrom", buyer, friend, 1 << 32 | _BOX_OFFICE)
    site.work()
    with site.db.write() as session:
        assert public.is_due(session)
        assert public.take_up(session, now=site.clock.now()) == 2
        assert not public.is_due(session)
    rows = _listed(night)
    owners = {number: (row.owner or "").lower() for number, row in rows.items()}
    assert owners == {"1-0001": "", "1-0005": friend.lower(), "1-0006": buyer.lower()}
    assert {row.state for row in rows.values()} == {ChainState.FINAL}


def test_event__called_off_on_the_chain__said_so_and_what_comes_later_is_refused(site: Site) -> None:
    night = _begin(site)
    site.send(Signer.ORGANISER, night.contract, function("EventTickets", "cancel").encode())
    site.work()
    night.issue(1)
    site.work()
    with site.db.read() as session:
        event = events.by_id(session, night.event_id)
        on_chain = events.on_chain(session, event)
    assert on_chain
    assert on_chain.cancelled_block
    (row,) = _listed(night).values()
    assert (row.state, row.failure) == (ChainState.FAILED, RevertReason("TicketsCancelled", {}))
