"""What a door is told over HTTP: its state with a cursor, the changes after it, head counts."""

from typing import Any

import pytest

from backend.core.serial_sets import read, serials_of
from backend.db.repositories import doors
from backend.features.door import endpoints as door
from backend.features.door.mirror import Mirror
from backend.features.http.limits import RateLimit
from backend.features.tickets import service as tickets_service
from backend.features.tickets.service import RevokeReason
from tests.backend.api.conftest import Phone
from tests.backend.conftest import NOW, World


def mirror_chain(world: World) -> None:
    """One round of what the settlement process does for doors."""
    mirror = Mirror()
    with world.parts.db.read() as session:
        mirror.is_due(session)
    with world.parts.db.write() as session:
        mirror.tell(session, now=NOW)


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
