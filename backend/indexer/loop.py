"""The indexer's loop: read a range, fold it, move the cursor, in one transaction; undo it when the chain changed its mind."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import OperationalError

from backend.chain.client import ChainClient, Header
from backend.chain.errors import ChainError, NodeBehind
from backend.core.clock import Clock
from backend.core.logging import get_logger
from backend.core.loop import Stop, repeat
from backend.db.locks import JobLock, LockHeld, take
from backend.db.models.installation import Installation
from backend.db.projections import cursor, fold
from backend.db.repositories import collectives
from backend.db.session import Database
from backend.indexer import handlers, window
from backend.indexer.source import Moved, Ours, Reading, Source, TooMuch

__all__ = ["LOCK", "Indexer", "Moved", "run"]

log = get_logger(__name__)

LOCK = "indexer"
# A node whose chain is a shorter piece of ours is behind. One that stays so has lost blocks for good (a local chain that
# was killed, a node that was set back), and is believed then.
BELIEVED_AFTER = timedelta(minutes=2)


class Indexer:
    """Reads one chain into one database."""

    def __init__(self, *, db: Database, client: ChainClient, clock: Clock, installed: Installation) -> None:
        self._db = db
        self._client = client
        self._source = Source(client)
        self._clock = clock
        self._installed = installed
        self._behind_since: datetime | None = None

    def step(self) -> bool:
        """Read the next range, if there is one. True when there was.

        Raises ReorgTooDeep, kept in the cursor as an alarm, as long as the chain has none of the blocks we know.
        """
        head = self._client.head()
        final = self._client.final_block(self._installed.chain_id, head)
        try:
            next_block = self._next_block(head, final)
        except window.ReorgTooDeep as too_deep:
            self._halt(str(too_deep))
            raise
        blocks = window.next_range(next_block=next_block, head=head.number, largest=self._source.reach.blocks)
        if blocks is None:
            self._note_tip(next_block, head, final)
            return False
        try:
            self._write(self._read(blocks, head), head, final)
        except TooMuch:
            return True
        return True

    # -- where to go on

    def _next_block(self, head: Header, final: int) -> int:
        """Where to go on; rewinds first when the last block we read is not on the chain any more."""
        with self._db.read() as session:
            at = cursor.read(session)
            if at is None or at.next_block <= self._installed.from_block:
                return self._installed.from_block
            last = at.next_block - 1
            known, known_at_head = cursor.block_hash(session, last), cursor.block_hash(session, head.number)
        if head.number < last and known_at_head in (None, head.hash):
            self._wait_for_node(head.number, last)
            return self._rewind(head, final)
        on_chain = self._source.hash(last)
        if on_chain is None and head.number >= last:
            raise NodeBehind(f"no block {last}, but a block {head.number}")
        self._behind_since = None
        return at.next_block if on_chain == known else self._rewind(head, final)

    def _wait_for_node(self, head: int, last: int) -> None:
        """Raise NodeBehind, until the node has told the same for so long that its chain must have become shorter."""
        now = self._clock.now()
        self._behind_since = self._behind_since or now
        if now - self._behind_since < BELIEVED_AFTER:
            raise NodeBehind(f"its newest block is {head}, ours {last}")
        self._behind_since = None

    def _rewind(self, head: Header, final: int) -> int:
        with self._db.read() as session:
            marks = [(block.number, block.hash) for block in cursor.known_blocks(session)]
        try:
            ancestor = window.common_ancestor(marks, self._source.hash)
        except window.ReorgTooDeep:
            if min(number for number, _ in marks) > self._installed.from_block:
                raise
            # The block before the factory was never marked and holds nothing of ours: the last resort.
            ancestor = self._installed.from_block - 1
        with self._db.write() as session:
            undone = fold.rewind(session, ancestor)
            cursor.forget_after(session, ancestor)
            cursor.move(
                session, next_block=ancestor + 1, head=head.number, final=min(final, ancestor), now=_time_of(head)
            )
        log.warning("reorganised", back_to=ancestor, logs_undone=undone)
        return ancestor + 1

    def _halt(self, reason: str) -> None:
        with self._db.read() as session:
            at = cursor.read(session)
        if at is not None and at.halted is None:
            log.error("reorganised_too_deep", detail=reason, final_block=at.final_block)
            with self._db.write() as session:
                cursor.halt(session, reason)

    def _note_tip(self, next_block: int, head: Header, final: int) -> None:
        with self._db.read() as session:
            at = cursor.read(session)
        known_final = _settled(final, next_block - 1, at.final_block if at else -1)
        # Said only when it changed: an idle chain costs no write.
        if at is None or at.final_block != known_final or at.head_block != head.number or at.halted is not None:
            with self._db.write() as session:
                cursor.move(session, next_block=next_block, head=head.number, final=known_final, now=_time_of(head))

    # -- one range

    def _read(self, blocks: window.Range, head: Header) -> Reading:
        with self._db.read() as session:
            contracts = cursor.addresses(session)
            founders = frozenset(collectives.founders(session)) | {self._installed.organiser}
            before = cursor.block_hash(session, blocks.first - 1)
        contracts[self._installed.factory] = "CollectiveFactory"
        return self._source.read(
            blocks,
            before=before,
            ours=Ours(contracts, founders),
            marked=window.is_marked(blocks, head=head.number),
        )

    def _write(self, reading: Reading, head: Header, final: int) -> None:
        changes, blocks = handlers.fold(reading.logs), reading.blocks
        with self._db.write() as session:
            at = cursor.read(session)
            fold.write(session, changes)
            cursor.advance(
                session,
                marks=[cursor.Mark(header.number, header.hash, header.parent_hash) for header in reading.headers],
                head=head.number,
                final=_settled(final, blocks.last, at.final_block if at else -1),
                keep=window.MARKED_BLOCKS,
                now=_time_of(head),
            )
        if reading.logs:
            log.info("indexed", first=blocks.first, last=blocks.last, logs=len(reading.logs))


def _settled(final: int, read: int, before: int) -> int:
    """The newest block that is final and read. A node that is behind does not take finality back."""
    return max(before, min(final, read))


def _time_of(head: Header) -> datetime:
    return datetime.fromtimestamp(head.timestamp, UTC)


_PASSING = (ChainError, OperationalError, LockHeld, Moved, window.ReorgTooDeep)


def run(*, db: Database, client: ChainClient, clock: Clock, installed: Installation, idle: float, stop: Stop) -> None:
    """Index until stopped; waits while another process does it."""
    indexer = Indexer(db=db, client=client, clock=clock, installed=installed)
    held: list[JobLock] = []

    def step() -> bool:
        # Each round anew: another chain at the same address would look like a reorganisation of everything.
        client.require_chain(installed.chain_id, installed.genesis_hash)
        if held and not held[0].still_held():
            held.pop().release()
        if not held:
            held.append(take(db, LOCK))
        return indexer.step()

    try:
        repeat(step, stop=stop, idle=idle, passing=_PASSING, name="indexer")
    finally:
        for lock in held:
            lock.release()
