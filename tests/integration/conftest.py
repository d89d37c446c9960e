"""A chain with our contracts, deployed once and continued by each test on an Anvil of its own; installations bound to it."""

import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from backend.db.session import Database
from tests.integration.ground import SEED, Ground, install, lay
from tests.integration.node import SLOW_FINALITY, Node
from tests.integration.site import Night, Site, begin


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Deploy and fund with Ape, once."""
    return lay(tmp_path_factory.mktemp("ground"))


@pytest.fixture
def start_node(ground: Ground, tmp_path: Path) -> Iterator[Callable[..., Node]]:
    """Start further chains; all end with the test."""
    nodes: list[Node] = []

    def start(*arguments: str, fresh: bool = False) -> Node:
        node = Node(tmp_path / "nodes", state=None if fresh else ground.state, arguments=arguments)
        nodes.append(node)
        node.start()
        return node

    yield start
    for node in nodes:
        node.stop()


@pytest.fixture
def make_site(ground: Ground, start_node: Callable[..., Node], tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """Bind a database to a chain of its own; `slow_finality` makes it one whose last eight blocks may change."""
    opened: list[Database] = []

    def make(database_url: str, *, slow_finality: bool = False, arguments: Sequence[str] = ()) -> Site:
        node = start_node(*(arguments or (SLOW_FINALITY if slow_finality else ())))
        site = install(ground, node, tmp_path / f"installation-{node.port}", database_url)
        opened.append(site.db)
        return site

    yield make
    for db in opened:
        db.close()


@pytest.fixture
def site(make_site: Callable[..., Site], database_url: str) -> Site:
    """An installation on a chain where every block is final at once."""
    return make_site(database_url)


@pytest.fixture
def slow_site(make_site: Callable[..., Site], database_url: str) -> Site:
    """An installation on a chain whose last eight blocks may still change."""
    return make_site(database_url, slow_finality=True)


@pytest.fixture
def night(site: Site) -> Night:
    """A collective with an event on a chain where every block is final at once."""
    return begin(site)


@pytest.fixture
def slow_night(slow_site: Site) -> Night:
    """A collective with an event on a chain whose last eight blocks may still change; both are final already."""
    found = begin(slow_site)
    slow_site.node.mine(8)
    slow_site.work()
    return found


@pytest.fixture
def empty_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Callable[[], Database]]:
    """Make empty, migrated databases."""
    made: list[Database] = []

    def make() -> Database:
        path = tmp_path / f"empty-{len(made)}.db"
        shutil.copy(sqlite_template, path)
        made.append(Database(f"sqlite:///{path}"))
        return made[-1]

    yield make
    for db in made:
        db.close()


@pytest.fixture
def rng() -> random.Random:
    """Chance that can be had again: EINLASS_TESTSEED=… repeats a run that failed."""
    seed = int(os.environ.get(SEED, random.SystemRandom().randrange(2**32)))
    print(f"seed: {seed}")
    return random.Random(seed)  # noqa: S311 - chance for a test, not a secret
