"""The ticket and the badge: the code can be read, the state is true, the link is not given away."""

import io
import re
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pypdfium2 as pdfium
import pytest
from browsing import event_path, read, send, ticket_path, ticket_row, upload, words
from fastapi.testclient import TestClient
from PIL import Image
from pyzbar.pyzbar import ZBarSymbol, decode

from backend.core.clock import FixedClock
from backend.core.ids import LinkKind, LinkTarget
from backend.db.models.door import Admission, Scan
from backend.features.tickets import service as tickets_service

if TYPE_CHECKING:
    from conftest import Pictures, World


def admit(world: "World", token_id: int) -> None:
    """Let the ticket in at the first gate, four minutes after nine in the evening in Leipzig."""
    row = ticket_row(world, token_id)
    with world.parts.db.write() as session:
        event = world.event(session)
        at = event.starts_at + timedelta(hours=1, minutes=4)
        place = {"event_id": event.id, "list_id": event.lists[0].id, "gate_id": event.gates[0].id}
        scan = Scan(
            id=uuid4(),
            ticket_id=row,
            source="camera",
            scanned_at=at,
            received_at=at,
            at=at,
            let_in=True,
            outcome="admitted",
            answer={},
            **place,
        )
        session.add(scan)
        session.flush()
        session.add(Admission(ticket_id=row, scan_id=scan.id, admitted_at=at, **place))


@pytest.mark.parametrize("ending", ["", "/way", "/code.svg", "/code.png", "/picture.svg", "/paper.pdf"])
def test_ticket__everything_about_it__stays_between_its_holder_and_us(
    client: TestClient, world: "World", ending: str
) -> None:
    ids = world.issue()
    world.on_chain(ids)
    answer = client.get(ticket_path(world, ids[0]) + ending)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"


def test_ticket__png__is_read_by_an_independent_reader(client: TestClient, world: "World") -> None:
    token_id = world.issue(tier=2)[0]
    answer = client.get(f"{ticket_path(world, token_id)}/code.png")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"] == 'attachment; filename="nachtdruck-2-0001.png"'
    found = decode(Image.open(io.BytesIO(answer.content)), symbols=[ZBarSymbol.QRCODE])
    assert [code.data.decode() for code in found] == [world.code(token_id)]


def test_ticket__svg_to_keep__is_the_code_on_the_page(client: TestClient, world: "World") -> None:
    path = ticket_path(world, world.issue()[0])
    answer = client.get(f"{path}/code.svg", headers={"Accept-Language": "de"})
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.headers["content-disposition"] == 'attachment; filename="nachtdruck-1-0001.svg"'
    drawn = re.search(r'<path[^>]* d="([^"]+)"', answer.text)
    assert drawn
    assert drawn[1] in read(client, path)


@pytest.mark.parametrize("file", ["paper.pdf", "phone.pdf"])
def test_ticket__paper__holds_the_code_of_the_page(client: TestClient, world: "World", file: str) -> None:
    token_id = world.issue(tier=2)[0]
    path = ticket_path(world, token_id)
    assert f'href="{path}/{file}"' in read(client, path)
    answer = client.get(f"{path}/{file}", headers={"Accept-Language": "en"})
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'attachment; filename="nachtdruck-2-0001.pdf"'
    first = pdfium.PdfDocument(answer.content)[0]
    assert "Entrances: Haupteingang, Hof" in first.get_textpage().get_text_range()
    found = decode(first.render(scale=150 / 72).to_pil(), symbols=[ZBarSymbol.QRCODE])
    assert [code.data.decode() for code in found] == [world.code(token_id)]


@pytest.mark.parametrize(
    ("lang", "sentence"), [("de", "gelten nur auf dem Telefon"), ("en", "are valid on the phone only")]
)
def test_ticket__of_a_tier_without_paper__offers_none_and_says_why(
    client: TestClient, world: "World", monkeypatch: pytest.MonkeyPatch, lang: str, sentence: str
) -> None:
    path = ticket_path(world, world.issue()[0])
    monkeypatch.setattr(tickets_service, "on_paper", lambda tier: tier.number != 1)
    assert ".pdf" not in read(client, path, lang=lang)
    assert sentence in words(read(client, f"{path}/paper.pdf", status=409, lang=lang))


def test_ticket__while_it_is_minted__says_so_and_asks_again(client: TestClient, world: "World") -> None:
    path = ticket_path(world, world.issue()[0])
    page = read(client, path)
    assert "wartet darauf, geprägt zu werden" in words(page)
    assert "Wird gerade geprägt. Gleich gilt der Code" in words(page)
    assert f'hx-get="{path}/way" hx-trigger="every 2s"' in page
    assert "picture.svg" not in page


@pytest.mark.parametrize(
    ("lang", "mined", "final"),
    [
        ("de", "Dein Ticket ist geprägt", "endgültig auf der Chain"),
        ("en", "Your ticket is minted", "on the chain for good"),
    ],
)
def test_ticket__once_it_is_on_the_chain__has_its_picture(
    client: TestClient, world: "World", lang: str, mined: str, final: str
) -> None:
    ids = world.issue()
    path = ticket_path(world, ids[0])
    world.on_chain(ids, block=7, final=6)
    piece = read(client, f"{path}/way", lang=lang)
    assert mined in words(piece)
    assert f'src="{path}/picture.svg"' in piece
    assert "hx-trigger" in piece
    assert 'id="hint" hx-swap-oob="true"' in piece
    world.on_chain([], block=8, final=8)
    piece = read(client, f"{path}/way", lang=lang)
    assert final in words(piece)
    assert "hx-trigger" not in piece


def test_ticket__date__is_in_the_events_zone_and_the_readers_words(client: TestClient, world: "World") -> None:
    path = ticket_path(world, world.issue()[0])
    assert "Sonntag, 22. November 2026, 20:00" in words(read(client, path))
    assert "Sunday, 22 November 2026, 20:00" in words(read(client, path, lang="en"))


def test_ticket__used__says_when_and_where(client: TestClient, world: "World") -> None:
    token_id = world.issue()[0]
    world.on_chain([token_id])
    admit(world, token_id)
    page = words(read(client, ticket_path(world, token_id)))
    assert "Eingelöst Um 21:04 Uhr am 22. November, Haupteingang" in page
    assert "Zeig diesen Code" not in page


def test_ticket__revoked__has_no_code_any_more(organiser_client: TestClient, world: "World") -> None:
    token_id = world.issue()[0]
    path = ticket_path(world, token_id)
    code = world.code(token_id)
    send(organiser_client, f"{event_path(world)}/tickets/{ticket_row(world, token_id)}/revoke", {"reason": "fraud"})
    page = read(organiser_client, path)
    assert "Zurückgezogen" in words(page)
    assert code not in page
    assert 'role="img"' not in page
    for ending in ("code.png", "code.svg", "paper.pdf", "phone.pdf"):
        assert "zurückgezogen" in words(read(organiser_client, f"{path}/{ending}", status=410))


def test_ticket__page__names_nobody(organiser_client: TestClient, world: "World") -> None:
    file = "name,email,tier\nMina Öztürk,mina@example.org,1\n"
    path = upload(organiser_client, f"{event_path(world)}/imports", file).headers["location"]
    send(organiser_client, f"{path}/accept")
    page = read(organiser_client, ticket_path(world, 1 << 32))
    assert "Öztürk" not in page
    assert "mina@example.org" not in page


def test_ticket__picture__can_do_nothing_when_opened_by_itself(
    client: TestClient, world: "World", pictures: "Pictures"
) -> None:
    ids = world.issue()
    path = f"{ticket_path(world, ids[0])}/picture.svg"
    assert client.get(path).status_code == 404
    world.on_chain(ids)
    answer = client.get(path)
    assert answer.headers["content-type"].startswith("image/svg+xml")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src" not in policy
    pictures.broken = True
    assert "antwortet gerade nicht" in words(read(client, path, status=503))


def test_ticket__link_of_an_older_version__opens_nothing(client: TestClient, world: "World") -> None:
    row = ticket_row(world, world.issue()[0])
    newer = world.parts.links.make(LinkKind.TICKET, LinkTarget(row, 1))
    read(client, f"/t/{newer}", status=404)


def test_ticket__link_with_any_letter_changed__opens_nothing(client: TestClient, world: "World") -> None:
    path = ticket_path(world, world.issue()[0])
    token = path.removeprefix("/t/")
    for place in range(0, len(token), 5):
        other = "A" if token[place] != "A" else "B"
        assert client.get(f"/t/{token[:place]}{other}{token[place + 1 :]}").status_code == 404


@pytest.mark.parametrize("lang", ["de", "en"])
def test_badge__says_who_it_is_for_without_a_name(
    organiser_client: TestClient, world: "World", clock: FixedClock, lang: str
) -> None:
    assert clock.now().month == 11
    file = "name,email\nMina Öztürk,mina@example.org\n"
    path = upload(organiser_client, f"/c/{world.collective_slug}/imports", file).headers["location"]
    send(organiser_client, f"{path}/accept")
    listed = read(organiser_client, f"/c/{world.collective_slug}/members")
    badge = re.search(r'href="(/m/[^"]+)"', listed)
    assert badge
    answer = organiser_client.get(badge[1], headers={"Accept-Language": lang})
    page = words(answer.text)
    assert "Rübezahl" in page
    assert "22. November 2026" in page or "22 November 2026" in page
    assert "Öztürk" not in page
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "hx-trigger" in read(organiser_client, f"{badge[1]}/way", lang=lang)
    read(organiser_client, f"{badge[1]}/picture.svg", status=404)
    read(organiser_client, badge[1].replace("/m/", "/t/"), status=404)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_ticket__in_both_languages__is_whole(client: TestClient, world: "World", lang: str) -> None:
    ids = world.issue()
    world.on_chain(ids)
    page = read(client, ticket_path(world, ids[0]), lang=lang)
    assert f'<html lang="{lang}"' in page
    assert page.count("<h1") == 1
    assert page.rstrip().endswith("</html>")
    ids_on_page = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids_on_page) == len(set(ids_on_page))
