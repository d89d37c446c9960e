"""The loops' composition root: each runs alone in a process of its own."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError

from backend.chain.sender import Key, load_key
from backend.composition import build_parts, chain_client
from backend.core.errors import SetupError
from backend.core.logging import configure_logging
from backend.core.loop import Stop, repeat
from backend.core.settings import Settings, read_secret
from backend.db.models.installation import Installation
from backend.features.checkin.settlement import is_due, settle_due
from backend.features.collectives.service import installation
from backend.features.door.changes import forget_old
from backend.features.door.mirror import Mirror
from backend.features.installation.service import KEYSTORE_SECRET
from backend.features.parts import Parts
from backend.features.tickets import public
from backend.indexer import loop as indexer
from backend.outbox.intents import Signer
from backend.relayer import loop as relayer

GWEI = 10**9
# Nothing depends on when old changes go; a look through all of them every second would be waste.
FORGET_EVERY = timedelta(minutes=10)


def _installed(parts: Parts) -> Installation:
    with parts.db.read() as session:
        return installation(session)


def run_relayer(settings: Settings, stop: Stop) -> None:
    """Carry intents to the chain."""
    relayer.run(_relaying(settings), idle=settings.poll_interval.total_seconds(), stop=stop)


def drain_relayer(settings: Settings, stop: Stop) -> int | None:
    """Bring everything open to its end and take nothing new, until done or stopped; how many are still open."""
    return relayer.drain(_relaying(settings), idle=settings.poll_interval.total_seconds(), stop=stop)


def _relaying(settings: Settings) -> relayer.Relaying:
    parts = build_parts(settings)
    installed = _installed(parts)
    return relayer.Relaying(
        db=parts.db,
        client=chain_client(settings, installed.chain_id),
        clock=parts.clock,
        keys=_keys(settings),
        installed=installed,
        rules=relayer.Rules(fee_cap=settings.max_fee_gwei * GWEI, bump_after=settings.bump_after),
    )


def _keys(settings: Settings) -> dict[Signer, Sequence[Key]]:
    """Each signer's keys, its own first. Raises SetupError `keystore_missing`, `keystore_locked` or `keystore_twice`."""
    password = read_secret(settings, KEYSTORE_SECRET).decode()
    keys = {signer: [load_key(settings.keys / f"{signer.value}.json", password)] for signer in Signer}
    for path in settings.extra_office_keys:
        key = load_key(path, password)
        # One key with two lanes would wait for its own lock for ever.
        if any(key.address == known.address for some in keys.values() for known in some):
            raise SetupError("keystore_twice", path=str(path), address=key.address)
        keys[Signer.OFFICE].append(key)
    return dict(keys)


def run_indexer(settings: Settings, stop: Stop) -> None:
    """Fold the chain into projections."""
    parts = build_parts(settings)
    installed = _installed(parts)
    indexer.run(
        db=parts.db,
        client=chain_client(settings, installed.chain_id),
        clock=parts.clock,
        installed=installed,
        idle=settings.poll_interval.total_seconds(),
        stop=stop,
    )


def run_settlement(settings: Settings, stop: Stop) -> None:
    """Wish for the settlement of check-ins that have waited long enough, take up tickets bought on the chain, and tell doors
    what the chain says."""
    parts = build_parts(settings)
    step = Settlement(parts).step
    repeat(step, stop=stop, idle=1.0, passing=(OperationalError,), name="settlement")


class Settlement:
    """One round of the settlement loop after the other."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._mirror = Mirror()
        self._forgetting_at = parts.clock.now()

    def step(self) -> bool:
        """Do what is due; whether there may be more. Each part in a transaction of its own, so that none waits for another."""
        now = self._parts.clock.now()
        # Looked at without the write lock first: this happens every second of every night.
        with self._parts.db.read() as session:
            settles = is_due(session, now=now, settle_after=self._parts.settings.settle_after)
            bought = public.is_due(session)
            tells = self._mirror.is_due(session)
        moved = 0
        if settles:
            # Holds admissions, and a check-in that wants one of them holds its event's feed: so nothing here may ask for that.
            with self._parts.db.write() as session:
                moved += settle_due(session, now=now, settle_after=self._parts.settings.settle_after)
        if bought:
            with self._parts.db.write() as session:
                moved += public.take_up(session, now=now)
        if tells:
            with self._parts.db.write() as session:
                moved += self._mirror.tell(session, now=now)
        return self._forget(now) or moved > 0

    def _forget(self, now: datetime) -> bool:
        if now < self._forgetting_at:
            return False
        with self._parts.db.write() as session:
            more = forget_old(session, now=now)
        if not more:
            self._forgetting_at = now + FORGET_EVERY
        return more


LOOPS: Mapping[str, Callable[[Settings, Stop], None]] = {
    "relayer": run_relayer,
    "indexer": run_indexer,
    "settlement": run_settlement,
}


def run(name: str, settings: Settings) -> None:
    """Run one loop until SIGINT or SIGTERM."""
    configure_logging(process=name)
    stop = Stop()
    stop.on_signals()
    LOOPS[name](settings, stop)
