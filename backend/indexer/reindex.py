"""Reading the whole chain anew into the same tables."""

from collections.abc import Callable

from backend.chain.client import ChainClient
from backend.chain.errors import NodeBehind
from backend.core.clock import Clock
from backend.core.errors import SetupError
from backend.core.loop import Stop
from backend.db.locks import LockHeld, take
from backend.db.models.installation import Installation
from backend.db.projections import cursor
from backend.db.session import Database
from backend.indexer.loop import LOCK, Indexer, Moved

_MOST_TRIES = 20
_PAUSE_SECONDS = 0.5

Progress = Callable[[int, int], None]


def reindex(*, db: Database, client: ChainClient, clock: Clock, installed: Installation, progress: Progress) -> int:
    """Forget what was read and read it again; the last block read. `progress` hears the block reached and the newest one.

    Raises SetupError `indexer_running` while another process reads, and ChainError; what was read until then stays, and
    the indexer goes on from there.
    """
    try:
        lock = take(db, LOCK)
    except LockHeld:
        raise SetupError("indexer_running") from None
    with lock:
        client.require_chain(installed.chain_id, installed.genesis_hash)
        client.head()
        with db.write() as session:
            cursor.clear(session)
        return _read_all(Indexer(db=db, client=client, clock=clock, installed=installed), db, progress)


def _read_all(indexer: Indexer, db: Database, progress: Progress) -> int:
    failures = 0
    while True:
        try:
            moved = indexer.step()
        except (Moved, NodeBehind):
            failures += 1
            if failures > _MOST_TRIES:
                raise
            Stop().wait(_PAUSE_SECONDS)
            continue
        failures = 0
        with db.read() as session:
            at = cursor.read(session)
        if at is not None:
            progress(at.next_block - 1, at.head_block)
        if not moved:
            return -1 if at is None else at.next_block - 1
