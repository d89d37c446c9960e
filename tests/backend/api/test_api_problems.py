"""Failures over the API: problem details (RFC 9457) with a stable code, in the reader's language, never a stack trace."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from backend.core.clock import FixedClock
from backend.core.errors import RateLimited
from backend.features.devices import endpoints as devices_endpoints
from backend.features.devices import service as devices
from backend.features.http import limits
from backend.features.http.limits import RateLimit
from tests.backend.api.conftest import Phone, pairing_code
from tests.backend.conftest import World

GERMAN, ENGLISH = {"Accept-Language": "de"}, {"Accept-Language": "en-GB,en;q=0.9"}
TITLES = {401: "Nicht angemeldet", 404: "Nicht gefunden", 405: "So nicht", 409: "Geht gerade nicht", 410: "Vorbei"}
TITLES |= {413: "Zu groß", 422: "Passt nicht", 429: "Zu oft", 500: "Kaputt"}
SCAN = {"id": str(uuid4()), "code": "x", "scanned_at": "2026-11-22T18:00:00Z", "source": "camera"}


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """What an answer looks like does not depend on the database: SQLite alone, for half the time."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'einlass.db')}"


def problem(answer: Response, status: int, code: str) -> str:
    """Check that this is the problem; its sentence."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert {key: body[key] for key in ("type", "title", "status", "code")} == {
        "type": f"urn:einlass:{code}",
        "title": TITLES[status],
        "status": status,
        "code": code,
    }
    assert set(body) == {"type", "title", "status", "code", "detail"}
    assert answer.status_code == status
    return str(body["detail"])


def pair(api: TestClient, code: object, name: object = "Telefon") -> Response:
    return api.post("/api/v1/devices/pair", json={"code": code, "name": name}, headers=GERMAN)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic eDp4"}])
@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/device"), ("DELETE", "/device"), ("POST", "/checkins"), ("GET", "/door/counts")]
)
def test_api__without_a_token_we_know__401(api: TestClient, headers: dict[str, str], method: str, path: str) -> None:
    answer = api.request(
        method, f"/api/v1{path}", headers={**headers, **GERMAN}, json=SCAN if method == "POST" else None
    )
    problem(answer, 401, "device_unknown")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_api__device_signed_off__401_with_the_moment(phone: Phone, clock: FixedClock) -> None:
    assert phone.ask("DELETE", "/device").status_code == 204
    clock.at += timedelta(hours=1)
    detail = problem(phone.ask("GET", "/device", headers=GERMAN), 401, "device_revoked")
    assert "2026-11-22T18:00:00.000Z" in detail
    assert phone.ask("POST", "/checkins", json=SCAN).status_code == 401


def test_api__address_that_is_none__404(api: TestClient) -> None:
    problem(api.get("/api/v1/nothing", headers=GERMAN), 404, "page_unknown")
    problem(api.get("/api/", headers=GERMAN), 404, "page_unknown")


def test_pair__code_that_is_none__404(api: TestClient) -> None:
    problem(pair(api, "nonsense"), 404, "pairing_code_unknown")


def test_api__other_method__405(api: TestClient) -> None:
    problem(api.put("/api/v1/device", headers=GERMAN), 405, "method_not_allowed")
    problem(api.get("/api/v1/checkins", headers=GERMAN), 405, "method_not_allowed")


def test_pair__code_used__409(api: TestClient, world: World) -> None:
    code = pairing_code(world)
    assert pair(api, code).status_code == 201
    problem(pair(api, code), 409, "pairing_code_used")


def test_check_in__scan_id_of_another_device__409(api: TestClient, phone: Phone, world: World) -> None:
    other = Phone(api, pair(api, pairing_code(world)).json()["token"])
    assert phone.ask("POST", "/checkins", json=SCAN).status_code == 200
    problem(other.ask("POST", "/checkins", json=SCAN, headers=GERMAN), 409, "scan_id_taken")


def test_pair__code_of_yesterday__410(api: TestClient, world: World, clock: FixedClock) -> None:
    code = pairing_code(world)
    clock.at += timedelta(hours=12)
    problem(pair(api, code), 410, "pairing_code_expired")


def chunks() -> Iterator[bytes]:
    for _ in range(6):
        yield b" " * 50_000


@pytest.mark.parametrize("chunked", [False, True])
def test_api__body_larger_than_256_kb__413(api: TestClient, chunked: bool) -> None:
    content = chunks() if chunked else b"".join(chunks())
    answer = api.post("/api/v1/devices/pair", content=content, headers={**GERMAN, "Content-Type": "application/json"})
    assert "256" in problem(answer, 413, "body_too_large")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-request-id"]


@pytest.mark.parametrize(
    ("content", "field"),
    [
        pytest.param(b"", "body", id="nothing"),
        pytest.param(b"{", "1", id="half of it"),
        pytest.param(b"[]", "body", id="a list"),
        pytest.param(b"\xff", "request", id="not UTF-8"),
        pytest.param(b"[" * 50_000, "request", id="nested without end"),
        pytest.param(b'{"code": "x"}', "name", id="a field missing"),
        pytest.param(b'{"code": 7, "name": "x"}', "code", id="a number for a text"),
        pytest.param(b'{"code": "x", "name": null}', "name", id="null for a text"),
        pytest.param(b'{"code": {"a": 1}, "name": "x"}', "code", id="an object for a text"),
        pytest.param(b'{"code": "\\ud800", "name": "x"}', "code", id="half a surrogate pair"),
        pytest.param(b'{"code": "x", "name": "' + b"n" * 201 + b'"}', "name", id="a name of 201 characters"),
        pytest.param(b'{"code": "' + b"c" * 101 + b'", "name": "x"}', "code", id="a code of 101 characters"),
    ],
)
def test_pair__body_that_does_not_fit__422_naming_the_field(api: TestClient, content: bytes, field: str) -> None:
    answer = api.post("/api/v1/devices/pair", content=content, headers={**GERMAN, "Content-Type": "application/json"})
    assert f": {field} (" in problem(answer, 422, "validation_failed")


def test_pair__body_that_is_no_json__422(api: TestClient) -> None:
    answer = api.post(
        "/api/v1/devices/pair", content=b'{"code":"x","name":"y"}', headers={**GERMAN, "Content-Type": "text/plain"}
    )
    problem(answer, 422, "validation_failed")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "7"),
        ("id", None),
        ("code", ["x"]),
        ("code", "x" * 4097),
        ("scanned_at", "yesterday"),
        ("scanned_at", "2026-11-22T18:00:00"),
        ("scanned_at", "2026-02-30T18:00:00Z"),
        ("scanned_at", "0001-01-01T00:00:00+14:00"),
        ("scanned_at", "9999-12-31T23:59:59-14:00"),
        ("scanned_at", True),
        ("source", "crystal ball"),
        ("source", 1),
    ],
)
def test_check_in__field_of_another_kind__422_naming_it(phone: Phone, field: str, value: object) -> None:
    answer = phone.ask("POST", "/checkins", json={**SCAN, field: value}, headers=GERMAN)
    assert f": {field} (" in problem(answer, 422, "validation_failed")


def test_pair__nameless_device__422(api: TestClient, world: World) -> None:
    problem(pair(api, pairing_code(world), " \u202e "), 422, "device_name_missing")


def test_pair__thirty_one_tries__429_with_the_seconds_to_wait(api: TestClient) -> None:
    for _ in range(30):
        assert pair(api, "nonsense").status_code == 404
    answer = pair(api, "nonsense")
    detail = problem(answer, 429, "rate_limited")
    assert 1 <= int(answer.headers["retry-after"]) <= 3
    assert answer.headers["retry-after"] in detail


def test_pair__limited__a_good_code_stays_good(api: TestClient, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    code = pairing_code(world)
    monkeypatch.setattr(devices_endpoints, "_pairing", RateLimit(per_minute=1, burst=1))
    pair(api, "nonsense")
    assert pair(api, code).status_code == 429
    monkeypatch.setattr(devices_endpoints, "_pairing", RateLimit(per_minute=1, burst=1))
    assert pair(api, code).status_code == 201


def test_api__a_bug_of_ours__500_without_details_and_with_the_headers_of_any_answer(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(*_: object) -> None:
        raise RuntimeError("the secret detail")

    monkeypatch.setattr(devices, "identify", bug)
    answer = phone.ask("GET", "/device", headers=GERMAN)
    problem(answer, 500, "broken")
    assert "secret" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert len(answer.headers["x-request-id"]) == 32


@pytest.mark.parametrize(
    ("headers", "cookies", "title"),
    [
        (GERMAN, {}, "Nicht gefunden"),
        (ENGLISH, {}, "Not found"),
        ({"Accept-Language": "fr"}, {}, "Nicht gefunden"),
        (ENGLISH, {"einlass_lang": "de"}, "Nicht gefunden"),
        (GERMAN, {"einlass_lang": "en"}, "Not found"),
    ],
)
def test_api__language__the_readers(
    api: TestClient, headers: dict[str, str], cookies: dict[str, str], title: str
) -> None:
    api.cookies.update(cookies)
    body = api.get("/api/v1/nothing", headers=headers).json()
    assert body["title"] == title
    assert body["detail"].startswith("There is no such page" if title == "Not found" else "Diese Seite gibt es nicht")


def test_rate_limit__after_the_seconds_it_says__one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    monkeypatch.setattr(limits.time, "monotonic", lambda: now)
    limit = RateLimit(per_minute=20, burst=2)
    for _ in range(2):
        limit.check("a")
    with pytest.raises(RateLimited) as caught:
        limit.check("a")
    assert caught.value.params == {"seconds": 3}
    limit.check("b")
    now += 2.9
    with pytest.raises(RateLimited):
        limit.check("a")
    now += 0.2
    limit.check("a")
    now += 3_600
    for _ in range(2):
        limit.check("a")
    with pytest.raises(RateLimited):
        limit.check("a")


def test_rate_limit__many_addresses__remembers_no_more_than_it_should() -> None:
    limit = RateLimit(per_minute=1, burst=1)
    for number in range(10_500):
        limit.check(str(number))
    assert len(limit._buckets) == 10_000
