"""Files of people and lists of tickets: looked at before anything happens, decided once, found again, taken along."""

import csv
import io
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from browsing import csrf, event_path, read, send, ticket_path, ticket_row, upload, words
from fastapi.testclient import TestClient

from backend.db.repositories import tickets
from backend.features.events.schemas import NewGate, NewTier

if TYPE_CHECKING:
    from conftest import World

GOOD = "Name;E-Mail;Kategorie;Anzahl\nMina Öztürk;mina@example.org;Abendkasse;2\nJörg Weiß;joerg@example.org;Solidarisch;1\n"
MIXED = GOOD + "Ohne Mail;;Abendkasse;1\nFalsch;falsch@example.org;VIP;1\n"


def issued(world: "World") -> int:
    with world.parts.db.read() as session:
        return tickets.count(session, world.event(session).id, query="")


def uploaded(client: TestClient, world: "World", content: str) -> str:
    """The address of the review of a file of tickets."""
    answer = upload(client, f"{event_path(world)}/imports", content)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Wähl eine CSV-Datei"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"just one line", "fehlt die Spalte"),
        (b"name,email\n", "steht niemand"),
        (b'name,email\n"a,b@example.org\n', "keine lesbare CSV-Datei"),
    ],
)
@pytest.mark.parametrize("for_tickets", [True, False], ids=["tickets", "members"])
def test_upload__of_a_file_that_cannot_be_read__is_said_next_to_the_field(
    organiser_client: TestClient, world: "World", content: bytes, said: str, for_tickets: bool
) -> None:
    path = event_path(world) if for_tickets else f"/c/{world.collective_slug}"
    name = "" if not content else "leute.csv"
    answer = upload(organiser_client, f"{path}/imports", content, name=name)
    assert answer.status_code == 422
    wrong = re.search(r'id="file-wrong">(.*?)</span>', answer.text, flags=re.DOTALL)
    assert wrong
    assert said in words(wrong[1])
    assert f'name="next" value="{path}"' in answer.text


def test_upload__larger_than_allowed__is_refused(organiser_client: TestClient, world: "World") -> None:
    answer = upload(organiser_client, f"{event_path(world)}/imports", b"x" * (5 * 1024 * 1024))
    assert answer.status_code == 413
    assert "kB" in words(answer.text)


def test_review__with_problems__lists_each_with_line_and_reason_and_issues_nothing(
    organiser_client: TestClient, world: "World"
) -> None:
    page = read(organiser_client, uploaded(organiser_client, world, MIXED))
    said = words(page)
    assert "4 Die E-Mail-Adresse fehlt." in said
    assert "5 Die Kategorie »VIP« gibt es nicht." in said
    assert "2 gute Zeilen" not in said
    assert "Nur die 2 guten Zeilen ausgeben ( 3 Tickets )" in said.replace("(3", "( 3").replace("Tickets)", "Tickets )")
    assert issued(world) == 0


def test_accept__with_problems_and_no_explicit_choice__issues_nothing(
    organiser_client: TestClient, world: "World"
) -> None:
    path = uploaded(organiser_client, world, MIXED)
    answer = send(organiser_client, f"{path}/accept")
    assert answer.status_code == 409
    assert 'id="good_rows_only-wrong"' in answer.text
    assert issued(world) == 0


def test_accept__the_good_rows_chosen__issues_only_these(organiser_client: TestClient, world: "World") -> None:
    path = uploaded(organiser_client, world, MIXED)
    answer = send(organiser_client, f"{path}/accept", {"good_rows_only": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert issued(world) == 3
    page = read(organiser_client, path)
    assert "Angenommen. Die Tickets aus 2 Zeilen" in words(page)
    assert 'hx-trigger="every 1s"' in page
    assert f'href="{event_path(world)}"' in page


def test_accept__twice__issues_once_and_says_so(organiser_client: TestClient, world: "World") -> None:
    path = uploaded(organiser_client, world, GOOD)
    assert send(organiser_client, f"{path}/accept").status_code == 303
    answer = send(organiser_client, f"{path}/accept")
    assert answer.status_code == 409
    assert "nichts doppelt ausgegeben" in words(answer.text)
    assert f'name="next" value="{path}"' in answer.text
    assert issued(world) == 3


def test_discard__then_accept__issues_nothing(organiser_client: TestClient, world: "World") -> None:
    path = uploaded(organiser_client, world, GOOD)
    assert send(organiser_client, f"{path}/discard").status_code == 303
    page = read(organiser_client, path)
    assert "Namen daraus sind gelöscht" in words(page)
    assert "Öztürk" not in page
    assert send(organiser_client, f"{path}/accept").status_code == 409
    assert issued(world) == 0


def test_review__without_a_good_row__offers_only_to_discard(organiser_client: TestClient, world: "World") -> None:
    page = read(organiser_client, uploaded(organiser_client, world, "name,email,tier\nA,a,1\n"))
    assert "/accept" not in page
    assert "/discard" in page


def test_accept__more_than_is_left_by_now__issues_nothing_and_says_so(
    organiser_client: TestClient, world: "World"
) -> None:
    path = uploaded(organiser_client, world, GOOD)
    world.issue(tier=2, quantity=100)
    answer = send(organiser_client, f"{path}/accept")
    assert answer.status_code == 409
    assert "»Solidarisch« sind nicht mehr genug da" in words(answer.text)
    assert issued(world) == 100
    assert "/accept" in read(organiser_client, path)


def test_members__from_a_file__are_counted_and_listed_with_their_badges(
    organiser_client: TestClient, world: "World"
) -> None:
    collective = f"/c/{world.collective_slug}"
    path = upload(organiser_client, f"{collective}/imports", GOOD).headers["location"]
    assert "2 Mitglieder aufnehmen" in words(read(organiser_client, path))
    assert send(organiser_client, f"{path}/accept").status_code == 303
    page = words(read(organiser_client, collective))
    assert "2 eingereiht" in page
    listed = read(organiser_client, f"{collective}/members")
    badges = re.findall(r'href="(/m/[^"]+)"', listed)
    assert len(badges) == 2
    assert "Mitglied Nr. 1" in words(read(organiser_client, badges[0]))
    assert send(organiser_client, f"{path}/accept").status_code == 409


@pytest.mark.parametrize("lang", ["de", "en"])
def test_sample__for_tickets__is_a_file_that_can_be_uploaded(
    organiser_client: TestClient, make_world: Callable[..., "World"], lang: str
) -> None:
    world = make_world()
    headers = {"Accept-Language": lang}
    sample = organiser_client.get(f"{event_path(world)}/sample.csv", headers=headers)
    assert sample.headers["content-disposition"] == 'attachment; filename="nachtdruck-sample.csv"'
    page = read(organiser_client, uploaded(organiser_client, world, sample.text))
    assert "Was nicht passt" not in words(page)
    members = organiser_client.get(f"/c/{world.collective_slug}/sample.csv", headers=headers)
    answer = upload(organiser_client, f"/c/{world.collective_slug}/imports", members.text)
    assert "Was nicht passt" not in words(read(organiser_client, answer.headers["location"]))


def test_list__pages_of_fifty__show_each_ticket_once(organiser_client: TestClient, world: "World") -> None:
    world.issue(quantity=120)
    seen: list[str] = []
    for number, most in ((1, 50), (2, 50), (3, 20), (4, 0)):
        page = read(organiser_client, f"{event_path(world)}/tickets?page={number}")
        found = re.findall(r"<strong>(1-\d{4})</strong>", page)
        assert len(found) == most
        seen += found
    assert len(set(seen)) == 120
    first = read(organiser_client, f"{event_path(world)}/tickets")
    assert "Seite 1 von 3" in words(first)
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999"])
def test_list__page_that_cannot_be__is_a_page_with_an_explanation(
    organiser_client: TestClient, world: "World", page: str
) -> None:
    answer = organiser_client.get(f"{event_path(world)}/tickets?page={page}", headers={"Accept": "text/html"})
    assert answer.status_code == 422
    assert "<h1" in answer.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("mina", 2),
        ("Öztürk", 2),
        ("ztür", 2),
        ("joerg@", 1),
        ("%", 0),
        ("_", 0),
        ("nobody", 0),
        ("  mina ", 2),
        ("'; DROP TABLE ticket", 0),
    ],
)
def test_search__by_part_of_name_or_mail__finds_these_only(
    organiser_client: TestClient, world: "World", query: str, found: int
) -> None:
    path = uploaded(organiser_client, world, GOOD)
    send(organiser_client, f"{path}/accept")
    answer = organiser_client.get(f"{event_path(world)}/tickets", params={"q": query})
    assert len(re.findall(r"<strong>\d-\d{4}</strong>", answer.text)) == found


def test_search__with_many_pages__keeps_the_words(organiser_client: TestClient, world: "World") -> None:
    rows = "".join(f"Ü & Co {n};p{n}@example.org;Abendkasse;1\n" for n in range(60))
    path = uploaded(organiser_client, world, "Name;E-Mail;Kategorie;Anzahl\n" + rows)
    send(organiser_client, f"{path}/accept")
    page = organiser_client.get(f"{event_path(world)}/tickets", params={"q": "Ü & co"}).text
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following
    second = organiser_client.get(following[1].replace("&amp;", "&")).text
    assert len(re.findall(r"<strong>\d-\d{4}</strong>", second)) == 10


def test_export__holds_every_ticket_and_no_formula(
    organiser_client: TestClient, make_world: Callable[..., "World"]
) -> None:
    world = make_world(tiers=(NewTier("Abendkasse", 2000),), gates=(NewGate("Tor", (1,)),))
    evil = 'Name;E-Mail;Kategorie;Anzahl\n"=HYPERLINK(""http://evil.example"")";evil@example.org;Abendkasse;1\n'
    send(organiser_client, f"{uploaded(organiser_client, world, evil)}/accept")
    world.issue(quantity=1100)
    answer = organiser_client.get(f"{event_path(world)}/tickets.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["cache-control"] == "private, no-store"
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert len({row["number"] for row in rows}) == len(rows) == 1101
    assert rows[0]["name"] == '\'=HYPERLINK("http://evil.example")'
    assert rows[0]["state"] == "queued"
    link = rows[0]["link"].removeprefix("http://testserver")
    assert "Nachtdruck" in words(read(organiser_client, link))


def test_revoke__asks_first_and_then_refuses_the_ticket(organiser_client: TestClient, world: "World") -> None:
    token_id = world.issue()[0]
    base = f"{event_path(world)}/tickets"
    path = f"{base}/{ticket_row(world, token_id)}/revoke"
    assert "Rückgängig machen lässt sich das nicht" in words(read(organiser_client, path))
    assert path in read(organiser_client, base)
    assert "Zurückgezogen" not in words(read(organiser_client, ticket_path(world, token_id)))
    answer = send(organiser_client, path, {"reason": "house_rules"})
    assert (answer.status_code, answer.headers["location"]) == (303, base)
    listed = read(organiser_client, base)
    assert "zurückgezogen" in words(listed)
    assert path not in listed
    assert send(organiser_client, path, {"reason": "other"}).status_code == 409


@pytest.mark.parametrize("reason", ["", "because", "__class__"])
def test_revoke__without_a_known_reason__changes_nothing(
    organiser_client: TestClient, world: "World", reason: str
) -> None:
    row = ticket_row(world, world.issue()[0])
    answer = send(organiser_client, f"{event_path(world)}/tickets/{row}/revoke", {"reason": reason})
    assert answer.status_code == 422
    assert "zurückgezogen" not in words(read(organiser_client, f"{event_path(world)}/tickets"))


def test_revoke__another_events_ticket__is_not_found(
    organiser_client: TestClient, make_world: Callable[..., "World"]
) -> None:
    one, other = make_world(), make_world("Zweites Kollektiv")
    row = ticket_row(one, one.issue()[0])
    assert send(organiser_client, f"{event_path(other)}/tickets/{row}/revoke", {"reason": "other"}).status_code == 404


def test_form__with_hundreds_of_fields__is_refused(organiser_client: TestClient) -> None:
    fields = {f"f{n}": "x" for n in range(300)}
    body = "&".join(f"{key}={value}" for key, value in {"csrf": csrf(organiser_client), **fields}.items())
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Sec-Fetch-Site": "same-origin",
        "Accept": "text/html",
    }
    answer = organiser_client.post("/collectives/new", content=body, headers=headers)
    assert answer.status_code in (413, 422)
