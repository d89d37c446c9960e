"""An installation under test: a chain, a database, keys, and the loops run by hand or as processes."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.orm import Session

from backend.chain.abi_files import function
from backend.chain.client import ChainClient, Receipt
from backend.chain.sender import Key, Unsigned
from backend.composition import build_parts
from backend.core.clock import FixedClock
from backend.core.settings import Settings
from backend.core.token_ids import spoken
from backend.db.models.base import Base
from backend.db.models.collectives import Collective
from backend.db.models.installation import Installation
from backend.db.models.pipeline import ChainTransaction, TransactionAttempt
from backend.db.models.projections import ChainCollective, ChainCursor, ChainEvent, ChainLog, ChainToken
from backend.db.models.tickets import Ticket
from backend.db.projections import cursor
from backend.db.repositories import accounts, collectives, events, relay
from backend.db.session import Database
from backend.features.collectives import service as collectives_service
from backend.features.collectives.schemas import NewCollective
from backend.features.events import service as events_service
from backend.features.events.schemas import NewEvent, NewGate, NewTier, TransferPolicy
from backend.features.parts import Parts
from backend.features.tickets import service as tickets_service
from backend.features.tickets.service import RevokeReason
from backend.indexer.loop import Indexer
from backend.outbox.intents import Signer
from backend.relayer.lane import Lane
from backend.relayer.states import OPEN
from tests.integration.node import Node

_GWEI = 10**9
# Far more rounds than any test needs: a loop that never comes to rest is a failure, not a hang.
_MOST_ROUNDS = 500
_PROJECTIONS: Sequence[type[Base]] = (ChainLog, ChainCollective, ChainEvent, ChainToken, ChainCursor)


@dataclass
class Site:
    """One installation. `clock` stands still; the loops below are stepped by the test."""

    settings: Settings
    node: Node
    db: Database
    parts: Parts
    clock: FixedClock
    installed: Installation
    keys: Mapping[Signer, Key]

    def lane(self, signer: Signer, *, client: ChainClient | None = None) -> Lane:
        """A relayer's lane, fresh as after a start."""
        return Lane(
            db=self.db,
            client=client or self.node.client,
            clock=self.clock,
            key=self.keys[signer],
            signer=signer,
            installed=self.installed,
            fee_cap=self.settings.max_fee_gwei * _GWEI,
        )

    def indexer(self, *, client: ChainClient | None = None) -> Indexer:
        """An indexer, fresh as after a start."""
        return Indexer(db=self.db, client=client or self.node.client, clock=self.clock, installed=self.installed)

    def relay(self) -> None:
        """Step both lanes until neither moves."""
        steps = [self.lane(signer).step for signer in Signer]
        self._until_still(lambda: _all_of(steps))

    def index(self) -> None:
        """Step the indexer until it has read everything."""
        indexer = self.indexer()
        self._until_still(indexer.step)

    def work(self) -> None:
        """Relay and index until nothing moves any more."""
        steps = [*(self.lane(signer).step for signer in Signer), self.indexer().step]
        self._until_still(lambda: _all_of(steps))

    def _until_still(self, step: Callable[[], bool]) -> None:
        for _ in range(_MOST_ROUNDS):
            # Asked for first: what is mined after a step may be what that step could not see yet.
            mining = self.node.is_mining()
            if not step() and not mining:
                return
        raise AssertionError(f"still moving after {_MOST_ROUNDS} rounds")

    def later(self, passed: timedelta) -> None:
        """Let time pass for everything that asks our clock."""
        self.clock.at += passed

    def environment(self) -> dict[str, str]:
        """What a process of this installation needs; it polls ten times faster than usual and settles at once."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EINLASS_")}
        return kept | {
            "EINLASS_VAR": str(self.settings.var),
            "EINLASS_DATABASE_URL": self.settings.database,
            "EINLASS_RPC_URL": self.settings.rpc_url,
            "EINLASS_DEPLOYMENT_FILE": str(self.settings.deployment_file),
            "EINLASS_POLL_INTERVAL": "PT0.05S",
            "EINLASS_SETTLE_AFTER": "PT0S",
        }

    def send(self, signer: Signer, to: str, data: bytes) -> Receipt:
        """Send a call with one of our keys past the relayer, and wait until it is mined."""
        client, key = self.node.client, self.keys[signer]
        signed = key.sign(
            Unsigned(
                chain_id=self.installed.chain_id,
                nonce=client.transaction_count(key.address),
                to=to,
                data=data,
                gas=client.estimate_gas(to, data, sender=key.address) * 2,
                max_fee=100 * _GWEI,
                max_priority_fee=_GWEI,
            )
        )
        client.send_raw(signed.raw)
        while (receipt := client.receipt(signed.hash)) is None:
            time.sleep(0.005)
        return receipt

    # -- what the database says

    def rows(self, model: type[Base]) -> list[Row[Any]]:
        """All rows of a table, sorted."""
        return _rows(self.db, model.table())

    def transactions(self) -> Sequence[ChainTransaction]:
        """Everything the relayer ever planned, in order."""
        with self.db.read() as session:
            return session.scalars(select(ChainTransaction).order_by(ChainTransaction.id)).all()

    def attempts(self) -> dict[int, TransactionAttempt]:
        """Every signed form by its number."""
        with self.db.read() as session:
            return {attempt.id: attempt for attempt in session.scalars(select(TransactionAttempt))}

    def pending(self) -> int:
        """How many intents no transaction carries and how many transactions are not at their end, in sum."""
        with self.db.read() as session:
            waiting = sum(group.count for signer in Signer for group in relay.waiting_groups(session, signer.value))
            counts = relay.state_counts(session)
        return waiting + sum(counts.get(state.value, 0) for state in OPEN)

    def has_read_the_head(self) -> bool:
        """Whether the newest block is the last one that was read, under the hash it has now."""
        head = self.node.client.head()
        with self.db.read() as session:
            return cursor.block_hash(session, head.number) == head.hash

    def projections(self) -> dict[str, list[Row[Any]]]:
        """Everything the indexer wrote that follows from the chain alone."""
        return projections(self.db)


def _all_of(steps: Sequence[Callable[[], bool]]) -> bool:
    """Take every step, as a round does; whether one of them moved anything."""
    return sum(step() for step in steps) > 0


def projections(db: Database) -> dict[str, list[Row[Any]]]:
    """The projections of a database, comparable with another's; when they were written does not count."""
    return {model.__tablename__: _rows(db, model.table(), without="updated_at") for model in _PROJECTIONS}


def _rows(db: Database, table: Table, *, without: str = "") -> list[Row[Any]]:
    columns = [column for column in table.columns if column.name != without]
    with db.read() as session:
        return list(session.execute(select(*columns).order_by(*table.primary_key.columns)))


def difference(site: Site, expected: Mapping[str, list[Row[Any]]]) -> dict[str, tuple[set[Any], set[Any]]]:
    """By table, the rows of `site` that should not be there and those that are missing; empty when there are none."""
    found: dict[str, tuple[set[Any], set[Any]]] = {}
    for table, rows in site.projections().items():
        ours, theirs = ({_comparable(row) for row in some} for some in (rows, expected[table]))
        if ours != theirs:
            found[table] = (ours - theirs, theirs - ours)
    return found


def _comparable(row: Row[Any]) -> tuple[Any, ...]:
    return tuple(tuple(sorted(value.items())) if isinstance(value, dict) else value for value in row)


def reindexed(site: Site, empty: Database) -> dict[str, list[Row[Any]]]:
    """The projections that reading the whole chain into an empty database gives."""
    with empty.write() as session:
        session.merge(site.installed)
    again = replace(site, db=empty)
    again.index()
    return again.projections()


@dataclass
class Night:
    """A collective with an event of the installation, both on the chain."""

    site: Site
    collective_id: int
    event_id: int
    issued: list[int] = field(default_factory=list)
    revoked: list[int] = field(default_factory=list)

    @property
    def contract(self) -> str:
        """The ticket contract's address."""
        with self.site.db.read() as session:
            found = events.contract(session, events.by_id(session, self.event_id))
        assert found is not None
        return found

    @property
    def membership(self) -> str:
        """The membership contract's address."""
        with self.site.db.read() as session:
            found = collectives.contracts(session, collectives.by_id(session, self.collective_id))
        assert found is not None
        return str(found.membership)

    def issue(self, quantity: int, *, tier: int = 1) -> list[int]:
        """Issue tickets to nobody in particular; their token ids."""
        with self.site.db.write() as session:
            event = events.by_id(session, self.event_id)
            first = event.tiers[tier - 1].next_serial
            tickets_service.issue(
                session, self.site.parts, event, [tickets_service.Wanted(None, tier, quantity)], import_id=None
            )
        fresh = [tier << 32 | serial for serial in range(first, first + quantity)]
        self.issued += fresh
        return fresh

    def revoke(self, token_id: int) -> None:
        """Revoke a ticket of this night."""
        with self.site.db.write() as session:
            event = events.by_id(session, self.event_id)
            ticket = tickets_service.by_number(session, event, spoken(token_id))
            tickets_service.revoke(session, self.site.parts, event, ticket, reason=RevokeReason.FRAUD)
        self.revoked.append(token_id)

    def ticket(self, token_id: int) -> Ticket:
        """The row of a ticket."""
        with self.site.db.read() as session:
            return session.scalars(
                select(Ticket).where(Ticket.event_id == self.event_id, Ticket.token_id == token_id)
            ).one()

    def ask(self, name: str, *arguments: object) -> Any:
        """What a view of the ticket contract answers."""
        view = function("EventTickets", name)
        (answer,) = view.decode(self.site.node.client.call(self.contract, view.encode(*arguments)))
        return answer


def found(session: Session, site: Site, name: str = "Rübezahl") -> Collective:
    """Found a collective in the database; the chain follows with the next round."""
    account = accounts.account_by_name(session, "Organiser") or accounts.add_account(
        session, name="Organiser", now=site.clock.now()
    )
    slug = collectives_service.found(session, site.parts, account.id, NewCollective(name, "RUEB"))
    return collectives_service.organised(session, account_id=account.id, slug=slug)


def begin(site: Site, *, supply: int = 5_000) -> Night:
    """Found a collective, announce an event of two tiers and two gates that has begun, and bring both to the chain."""
    with site.db.write() as session:
        collective = found(session, site)
        event = events_service.of(session, collective, _announce(session, site, collective, supply))
        ids = collective.id, event.id
    site.work()
    return Night(site, *ids)


def _announce(session: Session, site: Site, collective: Collective, supply: int) -> str:
    now = site.clock.now()
    return events_service.announce(
        session,
        site.parts,
        collective,
        NewEvent(
            name="Nachtdruck",
            venue="Druckerei",
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(days=1),
            zone="Europe/Berlin",
            policy=TransferPolicy.FREE,
            tiers=(NewTier("Abendkasse", supply), NewTier("Solidarisch", supply)),
            gates=(NewGate("Haupteingang", (1, 2)), NewGate("Hof", (2,))),
        ),
    )


def open_site(
    settings: Settings, node: Node, db: Database, installed: Installation, keys: Mapping[Signer, Key]
) -> Site:
    """The parts of an installation whose database is bound to the node's chain."""
    clock = FixedClock(datetime.now(UTC))
    parts = replace(build_parts(settings, db=db), clock=clock)
    return Site(settings=settings, node=node, db=db, parts=parts, clock=clock, installed=installed, keys=keys)
