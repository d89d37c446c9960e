"""What every answer carries, what the server tells of itself, and what it never writes into its logs."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi.testclient import TestClient

from backend.app import create_app
from tests.backend.api.conftest import pairing_code
from tests.backend.conftest import World

ALWAYS = {
    "x-content-type-options": "nosniff",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
}


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """What the server says of itself does not depend on the database: SQLite alone, for half the time."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'einlass.db')}"


def directives(answer: httpx2.Response) -> Mapping[str, list[str]]:
    """The Content-Security-Policy as sources by directive."""
    parts = (part.split() for part in answer.headers["content-security-policy"].split(";"))
    return {part[0]: part[1:] for part in parts}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/docs", 200),
        ("/healthz", 200),
        ("/api/openapi.json", 200),
        ("/static/css/site.css", 200),
        ("/nothing", 404),
        ("/api/v1/device", 401),
        ("/c/ruebezahl", 401),
        ("/t/nonsense", 404),
    ],
)
def test_headers__any_answer__strict_and_with_an_id(api: TestClient, path: str, status: int) -> None:
    answer = api.get(path, follow_redirects=False)
    assert answer.status_code == status
    assert {name: answer.headers[name] for name in ALWAYS} == ALWAYS
    # Addresses of tickets are secrets; those of other pages may be told within the site.
    assert answer.headers["referrer-policy"] in (
        ["no-referrer"] if path.startswith("/t/") else ["no-referrer", "same-origin"]
    )
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])
    policy = directives(answer)
    assert policy["default-src"] == policy["script-src"] == ["'self'"]
    assert policy["object-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert ("'unsafe-inline'" in policy["style-src"]) == (path == "/docs")
    assert "strict-transport-security" not in answer.headers


def test_headers__over_https__say_to_stay_there(world: World) -> None:
    with TestClient(create_app(world.parts), base_url="https://testserver") as api:
        assert api.get("/healthz").headers["strict-transport-security"] == "max-age=31536000"


def test_headers__two_requests__two_ids(api: TestClient) -> None:
    assert api.get("/healthz").headers["x-request-id"] != api.get("/healthz").headers["x-request-id"]


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_openapi__the_document__describes_exactly_the_api_and_holds_together(api: TestClient) -> None:
    document = api.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    operations = {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    assert set(operations) == {
        ("post", "/api/v1/devices/pair"),
        ("get", "/api/v1/device"),
        ("delete", "/api/v1/device"),
        ("post", "/api/v1/checkins"),
        ("get", "/api/v1/door/changes"),
        ("get", "/api/v1/door/clashes"),
        ("post", "/api/v1/checkins/batch"),
        ("get", "/api/v1/door/counts"),
        ("get", "/api/v1/door/search"),
        ("get", "/api/v1/door/state"),
        ("get", "/api/v1/door/stream"),
        ("get", "/api/v1/holder/ticket"),
        ("post", "/api/v1/holder/bind"),
        ("delete", "/api/v1/holder/bind/{key}"),
        ("get", "/api/v1/holder/picture"),
    }
    assert len({operation["operationId"] for operation in operations.values()}) == len(operations)
    for (method, path), operation in operations.items():
        success = "201" if "pair" in path else "204" if (method, path) == ("delete", "/api/v1/device") else "200"
        assert set(operation["responses"]) == {success, "4XX", "5XX"}
        problem = operation["responses"]["4XX"]["content"]["application/problem+json"]["schema"]
        assert set(problem["required"]) == {"type", "title", "status", "code", "detail"}
        assert operation["summary"]
        scheme = "LinkToken" if "/holder/" in path else "HTTPBearer"
        assert operation.get("security", []) == ([] if "pair" in path else [{scheme: []}])
    for reference in references(document):
        found: Any = document
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


def test_openapi__what_the_server_answers__fits_the_description(api: TestClient, world: World) -> None:
    document = api.get("/api/openapi.json").json()
    paired = api.post("/api/v1/devices/pair", json={"code": pairing_code(world), "name": "Telefon"}).json()
    headers = {"Authorization": f"Bearer {paired['token']}"}
    body = {"id": str(uuid4()), "code": "x", "scanned_at": "2026-11-22T18:00:00Z", "source": "camera"}
    answers = {
        "PairedBody": paired,
        "DeviceBody": api.get("/api/v1/device", headers=headers).json(),
        "AnswerBody": api.post("/api/v1/checkins", headers=headers, json=body).json(),
        "ChangesBody": api.get("/api/v1/door/changes?after=0", headers=headers).json(),
        "CountsBody": api.get("/api/v1/door/counts", headers=headers).json(),
        "StateBody": api.get("/api/v1/door/state", headers=headers).json(),
    }
    for name, answer in answers.items():
        schema = document["components"]["schemas"][name]
        assert set(answer) == set(schema["properties"])
        assert set(schema["required"]) == set(answer)


@contextmanager
def served(var: Path, base_url: str, port: int) -> Iterator[Path]:
    """A server in a process of its own; yields the file its output goes to."""
    log = var / "server.log"
    environment = {**os.environ, "EINLASS_VAR": str(var), "EINLASS_BASE_URL": base_url, "EINLASS_DATABASE_URL": ""}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "backend.cli", "serve", "--port", str(port)],
            env=environment,
            cwd=Path(__file__).parents[3],
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield log
        finally:
            process.send_signal(signal.SIGTERM)
            # uvicorn ends in order, and then by the signal itself.
            assert process.wait(20) == -signal.SIGTERM


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_logs__of_requests_with_secrets__hold_none_of_them(installed_world: World) -> None:
    world = installed_world
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    secrets = {
        name: f"{name}-{uuid4().hex}" for name in ("link", "bearer", "cookie", "pairing", "login", "query", "person")
    }
    with served(world.parts.settings.var, base, port) as log:
        deadline = time.monotonic() + 30
        with httpx2.Client(base_url=base, trust_env=False) as http:
            while time.monotonic() < deadline:
                try:
                    http.get("/healthz")
                    break
                except httpx2.TransportError:
                    time.sleep(0.1)
            http.get(f"/t/{secrets['link']}")
            http.get(f"/m/{secrets['link']}/picture.svg")
            http.get(f"/login/{secrets['login']}", headers={"Cookie": f"einlass_session={secrets['cookie']}"})
            http.get("/api/v1/device", headers={"Authorization": f"Bearer {secrets['bearer']}"})
            http.get(f"/api/v1/nothing?code={secrets['query']}", headers={"Referer": f"{base}/t/{secrets['link']}"})
            http.post("/api/v1/devices/pair", json={"code": secrets["pairing"], "name": secrets["person"]})
            http.post("/api/v1/devices/pair", json={"code": secrets["pairing"], "name": 7})
        text = ""
        while time.monotonic() < deadline and text.count('"request"') < 8:
            time.sleep(0.05)
            text = log.read_text()
    text = log.read_text()
    assert [name for name, secret in secrets.items() if secret in text] == []
    lines = [json.loads(line) for line in text.splitlines() if '"event": "request"' in line]
    seen = [(line["method"], line["route"], line["status"], line["process"]) for line in lines]
    assert ("GET", "/t/{token}", 404, "web") in seen
    assert ("GET", "/api/v1/device", 401, "web") in seen
    assert ("POST", "/api/v1/devices/pair", 404, "web") in seen
    assert all(re.fullmatch(r"[0-9a-f]{32}", line["request_id"]) for line in lines)
