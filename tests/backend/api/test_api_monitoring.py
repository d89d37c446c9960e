"""What programs that watch the server are told: that it lives, what it lacks, its numbers; and who may read those."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError
from sqlalchemy import create_engine, delete, text

from backend.app import create_app
from backend.core.clock import iso
from backend.core.settings import Settings
from backend.db.models.installation import Installation
from backend.db.session import Database
from tests.backend.api.conftest import Phone
from tests.backend.conftest import NOW, World
from tests.backend.pipelines import ALL_ALARMS, GWEI, OFFICE, alarm, carry_all, fail_tickets, read_to, settle_rest

TOKEN = "a-token-that-nobody-guesses"


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """What is counted is tested below, on every database: SQLite alone, for half the time."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path / 'einlass.db')}"


@contextmanager
def server(
    world: World, *, token: str = "", db: Database | None = None, peer: str = "127.0.0.1"
) -> Iterator[TestClient]:
    """The server as it is asked from `peer` under the name that this machine has for itself."""
    settings = world.parts.settings.model_copy(update={"metrics_token": token})
    app = create_app(replace(world.parts, settings=settings, db=db or world.parts.db))
    with TestClient(app, base_url="http://127.0.0.1:8000", client=(peer, 1), raise_server_exceptions=False) as http:
        yield http


@pytest.fixture
def gone(tmp_path: Path) -> Iterator[Database]:
    """A database whose disk is not there any more."""
    folder = tmp_path / "folder"
    found = Database(f"sqlite:///{folder}/gone.db")
    folder.rmdir()
    yield found
    found.close()


def numbers(http: TestClient) -> dict[str, float]:
    """What /metrics says, by name with labels."""
    answer = http.get("/metrics")
    assert answer.status_code == 200, answer.text
    lines = [line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


# -- /healthz and /readyz


def test_readyz__database_gone__says_so_while_the_process_lives(world: World, gone: Database) -> None:
    with server(world, db=gone) as http:
        assert http.get("/healthz").json() == {"status": "ok"}
        answer = http.get("/readyz")
        assert (answer.status_code, answer.json()) == (
            503,
            {"status": "not_ready", "missing": ["database_unreachable"]},
        )


def test_readyz__older_schema__says_so(world: World, database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    with server(world) as http:
        assert http.get("/readyz").json()["missing"] == ["schema_outdated"]


def test_readyz__bound_to_no_chain__says_so(world: World) -> None:
    with world.parts.db.write() as session:
        session.execute(delete(Installation))
    with server(world) as http:
        assert http.get("/readyz").json()["missing"] == ["not_installed"]


@pytest.mark.parametrize(
    ("chain_id", "state", "missing"),
    [
        (31337, None, ["chain_not_read"]),
        (31337, {"head": 100, "halted": "no block of ours is there"}, ["indexer_halted"]),
        (31337, {"head": 151}, ["indexer_behind"]),
        (31337, {"head": 150}, []),
        (31337, {"head": 100, "at": NOW - timedelta(days=3)}, []),
        (11155111, {"head": 100, "at": NOW - timedelta(minutes=16)}, ["indexer_silent"]),
        (11155111, {"head": 100, "at": NOW - timedelta(minutes=14)}, []),
    ],
)
def test_readyz__indexer__is_asked_how_far_it_is(
    world: World, chain_id: int, state: dict[str, object] | None, missing: list[str]
) -> None:
    with world.parts.db.write() as session:
        session.get_one(Installation, 1).chain_id = chain_id
    if state is not None:
        read_to(world, 100, **state)  # type: ignore[arg-type]
    with server(world) as http:
        answer = http.get("/readyz")
    assert answer.json() == {"status": "not_ready" if missing else "ok", "missing": missing}
    assert answer.status_code == (503 if missing else 200)


# -- who may read the numbers


def test_settings__token_that_can_be_guessed__is_refused() -> None:
    with pytest.raises(ValidationError, match="24 characters"):
        Settings(metrics_token="secret")
    assert Settings(metrics_token=TOKEN).metrics_token == TOKEN


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        ("192.0.2.7", {}),
        ("testclient", {}),
        ("127.0.0.1", {"Host": "tickets.example.org"}),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}),
        ("127.0.0.1", {"Forwarded": "for=192.0.2.7"}),
        ("127.0.0.1", {"Via": "1.1 proxy"}),
        ("127.0.0.1", {"X-Real-IP": "192.0.2.7"}),
    ],
)
def test_metrics__no_token_set_and_from_elsewhere__there_is_no_such_page(
    world: World, peer: str, headers: dict[str, str]
) -> None:
    with server(world, peer=peer) as http:
        answer = http.get("/metrics", headers=headers)
        assert answer.status_code == 404
        assert "einlass_" not in answer.text


@pytest.mark.parametrize("sent", ["", "Bearer ", f"Bearer {TOKEN}x", TOKEN, "Bearer \u00e4"])
def test_metrics__token_set_and_not_sent__there_is_no_such_page(world: World, sent: str) -> None:
    with server(world, token=TOKEN) as http:
        assert http.get("/metrics", headers={"Authorization": sent.encode()}).status_code == 404


def test_metrics__token_sent__from_anywhere(world: World) -> None:
    with server(world, token=TOKEN, peer="192.0.2.7") as http:
        answer = http.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}", "X-Forwarded-For": "192.0.2.9"})
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/plain; version=")


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1"])
def test_metrics__no_token_set_and_from_here__are_shown(world: World, peer: str) -> None:
    with server(world, peer=peer) as http:
        assert numbers(http)["einlass_database_up"] == 1


# -- the numbers


def test_metrics__database_gone__still_has_what_this_process_counted(world: World, gone: Database) -> None:
    with server(world, db=gone) as http:
        http.get("/healthz")
        found = numbers(http)
    assert found["einlass_database_up"] == 0
    assert not any(name.startswith("einlass_transactions") for name in found)
    assert found['einlass_http_request_seconds_count{method="GET",route="/healthz",status="200"}'] >= 1


def test_metrics__requests__by_route_and_never_by_path(world: World) -> None:
    name = 'einlass_http_request_seconds_count{{method="{}",route="{}",status="{}"}}'.format
    with server(world) as http:
        before = numbers(http)
        http.get("/t/this-is-a-secret")
        http.get("/t/this-is-another")
        http.request("BREW", "/pot")
        found = numbers(http)
        text_of_it = http.get("/metrics").text
    ticket, brew = name("GET", "/t/{token}", "404"), name("other", "-", "404")
    assert found[ticket] - before.get(ticket, 0) == 2
    assert found[brew] - before.get(brew, 0) == 1
    assert not re.search("secret|BREW|pot|another", text_of_it)


def test_metrics__checkins__by_outcome_and_reason(world: World, phone: Phone) -> None:
    world.on_chain(ids := world.issue())
    name = 'einlass_checkins_total{{outcome="{}",reason="{}"}}'.format
    admitted, again, junk = name("admitted", ""), name("refused", "already_redeemed"), name("refused", "not_a_ticket")
    with server(world) as http:
        before = numbers(http)
        for code in (world.code(ids[0]), world.code(ids[0]), "junk"):
            scan = {"id": str(uuid4()), "code": code, "scanned_at": iso(NOW), "source": "camera"}
            assert phone.ask("POST", "/checkins", json=scan).status_code == 200
        found = numbers(http)
    assert [found.get(one, 0) - before.get(one, 0) for one in (admitted, again, junk)] == [1, 1, 1]


def test_metrics__the_loops__are_read_from_the_database(world: World) -> None:
    settle_rest(world)
    fail_tickets(world, 3)
    world.issue(quantity=2)
    carry_all(world, "broadcast", at=NOW - timedelta(seconds=90))
    world.issue(quantity=5)
    read_to(world, 100, head=107)
    alarm(world, "low_balance", **ALL_ALARMS["low_balance"])
    alarm(world, "low_balance", OFFICE.replace("F2", "F3"), **ALL_ALARMS["low_balance"])
    with server(world) as http:
        found = numbers(http)
    assert {name: value for name, value in found.items() if "http" not in name and "checkins" not in name} == {
        "einlass_database_up": 1,
        'einlass_intents_waiting{kind="mint_ticket"}': 5,
        'einlass_intents_failed{kind="mint_ticket"}': 3,
        'einlass_transactions{state="broadcast"}': 1,
        'einlass_transactions{state="final"}': 1,
        'einlass_alarms{kind="low_balance"}': 2,
        "einlass_oldest_pending_seconds": 90,
        "einlass_gas_used": 2_000_000,
        "einlass_gas_paid_ether": 2_000_000 * 2 * GWEI / 10**18,
        "einlass_chain_head_block": 107,
        "einlass_chain_indexed_block": 100,
        "einlass_chain_final_block": 98,
        "einlass_chain_head_timestamp_seconds": NOW.timestamp(),
        "einlass_indexer_halted": 0,
    }
