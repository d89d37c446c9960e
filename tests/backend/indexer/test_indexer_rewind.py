"""Folding any chain in any ranges, undoing it at any block and folding on: always what the remaining logs say."""

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from backend.chain.events import DecodedLog
from backend.core.token_ids import ZERO_ADDRESS
from backend.db.models.projections import ChainCollective, ChainEvent, ChainLog, ChainToken
from backend.db.projections import fold
from backend.db.session import Database
from backend.indexer import handlers
from tests.backend.indexer.logs import MEMBERSHIP, OURS, STRANGER, TICKETS, minted, moved, revoked, settled

TIER = 3
Row = tuple[str, int | None, int | None, int | None]


class Story:
    """A chain of random calls that the contracts would allow, and what it comes to, kept apart from the code under test."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.logs: list[DecodedLog] = []
        self.after: list[dict[tuple[str, int], Row]] = [{}]
        self.early: dict[tuple[str, int], int] = {}
        tokens: dict[tuple[str, int], Row] = {}
        burned: set[tuple[str, int]] = set()
        for block in range(1, draw(st.integers(1, 8)) + 1):
            for _ in range(draw(st.integers(0, 4))):
                address = draw(st.sampled_from([TICKETS, TICKETS, MEMBERSHIP]))
                serial = draw(st.integers(254, 257))
                token_id = serial if address == MEMBERSHIP else TIER << 32 | serial
                if (address, token_id) not in burned:
                    self._happen(draw, block, tokens, (address, token_id), burned)
            self.after.append(dict(tokens))

    def _happen(
        self,
        draw: st.DrawFn,
        block: int,
        tokens: dict[tuple[str, int], Row],
        key: tuple[str, int],
        burned: set[tuple[str, int]],
    ) -> None:
        address, token_id = key
        at = len(self.logs)
        if key not in tokens:
            if address == TICKETS and key not in self.early and draw(st.booleans()):
                # The door settles what it saw; nothing stops it from being faster than the box office.
                self._settle(token_id, block)
                self.early[key] = block
                return
            self.logs.append(minted(address, token_id, block=block, at=at))
            tokens[key] = (address, block, self.early.get(key), None)
            return
        owner, born, used, gone = tokens[key]
        deed = draw(st.sampled_from(["move", "use", "revoke"]))
        if address == MEMBERSHIP and deed == "revoke":
            self.logs.append(moved(address, token_id, owner, ZERO_ADDRESS, block=block, at=at))
            self.logs.append(revoked(address, token_id, block=block, at=at + 1))
            burned.add(key)
            del tokens[key]
        elif deed == "move":
            receiver = draw(st.sampled_from([OURS, STRANGER]))
            self.logs.append(moved(address, token_id, owner, receiver, block=block, at=at))
            tokens[key] = (receiver, born, used, gone)
        elif deed == "use" and address == TICKETS and used is None:
            self._settle(token_id, block)
            tokens[key] = (owner, born, block, gone)
        elif deed == "revoke" and used is None and gone is None:
            self.logs.append(revoked(address, token_id, block=block, at=at))
            tokens[key] = (owner, born, used, block)

    def _settle(self, token_id: int, block: int) -> None:
        serial = token_id & 0xFFFFFFFF
        self.logs.append(settled(TIER, serial // 256, 1 << serial % 256, block=block, at=len(self.logs)))


@st.composite
def stories(draw: st.DrawFn) -> Story:
    return Story(draw)


def _write(db: Database, logs: Sequence[DecodedLog], ends: Sequence[int], *, after: int = 0) -> None:
    """Fold the blocks after `after` in ranges that end at `ends`."""
    for first, last in zip([after, *ends], [*ends, 99], strict=True):
        with db.write() as session:
            fold.write(session, handlers.fold(entry for entry in logs if first < entry.log.block_number <= last))


def _rows(db: Database) -> dict[tuple[str, int], Row]:
    with db.read() as session:
        return {
            (row.contract, row.token_id): (row.owner, row.minted_block, row.used_block, row.revoked_block)
            for row in session.scalars(select(ChainToken))
        }


def _empty(db: Database) -> None:
    with db.write() as session:
        for model in (ChainLog, ChainToken, ChainCollective, ChainEvent):
            session.execute(delete(model))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), story=stories())
def test_rewind__any_chain_at_any_block__as_if_the_later_blocks_had_never_been(
    db: Database, data: st.DataObject, story: Story
) -> None:
    _empty(db)
    last = len(story.after) - 1
    ends = sorted(data.draw(st.sets(st.integers(1, last)), label="range ends"))
    _write(db, story.logs, ends)
    assert _rows(db) == story.after[last]
    good = data.draw(st.integers(0, last), label="last good block")
    with db.write() as session:
        undone = fold.rewind(session, good)
    assert undone == sum(entry.log.block_number > good for entry in story.logs)
    assert _rows(db) == story.after[good]
    _write(db, story.logs, [end for end in ends if end > good], after=good)
    assert _rows(db) == story.after[last]


def test_write__the_same_range_twice__counts_once(db: Database) -> None:
    token_id = TIER << 32
    logs = [minted(TICKETS, token_id), settled(TIER, 0, 1, at=1), moved(TICKETS, token_id, TICKETS, OURS, at=2)]
    for _ in range(2):
        _write(db, logs, [])
        assert _rows(db) == {(TICKETS, token_id): (OURS, 1, 1, None)}
    with db.read() as session:
        assert session.scalar(select(func.count()).select_from(ChainLog)) == 3
