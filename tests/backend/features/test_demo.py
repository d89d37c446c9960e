"""The demo: made once through the same services as anything else, and found again at every start."""

from sqlalchemy import func, select

from backend.core.ids import LinkKind
from backend.db.models.pipeline import Intent
from backend.db.models.tickets import Membership, Ticket
from backend.db.projections import cursor, fold
from backend.db.repositories import collectives, events, relay
from backend.features.demo.service import SLUG, DemoLinks, seed
from backend.features.devices import service as devices
from backend.features.parts import Parts
from backend.features.tickets import service as tickets
from tests.backend.conftest import NOW, addresses, transfer


def seeded(parts: Parts) -> DemoLinks:
    with parts.db.write() as session:
        return seed(session, parts)


def minted(parts: Parts, links: DemoLinks) -> bool:
    with parts.db.read() as session:
        return links.minted(session)


def mint(parts: Parts, *, most: int) -> None:
    """Let the chain have the demo's contracts and its first tickets."""
    access, membership, token, contract = addresses(1)
    with parts.db.write() as session:
        collective = collectives.by_slug(session, SLUG)
        assert collective
        (event,) = events.of_collective(session, collective.id)
        created = {"access": access, "ref": collective.ref, "membership": membership, "token": token}
        changes = fold.Changes(
            collectives=[{**created, "creator": collective.founder, "block_number": 1}],
            events=[
                {"tickets": contract, "access": access, "ref": event.ref, "block_number": 2, "cancelled_block": None}
            ],
        )
        ids = sorted(session.scalars(select(Ticket.token_id)))[:most]
        changes.logs = [transfer(contract, token_id, contract, block=3) for token_id in ids]
        fold.write(session, changes)
        cursor.move(session, next_block=4, head=3, final=3, now=NOW)


def test_minted__some_wait_or_are_on_their_way__not_yet(parts: Parts) -> None:
    links = seeded(parts)
    assert not minted(parts, links)
    mint(parts, most=4)
    assert not minted(parts, links)
    mint(parts, most=5)
    assert minted(parts, links)


def test_minted__the_last_one_failed__nothing_left_to_wait_for(parts: Parts) -> None:
    links = seeded(parts)
    mint(parts, most=4)
    with parts.db.write() as session:
        last = session.scalars(select(Intent).where(Intent.kind == "mint_ticket").order_by(Intent.id.desc())).first()
        assert last
        relay.fail(session, last.id, failure="TicketAlreadyMinted", args={}, now=NOW)
    assert minted(parts, links)


def test_seed__twice__one_collective_one_event_and_the_same_ticket(parts: Parts) -> None:
    assert seeded(parts) == seeded(parts)
    with parts.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Ticket)) == 5
        assert session.scalar(select(func.count()).select_from(Membership)) == 5


def test_seed__its_links__open_a_ticket_and_pair_a_device(parts: Parts) -> None:
    links = seeded(parts)
    token = links.ticket_url(parts.settings).removeprefix("http://testserver/t/")
    target = parts.links.read(LinkKind.TICKET, token)
    assert target
    with parts.db.write() as session:
        page = tickets.page(session, parts, tickets.by_link(session, parts, token))
        pairing = links.pairing(session, parts)
        _, device = devices.pair(session, parts, code=pairing.partition("#pair=")[2], name="Telefon")
    assert (page.number, page.collective_name, page.tier_name) == ("1-0001", "Rübezahl", "Abendkasse")
    assert (device.role, device.gate_name) == ("supervisor", "Haupteingang")
