"""The collective that `make run` starts with: small, real, and made through the same services as any other."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from backend.core.ids import LinkKind, LinkTarget
from backend.core.settings import Settings
from backend.db.models.events import Event
from backend.db.repositories import accounts, chain, collectives, events, people, tickets
from backend.features.auth.service import DEFAULT_ORGANISER
from backend.features.collectives import service as collectives_service
from backend.features.collectives.schemas import NewCollective
from backend.features.devices import service as devices_service
from backend.features.devices.schemas import DeviceRole
from backend.features.events import service as events_service
from backend.features.events.schemas import NewEvent, NewGate, NewTier, TransferPolicy
from backend.features.looks import Palette, Style
from backend.features.members import service as members_service
from backend.features.parts import Parts
from backend.features.tickets import service as tickets_service

SLUG = "ruebezahl"
_NAME, _SYMBOL = "Rübezahl", "RUEB"
_GUESTS = (
    ("Käthe Kollwitz", "kaethe@example.org", 1),
    ("Max Klinger", "max@example.org", 1),
    ("Paula Modersohn", "paula@example.org", 1),
    ("Gret Palucca", "gret@example.org", 2),
    ("Otto Dix", "otto@example.org", 2),
)


@dataclass(frozen=True)
class DemoLinks:
    """What is printed: the ids behind the ticket and door links."""

    event_id: int
    ticket_link: str

    def ticket_url(self, settings: Settings) -> str:
        """The link of the first guest's ticket."""
        return f"{settings.base_url}/t/{self.ticket_link}"

    def pairing(self, session: Session, parts: Parts) -> str:
        """A fresh door link for the event's first gate."""
        event = events.by_id(session, self.event_id)
        gate = event.gates[0]
        return devices_service.start_pairing(session, parts, event, gate_id=gate.id, role=DeviceRole.SUPERVISOR).url

    def minted(self, session: Session) -> bool:
        """Whether all tickets of the event are on the chain, or have failed for a reason its page shows."""
        event = events.by_id(session, self.event_id)
        counted = tickets.progress(
            session,
            event.id,
            contract=events.contract(session, event),
            final_block=chain.tip(session).final_block,
        )
        return not counted.get("queued") and not counted.get("sent")


def seed(session: Session, parts: Parts) -> DemoLinks:
    """Make the demo collective with one event, tickets and members, or find the one that is there."""
    now = parts.clock.now()
    account = accounts.account_by_name(session, DEFAULT_ORGANISER)
    if account is None:
        account = accounts.add_account(session, name=DEFAULT_ORGANISER, now=now)
    collective = collectives.by_slug(session, SLUG)
    if collective is None:
        slug = collectives_service.found(
            session, parts, account.id, NewCollective(_NAME, _SYMBOL, Style.BAUHAUS, Palette.SIGNAL)
        )
        collective = collectives_service.organised(session, account_id=account.id, slug=slug)
        event = _event(session, parts, collective.id, now)
        _guests(session, parts, event, now)
    # The demo's own event, whatever else has been announced since.
    event = min(events.of_collective(session, collective.id), key=lambda found: found.id)
    first = tickets.page(session, event, contract=None, list_id=event.lists[0].id, query="", limit=1, offset=0)[
        0
    ].ticket
    link = parts.links.make(LinkKind.TICKET, LinkTarget(first.id, first.link_version))
    return DemoLinks(event_id=event.id, ticket_link=link)


def _event(session: Session, parts: Parts, collective_id: int, now: datetime) -> Event:
    collective = collectives.by_id(session, collective_id)
    # Tonight, so that the door lets people in whenever the demo is started.
    begins = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    slug = events_service.announce(
        session,
        parts,
        collective,
        NewEvent(
            name="Nachtdruck — Lesung, Platten, Presse",
            venue="Druckerei Gießerstraße, Leipzig",
            starts_at=begins,
            ends_at=begins + timedelta(days=30),
            zone="Europe/Berlin",
            policy=TransferPolicy.FREE,
            tiers=(NewTier("Abendkasse", 300), NewTier("Solidarisch", 100)),
            gates=(NewGate("Haupteingang", (1, 2)), NewGate("Hof", (2,))),
        ),
    )
    return events_service.of(session, collective, slug)


def _guests(session: Session, parts: Parts, event: Event, now: datetime) -> None:
    ids = people.ensure(
        session, event.collective_id, [{"name": name, "email": email} for name, email, _ in _GUESTS], now=now
    )
    wanted = [tickets_service.Wanted(person_id=ids[email], tier=tier, quantity=1) for _, email, tier in _GUESTS]
    tickets_service.issue(session, parts, event, wanted, import_id=None)
    collective = collectives.by_id(session, event.collective_id)
    members_service.give(session, parts, collective, list(ids.values()), import_id=None)
