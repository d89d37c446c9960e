"""A chain in memory, and nodes of it with the manners of public ones: limits, lag, silence."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from eth_bloom import BloomFilter
from sqlalchemy import select

from backend.chain.client import ChainClient, Header, RawLog
from backend.chain.contracts.calls import bytes32
from backend.chain.errors import ChainRefused, ChainUnreachable, TooManyAddresses
from backend.core.clock import FixedClock
from backend.core.token_ids import ZERO_ADDRESS
from backend.db.models.base import Base
from backend.db.models.installation import Installation
from backend.db.models.projections import ChainBlock, ChainCollective, ChainCursor, ChainEvent, ChainLog, ChainToken
from backend.db.session import Database
from backend.indexer.loop import Indexer
from tests.backend.indexer.logs import FACTORY, MEMBERSHIP, OURS, TICKETS, raw_log

ACCESS, TOKEN = "0x" + "0" * 39 + "6", "0x" + "0" * 39 + "7"
REF = "0102030405060708"
CHAIN_TABLES: tuple[type[Base], ...] = (ChainBlock, ChainCursor, ChainLog, ChainCollective, ChainEvent, ChainToken)


@dataclass
class Block:
    header: Header
    logs: list[RawLog]


class Ledger:
    """Blocks from 0; `fork` names the version of the chain, so that replaced blocks have other hashes."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.add()

    def add(self, *logs: tuple[str, str, str, dict[str, object]], fork: int = 0) -> int:
        """Add a block with logs, each (kind, address, event, arguments); its number."""
        number = len(self.blocks)
        mark = f"0x{fork:032x}{number:032x}"
        raws = [
            replace(raw_log(kind, address, name, block=number, at=at, **args), block_hash=mark)
            for at, (kind, address, name, args) in enumerate(logs)
        ]
        bloom = BloomFilter()
        for raw in raws:
            bloom.add(bytes.fromhex(raw.address[2:]))
        header = Header(
            number=number,
            hash=mark,
            parent_hash=self.blocks[-1].header.hash if self.blocks else "0x" + "0" * 64,
            timestamp=1_800_000_000 + 12 * number,
            base_fee=7,
            logs_bloom=int(bloom).to_bytes(256, "big"),
        )
        self.blocks.append(Block(header, raws))
        return number

    def begin(self) -> None:
        """Found a collective and announce an event."""
        contracts = {"access": ACCESS, "membership": MEMBERSHIP, "token": TOKEN}
        self.add(
            ("CollectiveFactory", FACTORY, "CollectiveCreated", {"ref": bytes32(REF), "creator": OURS, **contracts})
        )
        args = {"access": ACCESS, "ref": bytes32(REF), "tickets": TICKETS}
        self.add(("CollectiveFactory", FACTORY, "EventCreated", args))

    def mint(self, *token_ids: int, fork: int = 0) -> int:
        """A block that mints these into custody."""
        moves = [{"from": ZERO_ADDRESS, "to": TICKETS, "tokenId": token_id} for token_id in token_ids]
        return self.add(*(("EventTickets", TICKETS, "Transfer", move) for move in moves), fork=fork)

    def empty(self, blocks: int, *, fork: int = 0) -> None:
        for _ in range(blocks):
            self.add(fork=fork)

    def drop(self, depth: int) -> None:
        """Take the newest blocks away."""
        del self.blocks[-depth:]


@dataclass
class Node(ChainClient):
    """A node of the ledger, with the limits of public ones.

    It is `lag` blocks behind for logs, `head_lag` for its head and headers, `final_lag` for its finality.
    """

    ledger: Ledger
    lag: int = 0
    head_lag: int = 0
    final_lag: int = 0
    most_blocks: int = 10**9
    most_addresses: int = 10**9
    slow_above: int = 10**9
    asked: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        # Nobody listens there: what is not answered here is a mistake of the test.
        super().__init__("http://127.0.0.1:9")

    def _known(self, lag: int) -> list[Block]:
        return self.ledger.blocks[: len(self.ledger.blocks) - lag]

    def header(self, block: int | str) -> Header | None:
        known = self._known(self.head_lag)
        if block == "finalized":
            return known[-1 - self.final_lag].header
        if block == "latest":
            return known[-1].header
        assert isinstance(block, int)
        return known[block].header if block < len(known) else None

    def logs(self, addresses: Sequence[str], first: int, last: int) -> list[RawLog]:
        self.asked.append((last - first + 1, len(addresses)))
        if last - first + 1 > self.slow_above:
            raise ChainUnreachable("eth_getLogs: ReadTimeout")
        if last - first + 1 > self.most_blocks:
            raise ChainRefused(f"-32600: block range is too wide (maximum {self.most_blocks})")
        if len(addresses) > self.most_addresses:
            raise TooManyAddresses("exceed max addresses")
        blocks = self._known(self.lag)[first : last + 1]
        return [raw for block in blocks for raw in block.logs if raw.address in addresses]

    def logs_in_block(self, addresses: Sequence[str], block_hash: str) -> list[RawLog]:
        for block in self.ledger.blocks:
            if block.header.hash == block_hash:
                return [raw for raw in block.logs if raw.address in addresses]
        raise ChainRefused("-32000: unknown block")


class Reader:
    """An indexer on a node, from block 1, with a clock of its own."""

    def __init__(self, db: Database, node: Node) -> None:
        self.db = db
        self.node = node
        self.clock = FixedClock(datetime(2026, 11, 22, tzinfo=UTC))
        self.installed = Installation(
            id=1,
            chain_id=31337,
            genesis_hash="0x",
            factory=FACTORY,
            from_block=1,
            admin=OURS,
            organiser=OURS,
            office=OURS,
            created_at=self.clock.now(),
        )
        self.indexer = self.start()

    def start(self) -> Indexer:
        return Indexer(db=self.db, client=self.node, clock=self.clock, installed=self.installed)

    def read_all(self) -> int:
        """Step until everything is read; how many steps it took."""
        steps = 0
        while self.indexer.step():
            steps += 1
            assert steps < 5_000
        return steps

    def later(self, passed: timedelta) -> None:
        self.clock.at += passed

    def tables(self) -> dict[str, list[tuple[object, ...]]]:
        """Every chain table, all columns, sorted."""
        return chain_tables(self.db)

    def tokens(self) -> set[int]:
        with self.db.read() as session:
            return set(session.scalars(select(ChainToken.token_id)))

    def halted(self) -> str | None:
        with self.db.read() as session:
            return session.scalars(select(ChainCursor.halted)).one()


def chain_tables(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every table the indexer writes, all columns, in the order of their keys."""
    with db.read() as session:
        return {
            model.__tablename__: [
                tuple(row)
                for row in session.execute(select(model.table()).order_by(*model.table().primary_key.columns))
            ]
            for model in CHAIN_TABLES
        }
