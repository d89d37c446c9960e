"""What is measured: check-ins a second beside pretix and beside our empty endpoint, and what a large event costs."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from sqlalchemy import create_engine

from tests.bench.door import ours, peer
from tests.bench.door.client import Server, Tally
from tests.bench.door.processes import processes
from tests.bench.report import ROOT, Row
from tests.databases import fresh_postgres, migrated_sqlite

KINDS = ("PostgreSQL", "SQLite")
# What is promised at 32 connections (docs/design.md).
_OF_PRETIX, _OF_EMPTY, _REACHED_WITH = 50.0, 0.3, 32
_CONNECTIONS = (32, 8)
# In turns, so that whatever else the machine does meets all of them.
_ROUNDS, _SECONDS, _EMPTY_SECONDS = 3, 4.0, 1.5
# Twice what could be done in that time; pretix does some 30 a second.
_TICKETS, _POSITIONS = 60_000, 3_000

_SIZES, _OF_SMALLEST = (1_000, 100_000, 1_000_000), 1.2
# Together less than the smallest event has tickets. One after the other, so that none waits for another one.
_SIZE_ROUNDS, _SIZE_SCANS, _SIZE_CONNECTIONS = 12, 75, 1
_WARM_UP = 96


@dataclass
class Bench:
    """Where everything is made: a folder of this run, and a PostgreSQL server. `failed` counts our own wrong answers."""

    folder: Path
    postgres: str
    failed: int = field(default=0)

    def database(self, kind: str, name: str) -> str:
        """The URL of an empty, migrated database of ours."""
        if kind == "PostgreSQL":
            return fresh_postgres(self.postgres)
        return f"sqlite:///{migrated_sqlite(self.folder / f'{name}.db')}"


def durability(postgres: str) -> str:
    """What the server promises of a commit. Raises RuntimeError when one could be lost."""
    engine = create_engine(postgres)
    with engine.connect() as connection:
        said = {
            name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one())
            for name in ("fsync", "synchronous_commit", "full_page_writes")
        }
    engine.dispose()
    if set(said.values()) != {"on"}:
        raise RuntimeError(f"commits are not durable: {said}")
    return "PostgreSQL: " + ", ".join(f"{name} {value}" for name, value in said.items())


def rates(bench: Bench) -> Iterator[Row]:
    """Check-ins a second, ours and pretix's, in turns on the same machine in the same minutes."""
    installed = peer.install(ROOT / "var" / "bench" / "pretix")
    for kind in KINDS:
        yield from _rates(bench, installed, kind)


def _rates(bench: Bench, installed: peer.Pretix, kind: str) -> Iterator[Row]:
    home = bench.folder / f"rates-{kind}"
    installation = ours.install(home, bench.database(kind, "rates"), tickets=_TICKETS, scanned=_TICKETS)
    shop = (
        installed.postgres(home / "pretix", bench.postgres, positions=_POSITIONS)
        if kind == "PostgreSQL"
        else installed.sqlite(home / "pretix", positions=_POSITIONS)
    )
    with processes(home / "logs") as family:
        door, empty = installation.start(family, name="ours")
        servers = {"empty": empty, "ours": door, "pretix": shop.start(family, name="pretix")}
        warm = {name: server.load(connections=_CONNECTIONS[0], most=_WARM_UP) for name, server in servers.items()}
        let_in = len(warm["ours"].counted)
        for connections in _CONNECTIONS:
            found = {name: Tally() for name in servers}
            for _ in range(_ROUNDS):
                for name, server in servers.items():
                    seconds = _EMPTY_SECONDS if name == "empty" else _SECONDS
                    found[name].add(server.load(connections=connections, seconds=seconds))
            let_in += len(found["ours"].counted)
            _tell(bench, f"{connections} connections, {kind}", found)
            yield from _compared(f"check-ins/s, {connections} connections, {kind}", found, connections)
    # Each answer that counted was another ticket, and is in the database.
    bench.failed += abs(installation.admissions() - let_in)


def _compared(what: str, found: dict[str, Tally], connections: int) -> Iterator[Row]:
    promised = connections == _REACHED_WITH
    rate = round(found["ours"].rate)
    for whom, name, reach in (("pretix 2026.8.0", "pretix", _OF_PRETIX), ("our empty endpoint", "empty", _OF_EMPTY)):
        yield Row(what, whom, rate, max(1, round(found[name].rate)), reach if promised else None, more=True)


def _tell(bench: Bench, where: str, found: dict[str, Tally]) -> None:
    bench.failed += found["ours"].errors + found["empty"].errors
    for name, tally in found.items():
        p50, p99 = _percentile(tally, 50), _percentile(tally, 99)
        print(
            f"  {name:7} {where}: {tally.rate:8.1f}/s, p50 {p50:.1f} ms, p99 {p99:.1f} ms, "
            f"{len(tally.counted)} counted, {tally.errors} failed {tally.examples or ''}",
            flush=True,
        )


def _percentile(tally: Tally, percent: int) -> float:
    ordered = sorted(tally.counted)
    return ordered[min(len(ordered) * percent // 100, len(ordered) - 1)] * 1000


def sizes(bench: Bench) -> Iterator[Row]:
    """What a check-in takes with so many tickets, against the smallest event."""
    for kind in KINDS:
        yield from _sizes(bench, kind)


def _sizes(bench: Bench, kind: str) -> Iterator[Row]:
    scanned = _WARM_UP + _SIZE_ROUNDS * _SIZE_SCANS
    with ExitStack() as ends:
        doors: dict[int, Server] = {}
        for size in _SIZES:
            home = bench.folder / f"size-{kind}-{size}"
            installation = ours.install(home, bench.database(kind, f"size-{size}"), tickets=size, scanned=scanned)
            doors[size], _ = installation.start(ends.enter_context(processes(home / "logs")), name="ours")
        found = {size: Tally() for size in _SIZES}
        for door in doors.values():
            door.load(connections=_CONNECTIONS[0], most=_WARM_UP)
        for _ in range(_SIZE_ROUNDS):
            for size, door in doors.items():
                found[size].add(door.load(connections=_SIZE_CONNECTIONS, most=_SIZE_SCANS))
    bench.failed += sum(tally.errors for tally in found.values())
    half = {size: round(median(tally.counted) * 1_000_000) for size, tally in found.items()}
    for size in _SIZES[1:]:
        yield Row(
            f"p50 of a check-in, {size:,} tickets, {kind} (µs)",
            f"{_SIZES[0]:,} tickets",
            half[size],
            half[_SIZES[0]],
            _OF_SMALLEST,
        )
