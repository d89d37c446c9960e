"""What a door is told over HTTP: its state with a cursor, the changes after it, head counts."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient

from backend.core.serial_sets import read, serials_of
from backend.db.repositories import doors, people
from backend.features.checkin.schemas import Outcome, ScanFact, Source
from backend.features.devices import service as devices_service
from backend.features.devices.schemas import DeviceRole
from backend.features.door import endpoints as door
from backend.features.http.limits import RateLimit
from backend.features.tickets import service as tickets_service
from backend.features.tickets.service import RevokeReason
from tests.backend.api.conftest import Phone
from tests.backend.conftest import NOW, World
from tests.backend.door import YARD, device, keep
from tests.backend.doors import mirror_chain


def state(phone: Phone) -> dict[str, Any]:
    answer = phone.ask("GET", "/door/state")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_state__without_a_token__401(phone: Phone) -> None:
    for path in ("state", "changes?after=0", "stream?after=0", "counts"):
        answer = phone.ask("GET", f"/door/{path}", headers={"Authorization": "Bearer nobody"})
        assert (answer.status_code, answer.json()["code"]) == (401, "device_unknown")


@pytest.mark.parametrize("after", ["", "-1", "x", str(2**63)])
def test_changes__a_cursor_that_cannot_be__422(phone: Phone, after: str) -> None:
    assert phone.ask("GET", f"/door/changes?after={after}").status_code == 422


def test_state__asked_for_all_the_time__429(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_states", RateLimit(per_minute=1, burst=2))
    assert [phone.ask("GET", "/door/state").status_code for _ in range(3)] == [200, 200, 429]


@pytest.mark.parametrize("after", [99, 2**62])
def test_changes__a_cursor_of_another_feed__reset(phone: Phone, world: World, after: int) -> None:
    world.issue(quantity=3)
    body = phone.ask("GET", f"/door/changes?after={after}").json()
    assert (body["reset"], body["changes"]) == (True, [])
    assert body["cursor"] == state(phone)["cursor"]


def test_state__tickets_on_their_way_to_the_chain__all_a_door_needs(phone: Phone, world: World) -> None:
    ids = world.issue(quantity=3)
    world.on_chain(ids[:2])
    mirror_chain(world)
    with world.parts.db.write() as session:
        event = world.event(session)
        ticket = tickets_service.by_number(session, event, "1-0003")
        tickets_service.revoke(session, world.parts, event, ticket, reason=RevokeReason.FRAUD)
    body = state(phone)
    with world.parts.db.read() as session:
        event = world.event(session)
        cursor, _ = doors.feed_of(session, event.id)
    (key,) = body.pop("keys")
    assert (len(key["kid"]), len(key["public_key"])) == (16, 64)
    empty = {"paper": True, "epochs": [], "epochs_above": [], "blocked": "r:", "admitted": "r:", "inside": "r:"}
    assert body == {
        "cursor": cursor,
        "server_time": "2026-11-22T18:00:00.000Z",
        "event": {
            "ref": event.ref,
            "name": "Nachtdruck",
            "venue": "Druckerei",
            "starts_at": "2026-11-22T19:00:00.000Z",
            "ends_at": "2026-11-23T01:00:00.000Z",
            "timezone": "Europe/Berlin",
            "opens_at": "2026-11-22T07:00:00.000Z",
            "cancelled": False,
            "names": False,
        },
        "gate": {"id": event.gates[0].id, "name": "Haupteingang", "tiers": [1, 2]},
        "gates": [{"id": gate.id, "name": gate.name} for gate in event.gates],
        "list": {"id": event.lists[0].id, "name": "Einlass", "entrance": True, "reentry": "never"},
        "tiers": [
            {"number": 1, "name": "Abendkasse", "known": "r:0-2", "pending": "r:2", "revoked": "r:2", **empty},
            {"number": 2, "name": "Solidarisch", "known": "r:", "pending": "r:", "revoked": "r:", **empty},
        ],
        "counts": {
            "gate": {"entered": 0, "exited": 0},
            "inside": 0,
            "admitted": 0,
            "issued": 2,
            "clashes": 0,
            "gates": [{"id": gate.id, "name": gate.name, "entered": 0, "exited": 0} for gate in event.gates],
        },
    }


def test_state__who_takes_no_gzip__the_same_in_plain(phone: Phone, world: World) -> None:
    world.issue(quantity=2)
    plain = phone.ask("GET", "/door/state", headers={"Accept-Encoding": "identity"})
    packed = phone.ask("GET", "/door/state", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert plain.json() == packed.json()


def test_changes__after_the_state__what_happened_since_in_order(phone: Phone, world: World) -> None:
    before = state(phone)
    ids = world.issue(tier=2, quantity=2)
    world.on_chain(ids)
    mirror_chain(world)
    body = phone.ask("GET", f"/door/changes?after={before['cursor']}").json()
    numbers = [change["seq"] for change in body["changes"]]
    assert numbers == list(range(before["cursor"] + 1, body["cursor"] + 1))
    said = [(c["kind"], c["what"], c["tier"], c["on"], c["off"]) for c in body["changes"]]
    assert said == [
        ("set", "known", 2, "r:0-1", "r:"),
        ("set", "pending", 2, "r:0-1", "r:"),
        ("set", "pending", 2, "r:", "r:0-1"),
    ]
    assert body["reset"] is False
    assert body["counts"] == state(phone)["counts"]
    again = phone.ask("GET", f"/door/changes?after={body['cursor']}").json()
    assert again["changes"] == []


def test_counts__after_some_were_issued__those_that_may_come(phone: Phone, world: World) -> None:
    world.issue(quantity=3)
    body = phone.ask("GET", "/door/counts").json()
    assert body == state(phone)["counts"]
    assert body["issued"] == 3


def test_state__many_tickets__known_as_one_run(phone: Phone, world: World) -> None:
    world.issue(tier=1, quantity=250)
    (tier, _) = state(phone)["tiers"]
    assert tier["known"] == "r:0-249"
    assert list(serials_of(read(tier["pending"]))) == list(range(250))


def supervisor(api: TestClient, world: World) -> Phone:
    """A phone that a supervisor holds."""
    with world.parts.db.write() as session:
        event = world.event(session)
        pairing = devices_service.start_pairing(
            session, world.parts, event, gate_id=event.gates[0].id, role=DeviceRole.SUPERVISOR
        )
    answer = api.post("/api/v1/devices/pair", json={"code": pairing.code, "name": "Leitung"})
    return Phone(api, answer.json()["token"])


@pytest.mark.parametrize("path", ["search?q=1", "clashes"])
def test_supervisor_s_views__asked_by_a_steward__403(phone: Phone, path: str) -> None:
    answer = phone.ask("GET", f"/door/{path}")
    assert (answer.status_code, answer.json()["code"]) == (403, "supervisor_needed")


def test_search__by_number_note_and_only_if_allowed_name__finds(api: TestClient, world: World) -> None:
    boss = supervisor(api, world)
    with world.parts.db.write() as session:
        event = world.event(session)
        person = {"name": "Käthe Kollwitz", "email": "kaethe@example.org"}
        ids = people.ensure(session, event.collective_id, [person], now=NOW)
        wanted = [
            tickets_service.Wanted(ids["kaethe@example.org"], 1, 1, note="braucht einen Stuhl"),
            tickets_service.Wanted(None, 1, 1),
            tickets_service.Wanted(None, 2, 1),
        ]
        tickets_service.issue(session, world.parts, event, wanted, import_id=None)

    def found(words: str) -> list[str]:
        answer = boss.ask("GET", "/door/search", params={"q": words})
        assert answer.status_code == 200, answer.text
        return [ticket["number"] for ticket in answer.json()["tickets"]]

    asked = ("1-0002", "1", "0001", "stuhl", "kollwitz", "k", "%", "", "9-0001", "99999999999999999999")
    expected = [["1-0002"], ["1-0001", "2-0001"], ["1-0001", "2-0001"], ["1-0001"], [], [], [], [], [], []]
    assert [found(words) for words in asked] == expected
    assert boss.ask("GET", "/door/search?q=stuhl").json()["tickets"][0]["name"] is None
    with world.parts.db.write() as session:
        world.event(session).names_at_door = True
    assert found("kollwitz") == ["1-0001"]
    (ticket,) = boss.ask("GET", "/door/search?q=kollwitz").json()["tickets"]
    assert ticket == {
        "tier": {"number": 1, "name": "Abendkasse"},
        "serial": 0,
        "number": "1-0001",
        "state": "expected",
        "entries": 0,
        "inside": 0,
        "clashes": 0,
        "first": None,
        "note": "braucht einen Stuhl",
        "name": "Käthe Kollwitz",
    }


def test_clashes__the_same_ticket_at_two_doors_without_a_network__both_scans(api: TestClient, world: World) -> None:
    boss = supervisor(api, world)
    world.on_chain(ids := world.issue(quantity=2))
    main, yard = device(world, "Vorne"), device(world, "Hinten", gate=YARD)
    for phone_id, minutes, token_id in ((yard, 1, ids[0]), (main, 5, ids[0]), (main, 4, ids[1])):
        fact = ScanFact(
            id=uuid4(),
            code=world.code(token_id),
            scanned_at=NOW - timedelta(minutes=minutes),
            synced_at=NOW - timedelta(hours=1),
            source=Source.CAMERA,
            shown=Outcome.ADMITTED,
        )
        keep(world, phone_id, fact)
    (clash,) = boss.ask("GET", "/door/clashes").json()["clashes"]
    assert (clash["number"], clash["serial"]) == ("1-0001", 0)
    told = [(scan["gate"], scan["device"], scan["at"], scan["clash"]) for scan in clash["scans"]]
    assert told == [
        ("Haupteingang", "Vorne", "2026-11-22T17:55:00.000Z", False),
        ("Hof", "Hinten", "2026-11-22T17:59:00.000Z", True),
    ]
    assert boss.ask("GET", "/door/counts").json()["clashes"] == 1
