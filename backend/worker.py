"""The loops' composition root: each runs alone in a process of its own."""

from collections.abc import Callable, Mapping, Sequence

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
from backend.features.installation.service import KEYSTORE_SECRET
from backend.features.parts import Parts
from backend.features.tickets import public
from backend.indexer import loop as indexer
from backend.outbox.intents import Signer
from backend.relayer import loop as relayer

GWEI = 10**9


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
    """Wish for the settlement of check-ins that have waited long enough, and take up tickets bought on the chain."""
    parts = build_parts(settings)

    def step() -> bool:
        # Looked at without the write lock first: this happens every second of every night.
        with parts.db.read() as session:
            settles = is_due(session, now=parts.clock.now(), settle_after=settings.settle_after)
            bought = public.is_due(session)
        if not settles and not bought:
            return False
        with parts.db.write() as session:
            moved = settle_due(session, now=parts.clock.now(), settle_after=settings.settle_after)
            return moved + public.take_up(session, now=parts.clock.now()) > 0

    repeat(step, stop=stop, idle=1.0, passing=(OperationalError,), name="settlement")


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
