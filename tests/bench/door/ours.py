"""Our side: an installation with so many tickets on the chain, phones at its gate, and passes that were signed in advance."""

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from uuid import UUID

from sqlalchemy import BigInteger, Select, cast, func, insert, literal, select, text, update
from sqlalchemy.orm import Session

from backend.composition import build_parts
from backend.core.ids import hash_token, new_token
from backend.core.secret_files import ensure_secret
from backend.core.settings import Settings
from backend.core.token_ids import token_id
from backend.db.models.door import Admission, Device
from backend.db.models.events import Event, Tier
from backend.db.models.projections import ChainToken
from backend.db.models.tickets import Ticket
from backend.db.session import Database
from backend.features.collectives.issuer_keys import issuer_signer
from backend.features.events.schemas import NewGate, NewTier
from backend.features.installation.service import ISSUER_SECRET, LINK_SECRET
from backend.passes.claims import PassClaims
from backend.passes.ticket_pass import issue
from tests.backend.conftest import World, addresses, bind, found_world
from tests.bench.door.app import EMPTY
from tests.bench.door.client import Answer, Server, post
from tests.bench.door.processes import Processes

WORKERS = 2
_TIER = 1
# A device may send 1,200 scans at once (features.checkin). More phones than any door has, so that nobody is told to wait.
_PHONES = 100


@dataclass(frozen=True)
class Installation:
    """A database with tickets, and what is needed to scan some of them."""

    settings: Settings
    phones: tuple[str, ...]
    passes: tuple[str, ...]

    def start(self, processes: Processes, *, name: str) -> tuple[Server, Server]:
        """Run the server as `make run` does, but with two workers; its check-ins, and its empty endpoint."""
        port = processes.start(
            name,
            lambda port: (
                *(sys.executable, "-m", "uvicorn", "tests.bench.door.app:from_environment", "--factory"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)),
                *("--no-access-log", "--no-server-header"),
            ),
            environment={
                "EINLASS_VAR": str(self.settings.var),
                "EINLASS_DATABASE_URL": self.settings.database_url,
                "EINLASS_BASE_URL": self.settings.base_url,
            },
        )
        empty = cycle([post(EMPTY, b"")])
        return Server(port, self._scans(), _admitted), Server(port, empty, lambda answer: answer.status == 200)

    def admissions(self) -> int:
        """How many tickets are in, as the database says it."""
        db = Database(self.settings.database)
        with db.read() as session:
            found = session.scalar(select(func.count()).select_from(Admission)) or 0
        db.close()
        return found

    def _scans(self) -> Iterator[bytes]:
        """Every ticket once, each with a scan id of its own, from one phone after the other."""
        # Made in advance: what the client does while it measures is taken from the servers.
        now = datetime.now(UTC).isoformat()
        made = []
        for phone, (number, code) in zip(cycle(self.phones), enumerate(self.passes), strict=False):
            scan = {"id": str(_scan_id(number)), "code": code, "scanned_at": now, "source": "camera"}
            body = json.dumps(scan, separators=(",", ":")).encode()
            made.append(post("/api/v1/checkins", body, [("Authorization", f"Bearer {phone}")]))
        return iter(made)


def _scan_id(number: int) -> UUID:
    return UUID(int=number, version=4)


def _admitted(answer: Answer) -> bool:
    return answer.status == 200 and b'"outcome":"admitted"' in answer.body


def install(folder: Path, database_url: str, *, tickets: int, scanned: int) -> Installation:
    """Fill an empty, migrated database with an event of so many minted tickets; sign passes for `scanned` of them."""
    settings = Settings(var=folder, database_url=database_url, base_url="http://127.0.0.1")
    for name in (LINK_SECRET, ISSUER_SECRET):
        ensure_secret(settings.secrets / name)
    parts = build_parts(settings)
    bind(parts.db)
    now = parts.clock.now()
    world = found_world(
        parts,
        starts_at=now + timedelta(hours=1),
        ends_at=now + timedelta(hours=9),
        tiers=(NewTier("Abendkasse", max(tickets, 1)),),
        gates=(NewGate("Haupteingang", (_TIER,)),),
    )
    world.on_chain()
    with parts.db.write() as session:
        event = world.event(session)
        _fill(session, world, event, tickets, now)
        phones = _pair(session, event, now)
    _tidy(parts.db)
    with parts.db.read() as session:
        event = world.event(session)
        signer = issuer_signer(session, parts, event.collective_id)
        ref, until = bytes.fromhex(event.ref), int((event.ends_at + settings.pass_grace).timestamp())
        # In no order, as people come.
        serials = random.Random(5).sample(range(tickets), scanned)  # noqa: S311 - no secret
        passes = tuple(
            issue(PassClaims(event_ref=ref, token_id=token_id(_TIER, serial), epoch=0, expires_at=until), signer)
            for serial in serials
        )
    parts.db.close()
    return Installation(settings, phones, passes)


def _fill(session: Session, world: World, event: Event, count: int, now: datetime) -> None:
    """Write the tickets and their tokens inside the database: a million in seconds."""
    if world.parts.db.dialect.name == "postgresql":
        # All rows refer to the one event and its tier; without this both would be looked up for each of them.
        session.execute(text("SET LOCAL session_replication_role = replica"))
    first = token_id(_TIER, 0)
    numbers = select(literal(0, BigInteger).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(cast(numbers.c.n + 1, BigInteger)).where(numbers.c.n < count - 1))
    token = (literal(first, BigInteger) + numbers.c.n).label("token_id")
    zero = literal(0)
    rows: Select[tuple[object, ...]] = select(
        literal(event.id), literal(event.tiers[0].id), token, zero, zero, literal(now, Ticket.created_at.type)
    )
    columns = ["event_id", "tier_id", "token_id", "epoch", "link_version", "created_at"]
    session.execute(insert(Ticket).from_select(columns, rows))
    contract = addresses(world.collective(session).id)[3]
    minted = select(literal(contract), token, literal(contract), literal(7))
    session.execute(insert(ChainToken).from_select(["contract", "token_id", "owner", "minted_block"], minted))
    session.execute(update(Tier).where(Tier.id == event.tiers[0].id).values(next_serial=count))


def _tidy(db: Database) -> None:
    """Do now what the database would do by itself, in the middle of the measuring."""
    if db.dialect.name == "sqlite":
        with db.write() as session:
            session.execute(text("ANALYZE"))
        return
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _pair(session: Session, event: Event, now: datetime) -> tuple[str, ...]:
    tokens = tuple(new_token() for _ in range(_PHONES))
    session.add_all(
        Device(
            event_id=event.id,
            gate_id=event.gates[0].id,
            list_id=event.lists[0].id,
            name=f"Telefon {number}",
            role="steward",
            token_hash=hash_token(token),
            paired_at=now,
        )
        for number, token in enumerate(tokens, start=1)
    )
    return tokens
