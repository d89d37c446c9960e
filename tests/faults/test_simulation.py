"""Seeded simulations: errors, reorganisations, restarts, lag and limits mixed; in the end the tables are the truth."""

from collections.abc import Callable

import pytest

from backend.db.session import Database
from tests.backend.indexer.ledger import chain_tables
from tests.faults.proxy import Proxy
from tests.faults.scale import notable_seeds, scaled
from tests.faults.simulation import BLOCKS_TO_FINAL, DEEP_FINALITY, Simulation
from tests.integration.site import Site, begin, reindexed

MakeSimulation = Callable[[int], Simulation]
TICKS = scaled(100, 200)


@pytest.fixture
def simulate(
    make_site: Callable[..., Site],
    make_proxy: Callable[..., Proxy],
    empty_database: Callable[[], Database],
) -> MakeSimulation:
    """Prepare the simulation of a seed: a night on a chain of its own, behind a proxy."""

    def make(seed: int) -> Simulation:
        site = make_site(str(empty_database().engine.url), arguments=DEEP_FINALITY)
        night = begin(site)
        site.node.mine(BLOCKS_TO_FINAL + 2)
        site.work()
        return Simulation(night, make_proxy(site.node.url, seed=seed), seed, TICKS)

    return make


def _same_tables(simulation: Simulation, empty: Database) -> None:
    """The tables are those of a fresh reading, bit for bit."""
    reindexed(simulation.site, empty)
    assert chain_tables(simulation.site.db) == chain_tables(empty)


SEEDS = [*notable_seeds(), *range(1, scaled(3, 201))]


@pytest.mark.parametrize("seed", SEEDS)
def test_simulation__seed__everything_happens_once_and_the_tables_are_the_truth(
    simulate: MakeSimulation, empty_database: Callable[[], Database], seed: int
) -> None:
    simulation = simulate(seed)
    simulation.run()
    simulation.require_truth()
    _same_tables(simulation, empty_database())
    print(f"seed {seed}: {dict(simulation.happened)}, {dict(simulation.proxy.counts)}")


def test_simulation__same_seed__same_run(simulate: MakeSimulation) -> None:
    first, second = simulate(77), simulate(77)
    for simulation in (first, second):
        simulation.run()
    assert first.story == second.story
    assert first.proxy.trace == second.proxy.trace
    assert len(first.proxy.trace) > 200
