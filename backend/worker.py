"""The loops' composition root: each runs alone in a process of its own."""

from collections.abc import Callable, Mapping

from sqlalchemy.exc import OperationalError

from backend.chain.client import ChainClient
from backend.chain.sender import Key, load_key
from backend.composition import build_parts
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
    parts = build_parts(settings)
    password = read_secret(settings, KEYSTORE_SECRET).decode()
    keys: dict[Signer, Key] = {signer: load_key(settings.keys / f"{signer.value}.json", password) for signer in Signer}
    relayer.run(
        db=parts.db,
        client=ChainClient(settings.rpc_url),
        clock=parts.clock,
        keys=keys,
        installed=_installed(parts),
        fee_cap=settings.max_fee_gwei * GWEI,
        idle=settings.poll_interval.total_seconds(),
        stop=stop,
    )


def run_indexer(settings: Settings, stop: Stop) -> None:
    """Fold the chain into projections."""
    parts = build_parts(settings)
    indexer.run(
        db=parts.db,
        client=ChainClient(settings.rpc_url),
        clock=parts.clock,
        installed=_installed(parts),
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
