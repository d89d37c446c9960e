"""A file of people becomes tickets on the chain, each with a code that an independent reader reads and a pass that verifies."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from backend.chain.reader import ChainReader
from backend.core.token_ids import spoken
from backend.db.repositories import collectives, events
from backend.db.session import Database
from backend.features.members import service as members_service
from backend.features.people import service as people_service
from backend.features.progress import ChainState
from backend.features.tickets import service as tickets_service
from backend.features.tickets.schemas import TicketRow
from backend.passes.issuer import IssuerPublicKey
from backend.passes.ticket_pass import verify
from backend.relayer.states import TxState
from tests.integration.codes import read_png, read_svg
from tests.integration.site import Night, difference, reindexed

_PEOPLE = 200


def _csv(count: int, *, tiers: bool) -> bytes:
    """As a spreadsheet writes it in Leipzig: BOM, semicolons, umlauts."""
    heading = "Name;E-Mail;Kategorie;Anzahl" if tiers else "Name;E-Mail"
    rows = [
        f"Jürgen Müßig {n};gast{n}@example.org" + (f";{('Abendkasse', 'Solidarisch')[n % 2]};1" if tiers else "")
        for n in range(count)
    ]
    return "\r\n".join([heading, *rows, ""]).encode("utf-8-sig")


def _accept(night: Night, content: bytes, *, for_tickets: bool) -> int:
    """Upload and accept a file; how many tickets or memberships that made."""
    site = night.site
    with site.db.write() as session:
        collective = collectives.by_id(session, night.collective_id)
        event = events.by_id(session, night.event_id) if for_tickets else None
        draft = people_service.upload(
            session, site.parts, collective, event, account_id=None, file_name="gäste.csv", content=content
        )
        item = people_service.of(session, collective, draft)
        return people_service.accept(session, site.parts, item, good_rows_only=False)


def _rows(night: Night) -> tuple[TicketRow, ...]:
    site = night.site
    with site.db.read() as session:
        event = events.by_id(session, night.event_id)
        return tickets_service.listing(session, site.parts, event, limit=1_000).rows


def test_import__two_hundred_rows__are_minted_in_one_or_two_transactions(
    night: Night, empty_database: Callable[[], Database]
) -> None:
    site = night.site
    assert _accept(night, _csv(_PEOPLE, tiers=True), for_tickets=True) == _PEOPLE
    assert {row.state for row in _rows(night)} == {ChainState.QUEUED}
    site.work()
    expected = {tier << 32 | serial: 1 for tier in (1, 2) for serial in range(_PEOPLE // 2)}
    assert site.node.mints(night.contract) == expected
    assert 1 <= len(site.node.blocks_with_transactions_to(night.contract)) <= 2
    assert {transaction.state for transaction in site.transactions()} == {TxState.FINAL}
    rows = _rows(night)
    assert len(rows) == _PEOPLE
    assert {row.state for row in rows} == {ChainState.FINAL}
    # Nobody needs a wallet: all are in the box office's custody, which is the contract itself.
    assert {night.ask("ownerOf", token_id) for token_id in expected} == {night.contract.lower()}
    assert difference(site, reindexed(site, empty_database())) == {}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_import__two_hundred_rows__every_code_is_read_by_zbar_and_verifies(night: Night) -> None:
    site = night.site
    _accept(night, _csv(_PEOPLE, tiers=True), for_tickets=True)
    with site.db.read() as session:
        event = events.by_id(session, night.event_id)
        row = collectives.active_issuer_key(session, night.collective_id)
        keys = {bytes.fromhex(row.kid): IssuerPublicKey(row.public_key)}
    seen = set()
    with TestClient(create_app(site.parts)) as http:
        for ticket in _rows(night):
            png, svg = (http.get(f"/t/{ticket.link_token}/code.{kind}") for kind in ("png", "svg"))
            (text,) = read_png(png.content)
            assert read_svg(svg.content) == [text]
            claims = verify(text, keys).claims
            assert claims.event_ref.hex() == event.ref
            assert spoken(claims.token_id) == ticket.number
            seen.add(claims.token_id)
    assert seen == {tier << 32 | serial for tier in (1, 2) for serial in range(_PEOPLE // 2)}


def test_import__minted__the_chain_tells_and_draws_each_ticket(night: Night) -> None:
    site = night.site
    _accept(night, _csv(6, tiers=True), for_tickets=True)
    site.work()
    reader = ChainReader(site.node.client)
    pictures = set()
    for row in _rows(night):
        tier, serial = (int(part) for part in row.number.split("-"))
        metadata = reader.metadata(night.contract, tier << 32 | (serial - 1))
        traits = {attribute["trait_type"]: attribute["value"] for attribute in metadata.attributes}
        assert (traits["Collective"], traits["Event"]) == ("Rübezahl", "Nachtdruck")
        assert (traits["Tier"], traits["Serial"], traits["State"]) == (row.tier_name, serial - 1, "valid")
        assert metadata.image.startswith(b"<svg ")
        pictures.add(metadata.image)
    assert len(pictures) == 6


def test_import__members__are_minted_at_once_and_drawn_by_the_chain(
    night: Night, empty_database: Callable[[], Database]
) -> None:
    site = night.site
    assert _accept(night, _csv(_PEOPLE, tiers=False), for_tickets=False) == _PEOPLE
    site.work()
    assert site.node.mints(night.membership) == dict.fromkeys(range(1, _PEOPLE + 1), 1)
    assert 1 <= len(site.node.blocks_with_transactions_to(night.membership)) <= 2
    assert set(site.node.owners(night.membership).values()) == {night.membership.lower()}
    with site.db.read() as session:
        collective = collectives.by_id(session, night.collective_id)
        rows = members_service.listing(session, site.parts, collective, limit=1_000)
    assert [row.number for row in rows] == list(range(1, _PEOPLE + 1))
    assert {row.state for row in rows} == {ChainState.FINAL}
    badge = ChainReader(site.node.client).metadata(night.membership, _PEOPLE)
    assert {attribute["trait_type"]: attribute["value"] for attribute in badge.attributes}["Number"] == _PEOPLE
    assert badge.image.startswith(b"<svg ")
    assert difference(site, reindexed(site, empty_database())) == {}
