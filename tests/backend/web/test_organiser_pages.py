"""The organiser's evening: found a collective, announce an event, look at it in both languages."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from browsing import event_path, read, rotated, send, ticket_row, upload, words
from fastapi.testclient import TestClient

from backend.db.repositories import events, intents
from backend.features.parts import Parts

if TYPE_CHECKING:
    from conftest import World

EVENT = {
    "name": "Nachtschicht",
    "venue": "Halle 14",
    "starts_at": "2027-06-01T22:00",
    "ends_at": "2027-06-02T06:00",
    "zone": "Europe/Berlin",
    "policy": "face_value",
    "tier_name_1": "Normal",
    "tier_supply_1": "300",
    "gate_name_1": "Haupteingang",
    "gate_tiers_1": ["1", "2", "3", "4", "5", "6", "7", "8"],
}


LOOK = {"style": "pixel", "palette": "lilac"}


def field_problem(page: str, field: str) -> str:
    """What stands next to a field as wrong with it; the field itself must point to it."""
    found = re.search(rf'id="{field}-wrong">(.*?)</span>', page, flags=re.DOTALL)
    assert found, f"nothing wrong with {field}"
    control = re.search(rf'<(?:input|select)[^>]*name="{field}"[^>]*>', page)
    assert control
    assert f"{field}-wrong" in control[0]
    assert 'aria-invalid="true"' in control[0]
    return words(found[1])


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "", "symbol": "ABC"}, "name"),
        ({"name": "  ", "symbol": "ABC"}, "name"),
        ({"name": "ü" * 33, "symbol": "ABC"}, "name"),
        ({"name": "Rübezahl", "symbol": "A"}, "symbol"),
        ({"name": "Rübezahl", "symbol": "Ä12"}, "symbol"),
    ],
)
def test_found__what_does_not_fit__is_said_at_the_field_and_input_is_kept(
    organiser_client: TestClient, fields: dict[str, object], field: str
) -> None:
    answer = send(organiser_client, "/collectives/new", {**LOOK, **fields})
    assert answer.status_code == 422
    assert field_problem(answer.text, field)
    assert f'value="{fields["name"]}"' in answer.text
    assert f'value="{fields["symbol"]}"' in answer.text


@pytest.mark.parametrize("field", ["style", "palette"])
@pytest.mark.parametrize("value", ["", "rococo"])
def test_found__with_a_look_that_does_not_exist__is_said_and_nothing_founded(
    organiser_client: TestClient, field: str, value: str
) -> None:
    fields = {**LOOK, "name": "Rübezahl", "symbol": "RUEB", field: value}
    answer = send(organiser_client, "/collectives/new", fields)
    assert answer.status_code == 422
    assert f'id="{field}-wrong"' in answer.text
    assert "/c/ruebezahl" not in read(organiser_client, "/")


@pytest.mark.parametrize(("chosen", "kept"), [("", None), ("concrete", "concrete")])
def test_new_event__style__its_own_or_the_collective_s(
    organiser_client: TestClient, world: "World", chosen: str, kept: str | None
) -> None:
    made = send(organiser_client, f"/c/{world.collective_slug}/events/new", {**EVENT, "style": chosen})
    assert made.status_code == 303
    with world.parts.db.read() as session:
        event = events.by_slug(session, world.collective(session).id, made.headers["location"].rpartition("/")[2])
        assert event
        assert event.style == kept
        wish = intents.by_dedupe_key(session, f"event:{event.ref}")
        assert wish
        assert wish.payload["style"] == kept


def test_new_event__style_that_does_not_exist__is_said(organiser_client: TestClient, world: "World") -> None:
    answer = send(organiser_client, f"/c/{world.collective_slug}/events/new", {**EVENT, "style": "rococo"})
    assert answer.status_code == 422
    assert 'id="style-wrong"' in answer.text


def test_found__shows_the_new_collective(organiser_client: TestClient) -> None:
    answer = send(organiser_client, "/collectives/new", {**LOOK, "name": "Rübezahl", "symbol": "rueb"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/c/ruebezahl")
    page = read(organiser_client, "/c/ruebezahl")
    assert '<html lang="de" data-palette="lilac">' in page
    assert "Noch keine Veranstaltung" in words(page)
    assert "Wird gegründet" in words(page)
    assert 'href="/c/ruebezahl"' in read(organiser_client, "/")


def test_names__with_markup_in_them__stay_text(organiser_client: TestClient) -> None:
    evil = '<script>alert("x")</script>&'
    location = send(organiser_client, "/collectives/new", {**LOOK, "name": evil, "symbol": "EVIL"}).headers["location"]
    made = send(
        organiser_client, f"{location}/events/new", {**EVENT, "name": evil, "venue": evil, "tier_name_1": "<b>"}
    )
    for path in (
        "/",
        location,
        f"{location}/events/new",
        made.headers["location"],
        f"{made.headers['location']}/tickets",
    ):
        page = read(organiser_client, path)
        assert "<script>alert" not in page
        assert "<b>" not in page
        assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 97}, "name"),
        ({"venue": "x" * 121}, "venue"),
        ({"starts_at": ""}, "starts_at"),
        ({"starts_at": "gestern"}, "starts_at"),
        ({"starts_at": "2027-03-28T02:30"}, "starts_at"),
        ({"ends_at": ""}, "ends_at"),
        ({"ends_at": "2027-06-01T22:00"}, "ends_at"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"tier_name_1": "", "tier_supply_1": ""}, "tier_name_1"),
        ({"tier_name_1": ""}, "tier_name_1"),
        ({"tier_supply_1": ""}, "tier_supply_1"),
        ({"tier_supply_1": "viele"}, "tier_supply_1"),
        ({"tier_supply_1": "-1"}, "tier_supply_1"),
        ({"tier_supply_1": "0"}, "tier_supply_1"),
        ({"tier_supply_1": "1000001"}, "tier_supply_1"),
        ({"tier_supply_1": "²"}, "tier_supply_1"),
        ({"tier_name_3": "ü" * 17, "tier_supply_3": "5"}, "tier_name_3"),
        ({"tier_name_4": "NORMAL", "tier_supply_4": "5"}, "tier_name_4"),
        ({"gate_name_1": ""}, "gate_name_1"),
        ({"gate_tiers_1": []}, "gate_name_1"),
        ({"gate_name_2": "haupteingang", "gate_tiers_2": ["1"]}, "gate_name_2"),
        ({"tier_name_5": "VIP", "tier_supply_5": "5", "gate_tiers_1": ["1"]}, "tier_name_5"),
    ],
)
def test_event_form__what_does_not_fit__is_said_at_the_field_and_input_is_kept(
    organiser_client: TestClient, world: "World", changes: dict[str, object], field: str
) -> None:
    path = f"/c/{world.collective_slug}/events/new"
    answer = send(organiser_client, path, {**EVENT, **changes})
    assert answer.status_code == 422
    assert field_problem(answer.text, field)
    assert 'value="Halle 14"' in answer.text or "venue" in changes
    assert re.search(r'value="face_value" checked', answer.text)
    with world.parts.db.read() as session:
        assert len(events.of_collective(session, world.collective(session).id)) == 1


def test_event_form__several_mistakes__are_all_said_at_once(organiser_client: TestClient, world: "World") -> None:
    changes = {"name": "", "starts_at": "", "tier_supply_1": "", "gate_name_1": ""}
    answer = send(organiser_client, f"/c/{world.collective_slug}/events/new", {**EVENT, **changes})
    for field in changes:
        assert field_problem(answer.text, field)
    assert "4 Angaben passen noch nicht" in words(answer.text)


def test_event_form__an_unknown_policy__is_said(organiser_client: TestClient, world: "World") -> None:
    answer = send(organiser_client, f"/c/{world.collective_slug}/events/new", {**EVENT, "policy": "anything"})
    assert answer.status_code == 422
    assert "weitergegeben" in words(answer.text)


def test_event_form__rows_with_gaps__keep_gates_and_tiers_together(
    organiser_client: TestClient, world: "World"
) -> None:
    fields = {
        **EVENT,
        "tier_name_2": "",
        "tier_name_4": "Gästeliste",
        "tier_supply_4": "1.000",
        "gate_tiers_1": ["1"],
        "gate_name_3": "Hof",
        "gate_tiers_3": ["4", "7"],
    }
    answer = send(organiser_client, f"/c/{world.collective_slug}/events/new", fields)
    assert answer.status_code == 303
    with world.parts.db.read() as session:
        event = events.by_slug(session, world.collective(session).id, "nachtschicht")
        assert event
        assert [(tier.number, tier.name, tier.supply) for tier in event.tiers] == [
            (1, "Normal", 300),
            (2, "Gästeliste", 1000),
        ]
        assert [(gate.name, [tier.number for tier in gate.tiers]) for gate in event.gates] == [
            ("Haupteingang", [1]),
            ("Hof", [2]),
        ]


@pytest.mark.parametrize(
    ("zone", "hour"), [("Europe/Berlin", 20), ("Europe/Lisbon", 21), ("Asia/Tokyo", 13), ("America/New_York", 2)]
)
def test_event_form__times__are_meant_in_the_events_zone(
    organiser_client: TestClient, world: "World", zone: str, hour: int
) -> None:
    send(organiser_client, f"/c/{world.collective_slug}/events/new", {**EVENT, "zone": zone})
    day = 2 if hour < 12 and zone.startswith("America") else 1
    with world.parts.db.read() as session:
        event = events.by_slug(session, world.collective(session).id, "nachtschicht")
        assert event
        assert event.starts_at == datetime(2027, 6, day, hour, 0, tzinfo=UTC)
    assert "22:00" in words(read(organiser_client, f"/c/{world.collective_slug}/e/nachtschicht"))


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/collectives/new",
        "/c/ruebezahl",
        "/c/ruebezahl/members",
        "/c/ruebezahl/keys/{key}/retire",
        "/c/ruebezahl/events/new",
        "/c/ruebezahl/e/nachtdruck",
        "/c/ruebezahl/e/nachtdruck/tickets",
        "/c/ruebezahl/e/nachtdruck/tickets?q=nobody",
        "/c/ruebezahl/e/nachtdruck/tickets/{ticket}/revoke",
        "/c/ruebezahl/imports/{draft}",
    ],
)
def test_page__in_both_languages__is_whole(organiser_client: TestClient, world: "World", path: str, lang: str) -> None:
    ticket = ticket_row(world, world.issue(quantity=2)[0])
    world.on_chain()
    file = "name,email,tier\nAda,ada@example.org,1\nBad,bad,1\n"
    draft = upload(organiser_client, f"{event_path(world)}/imports", file).headers["location"].rsplit("/", 1)[1]
    page = read(organiser_client, path.format(ticket=ticket, draft=draft, key=rotated(world)), lang=lang)
    assert f'<html lang="{lang}"' in page
    assert page.count("<h1") == 1
    assert page.rstrip().endswith("</html>")
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for pointed in re.findall(r'(?:\sfor|aria-labelledby)="([^"]+)"', page):
        assert pointed in ids


def test_every_control__of_every_form__has_a_name_for_those_who_do_not_see_it(
    organiser_client: TestClient, world: "World"
) -> None:
    for path in (event_path(world), f"/c/{world.collective_slug}/events/new", "/collectives/new"):
        page = read(organiser_client, path)
        for control in re.findall(r"<(?:input|select)\b[^>]*>", page):
            if 'type="hidden"' in control or 'type="checkbox"' in control or 'type="radio"' in control:
                continue
            found = re.search(r'\sid="([^"]+)"', control)
            assert found, control
            assert f'<label for="{found[1]}"' in page or re.search(rf'<label[^>]* for="{found[1]}"', page)


def test_event_page__while_tickets_move__asks_every_second_and_says_how_far(
    organiser_client: TestClient, world: "World"
) -> None:
    ids = world.issue(quantity=10)
    world.on_chain(ids[:4], block=7, final=6)
    page = read(organiser_client, event_path(world))
    assert 'hx-trigger="every 1s"' in page
    said = words(page)
    assert "4 von 10 sind geprägt" in said
    assert "4 geprägt" in said
    assert "6 eingereiht" in said
    assert '<noscript><p><a href="' in page


def test_event_page__when_all_is_final__asks_only_for_head_counts(organiser_client: TestClient, world: "World") -> None:
    world.on_chain(world.issue(quantity=3))
    page = read(organiser_client, event_path(world))
    assert 'hx-trigger="every 5s"' in page
    assert "alle 3 stehen endgültig" in words(page)


def test_event_status__is_a_piece_of_the_page_with_the_gates(organiser_client: TestClient, world: "World") -> None:
    world.issue(quantity=2)
    piece = read(organiser_client, f"{event_path(world)}/status")
    assert "<html" not in piece
    assert 'id="status"' in piece
    assert 'id="gates" hx-swap-oob="true"' in piece


def test_progress__bar__fills_by_stage_and_adds_up(organiser_client: TestClient, world: "World") -> None:
    ids = world.issue(quantity=10)
    world.on_chain(ids[:3], block=5, final=5)
    piece = read(organiser_client, f"{event_path(world)}/progress")
    parts = re.findall(r'<rect class="(\w+)" x="(\d+)" y="[\d.]+" width="(\d+)"', piece)
    assert parts == [("final", "0", "3"), ("queued", "3", "7")]
    assert 'viewBox="0 0 10 10"' in piece
    assert 'hx-trigger="every 1s"' in piece


def test_progress__settled__is_not_asked_for_again(organiser_client: TestClient, world: "World") -> None:
    world.on_chain(world.issue(quantity=2))
    assert "hx-trigger" not in read(organiser_client, f"{event_path(world)}/progress")


def test_pages__load_nothing_from_elsewhere(organiser_client: TestClient, world: "World") -> None:
    page = read(organiser_client, event_path(world))
    for address in re.findall(r'(?:src|href)="([^"#]+)"', page):
        assert address.startswith("/")
        if address.startswith("/static/"):
            assert organiser_client.get(address).status_code == 200
    assert '"includeIndicatorStyles":false' in page
    assert '"allowEval":false' in page


def test_pages__never_rest_in_a_cache(organiser_client: TestClient, world: "World") -> None:
    answer = organiser_client.get(event_path(world))
    assert answer.headers["cache-control"] == "private, no-store"
    assert "script-src 'self'" in answer.headers["content-security-policy"]


def test_collective__keeps_one_palette_on_all_its_pages(organiser_client: TestClient, world: "World") -> None:
    paths = (f"/c/{world.collective_slug}", event_path(world), f"{event_path(world)}/tickets")
    found = {re.search(r'<html lang="de" data-palette="(\w+)"', read(organiser_client, path))[1] for path in paths}  # type: ignore[index]
    assert len(found) == 1


def test_pair__shows_the_code_once(organiser_client: TestClient, world: "World", parts: Parts) -> None:
    with parts.db.read() as session:
        gate, entrance = world.event(session).gates[1], world.event(session).lists[0]
    fields = {"gate": gate.id, "list": entrance.id, "role": "supervisor"}
    answer = send(organiser_client, f"{event_path(world)}/pair", fields)
    assert answer.status_code == 200
    found = re.search(r'href="http://testserver/door/#pair=([\w-]+)"', answer.text)
    assert found
    assert "Hof" in words(answer.text)
    assert "Leitung" in words(answer.text)
    assert answer.headers["cache-control"] == "private, no-store"
    # Choosing a language from here must not lead back to an address that only takes forms.
    assert f'name="next" value="{event_path(world)}"' in answer.text
    assert found[1] not in read(organiser_client, event_path(world))
    paired = organiser_client.post("/api/v1/devices/pair", json={"code": found[1], "name": "Pixel von Şule"})
    assert paired.status_code == 201
    page = read(organiser_client, event_path(world))
    assert "Pixel von Şule" in words(page)
    revoke = re.search(r'action="([^"]*/devices/\d+/revoke)"', page)
    assert revoke
    assert send(organiser_client, revoke[1]).status_code == 303
    assert "Gesperrt seit 22. Nov., 19:00" in words(read(organiser_client, event_path(world)))
    assert send(organiser_client, revoke[1]).status_code == 409


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 422),
        ({"gate": "x", "list": "1", "role": "steward"}, 422),
        ({"gate": "1", "list": "1", "role": "god"}, 422),
        ({"gate": "1", "role": "steward"}, 422),
        ({"gate": "999999", "list": "1", "role": "steward"}, 404),
        ({"gate": "1", "list": "999999", "role": "steward"}, 404),
        ({"gate": "9" * 30, "list": "1", "role": "steward"}, 422),
    ],
)
def test_pair__with_a_choice_that_does_not_exist__is_refused(
    organiser_client: TestClient, world: "World", fields: dict[str, object], status: int
) -> None:
    assert send(organiser_client, f"{event_path(world)}/pair", fields).status_code == status
