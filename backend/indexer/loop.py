"""The indexer's loop: read a range, fold it, move the cursor, in one transaction; undo it when the chain changed its mind."""

from collections import ChainMap
from collections.abc import Sequence

from sqlalchemy.exc import OperationalError

from backend.chain.client import ChainClient, Header, RawLog
from backend.chain.errors import ChainError
from backend.chain.events import DecodedLog, decode_log
from backend.core.clock import Clock
from backend.core.logging import get_logger
from backend.core.loop import Stop, repeat
from backend.db.locks import JobLock, LockHeld, take
from backend.db.models.installation import Installation
from backend.db.projections import cursor, fold
from backend.db.repositories import collectives
from backend.db.session import Database
from backend.indexer import handlers, window

log = get_logger(__name__)


class Moved(Exception):
    """The chain moved while a range was read; read it again."""


class Indexer:
    """Reads one chain into one database."""

    def __init__(self, *, db: Database, client: ChainClient, clock: Clock, installed: Installation) -> None:
        self._db = db
        self._client = client
        self._clock = clock
        self._installed = installed

    def step(self) -> bool:
        """Read the next range, if there is one. True when there was."""
        head = self._client.head()
        final = self._client.final_block(self._installed.chain_id, head)
        next_block = self._next_block(head)
        blocks = window.next_range(next_block=next_block, head=head.number)
        if blocks is None:
            self._note_tip(next_block, head.number, final)
            return False
        self._read(blocks, head, final)
        return True

    def _next_block(self, head: Header) -> int:
        """Where to go on; rewinds first when the last block we read is not on the chain any more."""
        with self._db.read() as session:
            at = cursor.read(session)
            if at is None or at.next_block <= self._installed.from_block:
                return self._installed.from_block
            known = cursor.block_hash(session, at.next_block - 1)
        on_chain = self._hash(at.next_block - 1)
        return at.next_block if on_chain == known else self._rewind(head)

    def _hash(self, number: int) -> str | None:
        header = self._client.header(number)
        return header.hash if header else None

    def _rewind(self, head: Header) -> int:
        with self._db.read() as session:
            marks = [(block.number, block.hash) for block in cursor.known_blocks(session)]
        # The block before the factory was never marked and holds nothing of ours: the last resort.
        floor = self._installed.from_block - 1
        try:
            ancestor = window.common_ancestor(marks, self._hash)
        except window.ReorgTooDeep:
            if len(marks) >= window.KEEP_BLOCKS:
                raise
            ancestor = floor
        final = self._client.final_block(self._installed.chain_id, head)
        with self._db.write() as session:
            undone = fold.rewind(session, ancestor)
            cursor.forget_after(session, ancestor)
            cursor.move(
                session, next_block=ancestor + 1, head=head.number, final=min(final, ancestor), now=self._clock.now()
            )
        log.warning("reorganised", back_to=ancestor, logs_undone=undone)
        return ancestor + 1

    def _note_tip(self, next_block: int, head: int, final: int) -> None:
        with self._db.read() as session:
            at = cursor.read(session)
        # Said only when it changed: an idle chain costs no write.
        if at is None or at.final_block != min(final, next_block - 1) or at.head_block != head:
            with self._db.write() as session:
                cursor.move(
                    session,
                    next_block=next_block,
                    head=head,
                    final=min(final, next_block - 1),
                    now=self._clock.now(),
                )

    def _read(self, blocks: window.Range, head: Header, final: int) -> None:
        last = self._client.header(blocks.last)
        decoded = self._decoded(blocks)
        if last is None or not self._stands_still(blocks, last, decoded):
            raise Moved(f"block {blocks.last}")
        changes = handlers.fold(decoded)
        with self._db.write() as session:
            fold.write(session, changes)
            cursor.advance(
                session,
                number=last.number,
                block=last.hash,
                parent=last.parent_hash,
                head=head.number,
                final=min(final, last.number),
                keep=window.KEEP_BLOCKS,
                now=self._clock.now(),
            )
        if decoded:
            log.info("indexed", first=blocks.first, last=blocks.last, logs=len(decoded))

    def _stands_still(self, blocks: window.Range, last: Header, decoded: Sequence[DecodedLog]) -> bool:
        """Whether the range, seen as it was before its logs were asked for, is still there and goes on from what we know.

        Logs come without the hash of an empty block: only the same last block before and after says which chain they are of.
        """
        with self._db.read() as session:
            known = cursor.block_hash(session, blocks.first - 1)
        if known is not None and self._hash(blocks.first - 1) != known:
            return False
        if self._hash(last.number) != last.hash:
            return False
        return all(entry.log.block_hash == last.hash for entry in decoded if entry.log.block_number == last.number)

    def _decoded(self, blocks: window.Range) -> list[DecodedLog]:
        """The range's logs of all our contracts, those that the range itself announces included."""
        with self._db.read() as session:
            known = cursor.addresses(session)
            founders = frozenset(collectives.founders(session)) | {self._installed.organiser}
        known[self._installed.factory] = "CollectiveFactory"
        found: list[DecodedLog] = []
        wanted: Sequence[str] = list(known)
        while wanted:
            fresh: dict[str, str] = {}
            # A collective and its event may stand in one range: what this pass has found counts for what follows.
            all_known = ChainMap(fresh, known)
            for raw in self._logs(wanted, blocks):
                entry = decode_log(known[raw.address], raw)
                announced = handlers.discovered(entry, founders=founders, known=all_known)
                if handlers.announces(entry) and not announced:
                    continue
                found.append(entry)
                fresh.update(announced)
            wanted = [address for address in fresh if address not in known]
            known.update({address: fresh[address] for address in wanted})
        return sorted(found, key=lambda entry: (entry.log.block_number, entry.log.log_index))

    def _logs(self, addresses: Sequence[str], blocks: window.Range) -> Sequence[RawLog]:
        return self._client.logs(addresses, blocks.first, blocks.last)


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
            held.append(take(db, "indexer"))
        return indexer.step()

    try:
        repeat(step, stop=stop, idle=idle, passing=(ChainError, OperationalError, LockHeld, Moved), name="indexer")
    finally:
        for lock in held:
            lock.release()
