"""Fixtures of the API tests: a paired device, and rate limits that no earlier test has used up."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from backend.app import create_app
from backend.features.checkin import endpoints as checkin
from backend.features.devices import endpoints as devices
from backend.features.devices import service
from backend.features.devices.schemas import DeviceRole
from backend.features.holders import endpoints as holders
from backend.features.http.limits import RateLimit
from tests.backend.conftest import World


@pytest.fixture(autouse=True)
def fresh_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits count in memory for the whole process; each test begins with its own."""
    monkeypatch.setattr(devices, "_pairing", RateLimit(per_minute=20, burst=30))
    monkeypatch.setattr(checkin, "_scans", RateLimit(per_minute=600, burst=1_200))
    monkeypatch.setattr(holders, "_binds", RateLimit(per_minute=6, burst=12))
    monkeypatch.setattr(holders, "_looks", RateLimit(per_minute=3_000, burst=3_000))


@pytest.fixture
def api(world: World) -> Iterator[TestClient]:
    """The server with a world behind it."""
    with TestClient(create_app(world.parts), raise_server_exceptions=False) as http:
        yield http


class Phone:
    """A device at a gate, as it talks to the server."""

    def __init__(self, api: TestClient, token: str) -> None:
        self.api = api
        self.token = token

    def ask(self, method: str, path: str, **options: Any) -> Response:
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return self.api.request(method, f"/api/v1{path}", headers=headers, **options)


def pairing_code(world: World, gate: int = 0) -> str:
    with world.parts.db.write() as session:
        event = world.event(session)
        gate_id = event.gates[gate].id
        return service.start_pairing(session, world.parts, event, gate_id=gate_id, role=DeviceRole.STEWARD).code


@pytest.fixture
def phone(api: TestClient, world: World) -> Phone:
    """A phone that was paired at the main gate, over the API."""
    answer = api.post("/api/v1/devices/pair", json={"code": pairing_code(world), "name": "Telefon"})
    assert answer.status_code == 201, answer.text
    return Phone(api, answer.json()["token"])
