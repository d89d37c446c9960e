"""Fixtures of the backend tests: a server in the process, people with roles; the databases are in tests/databases.py."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi.testclient import TestClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from backend.app import create_app
from backend.composition import build_parts
from backend.core.clock import FixedClock
from backend.core.errors import Unavailable
from backend.core.ids import LinkTokens
from backend.core.secret_files import ensure_secret
from backend.core.settings import Settings
from backend.core.token_ids import ZERO_ADDRESS
from backend.core.vault import Vault
from backend.db.models.collectives import Collective
from backend.db.models.events import Event
from backend.db.models.installation import Installation
from backend.db.projections import cursor, fold
from backend.db.repositories import accounts, chain, collectives, events, tickets
from backend.db.session import Database
from backend.features.auth.service import make_login_link
from backend.features.collectives import service as collectives_service
from backend.features.collectives.schemas import NewCollective
from backend.features.events import service as events_service
from backend.features.events.schemas import NewEvent, NewGate, NewTier, TransferPolicy
from backend.features.installation.service import ISSUER_SECRET, LINK_SECRET
from backend.features.parts import Parts
from backend.features.tickets import service as tickets_service

# A busy machine is slow, and that is no fault of the code; what must be fast has a bench.
hypothesis_settings.register_profile("einlass", deadline=None)
hypothesis_settings.load_profile("einlass")

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
FOUNDER = "0x" + "0" * 37 + "0F1"


def addresses(collective_id: int) -> tuple[str, str, str, str]:
    """The AccessManager, membership token, community token and (only) ticket contract of a collective in the tests."""
    a, b, c, d = (f"0x{collective_id - 1:037X}{tail}" for tail in ("0A1", "0B1", "0C1", "0D1"))
    return a, b, c, d


ACCESS, MEMBERSHIP, TOKEN, TICKETS = addresses(1)


def transfer(
    contract: str, token_id: int, receiver: str, *, block: int, sender: str = ZERO_ADDRESS, at: int = 0
) -> dict[str, Any]:
    """The row of a log that moves a token, or mints it; the `at`th of this token in its block."""
    return {
        "block_number": block,
        # Of its own for each token of each contract: what counts is that no two logs of a block have the same.
        "log_index": int(contract, 16) % 2**20 << 40 | token_id << 2 | at,
        "transaction_hash": f"0x{token_id:064x}",
        "address": contract,
        "event": "Transfer",
        "token_id": token_id,
        "args": {"from": sender, "to": receiver, "tokenId": str(token_id)},
    }


def cancelled(contract: str, *, block: int) -> dict[str, Any]:
    """The row of the log that calls an event off."""
    return {**transfer(contract, 0, contract, block=block), "event": "Cancelled", "token_id": None, "args": {}}


@pytest.fixture(scope="session", autouse=True)
def short_logs() -> None:
    """Logs of failed tests as lines: the default draws every frame's variables, which takes seconds a traceback."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    )


@pytest.fixture(scope="session")
def postgres_url(postgres_url: str) -> str:
    """The test run's PostgreSQL without waiting for the disk: a database a test takes a third of the time then."""
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
    admin.dispose()
    return postgres_url


class Pictures:
    """Token pictures without a chain; `broken` plays a chain that does not answer."""

    def __init__(self) -> None:
        self.broken = False

    def token_image(self, contract: str, token_id: int) -> bytes:
        if self.broken:
            raise Unavailable("chain_unreachable")
        return f'<svg xmlns="http://www.w3.org/2000/svg"><title>{contract} {token_id}</title></svg>'.encode()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def pictures() -> Pictures:
    return Pictures()


def bind(db: Database) -> None:
    """Bind the database to a chain that nobody asks."""
    with db.write() as session:
        chain.add_installation(
            session,
            Installation(
                id=1,
                chain_id=31337,
                genesis_hash="0x" + "00" * 32,
                factory="0x" + "0" * 37 + "0FA",
                from_block=1,
                admin="0x" + "0" * 37 + "0AD",
                organiser=FOUNDER,
                office="0x" + "0" * 37 + "0F2",
                created_at=NOW,
            ),
        )


@pytest.fixture
def parts(db: Database, clock: FixedClock, pictures: Pictures, tmp_path: Path) -> Parts:
    """The parts of a server on a fresh database that is bound to a chain."""
    settings = Settings(var=tmp_path / "var", base_url="http://testserver", database_url=str(db.engine.url))
    bind(db)
    return Parts(
        settings=settings,
        db=db,
        clock=clock,
        links=LinkTokens(b"l" * 32),
        vault=Vault(b"v" * 32),
        reader=pictures,
    )


@pytest.fixture
def client(parts: Parts) -> Iterator[TestClient]:
    """Somebody without an account."""
    with TestClient(create_app(parts), raise_server_exceptions=False) as http:
        yield http


@pytest.fixture
def organiser_client(parts: Parts) -> Iterator[TestClient]:
    """A signed-in organiser's browser."""
    with TestClient(create_app(parts), raise_server_exceptions=False) as http:
        with parts.db.write() as session:
            link = make_login_link(session, parts)
        answer = http.post(
            link.removeprefix("http://testserver"), headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False
        )
        assert answer.status_code == 303, answer.text
        yield http


@dataclass(frozen=True)
class World:
    """A collective with an event, and what a test does to it."""

    parts: Parts
    account_id: int
    collective_slug: str
    event_slug: str

    def collective(self, session: Session) -> Collective:
        found = collectives.by_slug(session, self.collective_slug)
        assert found
        return found

    def event(self, session: Session) -> Event:
        found = events.by_slug(session, self.collective(session).id, self.event_slug)
        assert found
        return found

    def issue(self, *, tier: int = 1, quantity: int = 1) -> list[int]:
        """Issue tickets to nobody in particular; their token ids."""
        with self.parts.db.write() as session:
            event = self.event(session)
            before = {row.ticket.token_id for row in self._page(session, event)}
            tickets_service.issue(
                session, self.parts, event, [tickets_service.Wanted(None, tier, quantity)], import_id=None
            )
            return sorted({row.ticket.token_id for row in self._page(session, event)} - before)

    def _page(self, session: Session, event: Event) -> list[tickets.TicketRecord]:
        return list(
            tickets.page(session, event, contract=None, list_id=event.lists[0].id, query="", limit=10_000, offset=0)
        )

    def on_chain(self, token_ids: list[int] | None = None, *, block: int = 7, final: int = 7) -> None:
        """Let the chain have the collective, the event and these tickets, mined in `block`."""
        with self.parts.db.write() as session:
            collective, event = self.collective(session), self.event(session)
            access, membership, token, tickets = addresses(collective.id)
            changes = fold.Changes(
                collectives=[
                    {
                        "access": access,
                        "ref": collective.ref,
                        "membership": membership,
                        "token": token,
                        "creator": FOUNDER,
                        "block_number": 1,
                    }
                ],
                events=[
                    {"tickets": tickets, "access": access, "ref": event.ref, "block_number": 2, "cancelled_block": None}
                ],
            )
            changes.logs = [transfer(tickets, token_id, tickets, block=block) for token_id in token_ids or []]
            fold.write(session, changes)
            cursor.move(session, next_block=block + 1, head=block, final=final, now=NOW)

    def code(self, token_id: int) -> str:
        """The pass of a ticket."""
        with self.parts.db.read() as session:
            ticket = tickets.by_token(session, self.event(session).id, token_id)
            assert ticket
            return tickets_service.code(session, self.parts, ticket)


def new_event(**changes: object) -> NewEvent:
    """An event that starts in an hour, with two tiers and two gates; the second gate lets in only the second tier."""
    base = NewEvent(
        name="Nachtdruck",
        venue="Druckerei",
        starts_at=NOW + timedelta(hours=1),
        ends_at=NOW + timedelta(hours=7),
        zone="Europe/Berlin",
        policy=TransferPolicy.FREE,
        tiers=(NewTier("Abendkasse", 300), NewTier("Solidarisch", 100)),
        gates=(NewGate("Haupteingang", (1, 2)), NewGate("Hof", (2,))),
    )
    return replace(base, **changes)  # type: ignore[arg-type]


@pytest.fixture
def make_world(parts: Parts) -> Callable[..., World]:
    """Make a collective with an event; keywords change the event."""

    def make(name: str = "Rübezahl", **changes: object) -> World:
        return found_world(parts, name, **changes)

    return make


def found_world(parts: Parts, name: str = "Rübezahl", **changes: object) -> World:
    """A collective with an event, made through the services."""
    with parts.db.write() as session:
        account = accounts.account_by_name(session, "Organiser") or accounts.add_account(
            session, name="Organiser", now=parts.clock.now()
        )
        slug = collectives_service.found(session, parts, account.id, NewCollective(name, "RUEB"))
        collective = collectives_service.organised(session, account_id=account.id, slug=slug)
        event = events_service.announce(session, parts, collective, new_event(**changes))
        return World(parts, account.id, slug, event)


@pytest.fixture
def installed_world(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A world on an installation of its own below `var`, as other processes and commands find it by the environment.

    Its clock is the machine's, so its event starts an hour from now.
    """
    var = tmp_path / "var"
    for name in (LINK_SECRET, ISSUER_SECRET):
        ensure_secret(var / "secrets" / name)
    shutil.copy(sqlite_template, var / "einlass.db")
    for name, value in (("VAR", str(var)), ("BASE_URL", "http://testserver"), ("DATABASE_URL", ""), ("LANG", "en")):
        monkeypatch.setenv(f"EINLASS_{name}", value)
    built = build_parts(Settings())
    bind(built.db)
    now = built.clock.now()
    yield found_world(built, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=7))
    built.db.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A collective with an event that starts in an hour."""
    return make_world()
