"""A device at the door, over HTTP: paired, asked, answered, and the same answer again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from backend.core.clock import FixedClock
from backend.db.models.door import Scan
from backend.features.checkin import endpoints as checkin
from backend.features.http.limits import RateLimit
from tests.backend.api.conftest import Phone, pairing_code
from tests.backend.conftest import NOW, World


def check_in(phone: Phone, code: str, *, scan_id: str = "", **fields: str) -> Response:
    body = {
        "id": scan_id or str(uuid4()),
        "code": code,
        "scanned_at": "2026-11-22T18:00:00Z",
        "source": "camera",
        **fields,
    }
    return phone.ask("POST", "/checkins", json=body)


def minted(world: World, quantity: int = 1) -> list[str]:
    ids = world.issue(quantity=quantity)
    world.on_chain(ids)
    return [world.code(token_id) for token_id in ids]


def test_check_in__more_than_a_belt_of_hand_scanners__429(
    phone: Phone, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkin, "_scans", RateLimit(per_minute=1, burst=2))
    (code,) = minted(world)
    assert [check_in(phone, code).status_code for _ in range(3)] == [200, 200, 429]
    with world.parts.db.read() as session:
        assert len(session.scalars(select(Scan)).all()) == 2


def test_check_in__second_time__already_redeemed_when_and_where(phone: Phone, world: World, clock: FixedClock) -> None:
    (code,) = minted(world)
    check_in(phone, code)
    clock.at += timedelta(minutes=3)
    answer = check_in(phone, code)
    assert answer.status_code == 200
    body = answer.json()
    assert (body["outcome"], body["reason"]) == ("refused", "already_redeemed")
    assert body["first"] == {"at": "2026-11-22T18:00:00.000Z", "gate": "Haupteingang"}


def test_check_in__a_posters_web_address__refused_with_status_200(phone: Phone) -> None:
    answer = check_in(phone, "https://example.org")
    assert (answer.status_code, answer.json()["reason"]) == (200, "not_a_ticket")


def test_check_in__a_good_ticket__everything_the_steward_needs(phone: Phone, world: World) -> None:
    (code,) = minted(world)
    scan_id = str(uuid4())
    assert check_in(phone, code, scan_id=scan_id).json() == {
        "id": scan_id,
        "outcome": "admitted",
        "reason": None,
        "tier": {"number": 1, "name": "Abendkasse"},
        "serial": 1,
        "medium": "paper",
        "gate": "Haupteingang",
        "decided_at": "2026-11-22T18:00:00.000Z",
        "first": None,
        "direction": "entry",
        "at": "2026-11-22T18:00:00.000Z",
        "time_mark": None,
        "clash": False,
        "let_in": True,
        "note": None,
        "name": None,
    }


def test_check_in__the_same_scan_again__the_same_answer(phone: Phone, world: World, clock: FixedClock) -> None:
    (code,) = minted(world)
    scan_id = str(uuid4())
    first = check_in(phone, code, scan_id=scan_id)
    clock.at += timedelta(days=2)
    assert check_in(phone, code, scan_id=scan_id).json() == first.json()
    assert check_in(phone, code, scan_id=scan_id.upper(), source="wedge").json() == first.json()


def test_check_in__time_of_another_zone__kept_in_utc(phone: Phone, world: World) -> None:
    check_in(phone, "x", scanned_at="2026-11-22T19:30:00.5+01:00")
    with world.parts.db.read() as session:
        (scan,) = session.scalars(select(Scan))
    assert scan.scanned_at == NOW + timedelta(minutes=30, milliseconds=500)
    assert scan.received_at == NOW


def test_pair__a_good_code__a_device_of_one_gate_and_its_token_once(api: TestClient, world: World) -> None:
    answer = api.post("/api/v1/devices/pair", json={"code": pairing_code(world, 1), "name": "Tür hinten"})
    body = answer.json()
    with world.parts.db.read() as session:
        event = world.event(session)
    assert body["device"] == {
        "id": 1,
        "name": "Tür hinten",
        "role": "steward",
        "collective": {"name": "Rübezahl"},
        "event": {
            "ref": event.ref,
            "name": "Nachtdruck",
            "venue": "Druckerei",
            "starts_at": "2026-11-22T19:00:00.000Z",
            "ends_at": "2026-11-23T01:00:00.000Z",
            "timezone": "Europe/Berlin",
        },
        "gate": {"id": event.gates[1].id, "name": "Hof", "tiers": [{"number": 2, "name": "Solidarisch"}]},
        "check_in_list": {"id": event.lists[0].id, "name": "Einlass"},
    }
    shown = Phone(api, body["token"]).ask("GET", "/device")
    assert shown.json() == body["device"]
    assert body["token"] not in shown.text


def test_unpair__this_device__its_token_is_worth_nothing(phone: Phone) -> None:
    assert phone.ask("DELETE", "/device").content == b""
    assert phone.ask("GET", "/device").json()["code"] == "device_revoked"
