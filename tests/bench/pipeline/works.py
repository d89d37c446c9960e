"""What is measured: a request until all of it is final, the memory that takes, and reading a chain from scratch."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass

from backend.core.clock import SystemClock
from backend.db.models.projections import ChainLog
from backend.db.projections import cursor
from backend.db.repositories import collectives, events
from backend.features.people import service as people
from backend.indexer.reindex import reindex
from backend.outbox.intents import Signer
from tests.bench.pipeline import bare
from tests.bench.pipeline.stage import (
    KINDS,
    Stage,
    peak_kilobytes,
    running,
    wait_for_final,
    wait_until_read,
)
from tests.bench.report import Row
from tests.integration.site import Night, Site

REQUEST = 10_000
FEW, MANY = 1_000, 50_000
# Enough to see every kind of work before the clock runs.
_WARMING_UP = 3
_ROUNDS = 2
_TO_FINAL = 2.0
# Half the rate is twice the time.
_CATCH_UP = 2.0
_MEMORY_KILOBYTES = 300 * 1024
# A few megabytes of chance: where in a batch the collector runs, how the allocator keeps its pages.
_GROWTH = 1.1


@dataclass
class Figures:
    """Seconds of ours and of the bare script, summed over the rounds."""

    ours: float = 0.0
    other: float = 0.0

    def row(self, what: str, peer: str, reach: float | None) -> Row:
        return Row(f"{what} (ms)", peer, round(self.ours * 1_000), round(self.other * 1_000), reach)


def speed(stage: Stage) -> Iterator[Row]:
    """A request of 10,000 people until all is final, and the chain this leaves read from scratch; on both databases."""
    for kind in KINDS:
        night = stage.night(kind)
        to_final, catch_up = Figures(), Figures()
        with running(night.site, ("relayer", "indexer")) as processes:
            night.issue(_WARMING_UP)
            wait_for_final(night, _WARMING_UP, processes)
            for number in range(_ROUNDS):
                draft = _upload(night, number)
                before, known = stage.saved(night.site.node), len(night.site.transactions())
                begun = time.perf_counter()
                _accept(night, draft)
                wait_for_final(night, _WARMING_UP + REQUEST * (number + 1), processes)
                to_final.ours += time.perf_counter() - begun
                node = stage.node(before)
                to_final.other += bare.send(node.url, night.site.keys[Signer.OFFICE], _batches(night.site, known))
                node.stop()
        yield to_final.row(f"{REQUEST:,} tickets to final, {kind}", "web3 sends", _TO_FINAL)
        for _ in range(_ROUNDS):
            _catch_up(stage.reader(night.site, kind), catch_up)
        night.site.node.stop()
        yield catch_up.row(f"reading {_ROUNDS * REQUEST:,} mints, {kind}", "web3 reads", _CATCH_UP)


def _upload(night: Night, number: int) -> int:
    """Hand in a file of so many different people, as a draft; its number."""
    lines = ["Name;E-Mail;Kategorie;Anzahl"]
    lines += [f"Gast {number}-{n};gast{number}.{n}@example.org;Abendkasse;1" for n in range(REQUEST)]
    site = night.site
    with site.db.write() as session:
        collective, event = collectives.by_id(session, night.collective_id), events.by_id(session, night.event_id)
        content = "\r\n".join(lines).encode()
        return people.upload(
            session, site.parts, collective, event, account_id=None, file_name="gäste.csv", content=content
        )


def _accept(night: Night, draft: int) -> None:
    """The request: a ticket for each person of the draft."""
    site = night.site
    with site.db.write() as session:
        item = people.of(session, collectives.by_id(session, night.collective_id), draft)
        issued = people.accept(session, site.parts, item, good_rows_only=False)
    if issued != REQUEST:
        raise RuntimeError(f"{issued} tickets were issued")


def _batches(site: Site, known: int) -> list[bare.Batch]:
    """What the relayer has sent since there were so many transactions."""
    return [bare.Batch(one.to, one.data, one.gas) for one in site.transactions()[known:]]


def _catch_up(reader: Site, figures: Figures) -> None:
    """Read the whole chain into an empty database, and then the same ranges with the bare script."""
    reached = [reader.installed.from_block - 1]
    begun = time.perf_counter()
    reindex(
        db=reader.db,
        client=reader.node.client,
        clock=SystemClock(),
        installed=reader.installed,
        progress=lambda last, _head: reached.append(last),
    )
    figures.ours += time.perf_counter() - begun
    ranges = [(before + 1, last) for before, last in itertools.pairwise(reached) if last > before]
    with reader.db.read() as session:
        contracts = cursor.addresses(session) | {reader.installed.factory: "CollectiveFactory"}
    seconds, count = bare.read(reader.node.url, contracts, ranges)
    if count != len(reader.rows(ChainLog)):
        raise RuntimeError(f"{count} logs on the chain, {len(reader.rows(ChainLog))} in the database")
    figures.other += seconds


def memory(stage: Stage) -> Iterator[Row]:
    """The most memory each loop has had after few and after many tickets, and reading both from scratch."""
    for kind in KINDS:
        night = stage.night(kind)
        few = _peaks(stage, night, kind, FEW)
        many = _peaks(stage, night, kind, MANY)
        night.site.node.stop()
        for what, peak in many.items():
            yield Row(f"{what}, {MANY:,} tickets, {kind} (kB)", "300 MB", peak, _MEMORY_KILOBYTES, 1.0)
            yield Row(f"{what}, {MANY:,} tickets, {kind} (kB)", f"{FEW:,} tickets", peak, few[what], _GROWTH)


def _peaks(stage: Stage, night: Night, kind: str, count: int) -> dict[str, int]:
    """Issue so many tickets at once to loops that have just been started; the peaks in kB."""
    there = len(night.issued)
    with running(night.site, ("relayer", "indexer")) as processes:
        night.issue(count)
        wait_for_final(night, there + count, processes)
        peaks = {name: peak_kilobytes(process) for name, process in processes.items()}
    reader = stage.reader(night.site, kind)
    with running(reader, ("indexer",)) as processes:
        wait_until_read(reader, processes)
        peaks["indexer from scratch"] = peak_kilobytes(processes["indexer"])
    return peaks
