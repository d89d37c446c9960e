"""A server without a chain, in the test's own process: it can be stopped, asked what it knows, and told another time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn

from backend.app import create_app
from backend.core.ids import LinkTokens
from backend.core.settings import Settings
from backend.core.vault import Vault
from backend.db.repositories import tickets as ticket_rows
from backend.db.session import Database
from backend.features.collectives.issuer_keys import door_keys
from backend.features.devices import service as devices
from backend.features.devices.schemas import DeviceRole
from backend.features.parts import Parts
from backend.features.tickets import service as tickets
from backend.passes.issuer import key_ring, load_issuer_key
from backend.passes.ticket_pass import VerifiedPass, verify
from tests.backend.conftest import Pictures, World, bind, found_world
from tests.backend.doors import mirror_chain
from tests.databases import migrated_sqlite
from tests.e2e.ground import eventually, free_port


class MovedClock:
    """The machine's clock, ahead of itself by as much as a test wants."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@dataclass
class House:
    """A running server, and an event that begins in an hour."""

    world: World
    base_url: str
    clock: MovedClock
    server: uvicorn.Server
    thread: threading.Thread
    token_ids: list[int] = field(default_factory=list)

    @property
    def token_id(self) -> int:
        """The first ticket."""
        return self.token_ids[0]

    @property
    def link(self) -> str:
        """The first ticket's link."""
        with self.world.parts.db.read() as session:
            ticket = ticket_rows.by_token(session, self.world.event(session).id, self.token_id)
            assert ticket
            return tickets.link(self.world.parts, ticket)

    @property
    def holder_link(self) -> str:
        """The same on the holder's page."""
        return self.link.replace("/t/", "/holder/#t=")

    def code(self, number: int) -> str:
        """The pass of a ticket that stands on paper; from 0."""
        return self.world.code(self.token_ids[number])

    def verified(self, code: str) -> VerifiedPass:
        """What a code says. Raises PassRefused when it is none of ours."""
        with self.world.parts.db.read() as session:
            keys = door_keys(session, self.world.collective(session).id)
        return verify(code, key_ring(load_issuer_key(key.public_key) for key in keys))

    def pairing_link(self) -> str:
        """A fresh one-time link for a steward at the first gate."""
        with self.world.parts.db.write() as session:
            event = self.world.event(session)
            return devices.start_pairing(
                session, self.world.parts, event, gate_id=event.gates[0].id, role=DeviceRole.STEWARD
            ).url

    def stop(self) -> None:
        """End the server; from then on nobody listens on its port."""
        self.server.should_exit = True
        self.thread.join(30)
        assert not self.thread.is_alive()


@contextmanager
def open_house(folder: Path, *, quantity: int = 4) -> Iterator[House]:
    """Start a server with an event and some tickets on a port of its own; stopped at the end."""
    port = free_port()
    url = f"sqlite:///{migrated_sqlite(folder / 'einlass.db')}"
    db = Database(url)
    bind(db)
    clock = MovedClock()
    parts = Parts(
        settings=Settings(var=folder / "var", base_url=f"http://localhost:{port}", database_url=url),
        db=db,
        clock=clock,
        links=LinkTokens(b"l" * 32),
        vault=Vault(b"v" * 32),
        reader=Pictures(),
    )
    now = clock.now()
    world = found_world(parts, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=7))
    token_ids = world.issue(quantity=quantity)
    world.on_chain(token_ids)
    mirror_chain(world)
    # Doors listen to a stream that never ends by itself.
    config = uvicorn.Config(
        create_app(parts), host="127.0.0.1", port=port, log_level="error", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    house = House(world, parts.settings.base_url, clock, server, thread, token_ids)
    try:
        eventually(lambda: server.started)
        yield house
    finally:
        house.stop()
        db.close()
