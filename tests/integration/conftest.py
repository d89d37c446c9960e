"""A chain with our contracts, deployed once and continued by each test on an Anvil of its own; installations bound to it."""

import json
import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from eth_account import Account

from backend.chain.sender import Key, load_key
from backend.core.clock import SystemClock
from backend.core.secret_files import ensure_secret, write_private
from backend.core.settings import Settings, read_secret
from backend.db.session import Database
from backend.features.installation import service as installation
from backend.launch.contracts import run_ape
from backend.outbox.intents import Signer
from tests.integration.node import SLOW_FINALITY, Node
from tests.integration.site import Night, Site, begin, open_site

_NETWORK = ("--network", "ethereum:local:foundry")
_SEED = "EINLASS_TEST_SEED"


@dataclass(frozen=True)
class Ground:
    """What every test starts from: a chain with contracts and funded keys, and the files of an installation."""

    state: Path
    var: Path
    record: Path
    keys: dict[Signer, Key]


def _light_keystores(settings: Settings) -> None:
    """Encrypted like any other, but with one round of key stretching: loops are started dozens of times."""
    ensure_secret(settings.secrets / installation.KEYSTORE_SECRET)
    password = read_secret(settings, installation.KEYSTORE_SECRET).decode()
    for number, name in enumerate(installation.KEY_NAMES, start=1):
        account = Account.from_key(bytes(31) + bytes([number]))
        document = Account.encrypt(account.key, password, kdf="pbkdf2", iterations=1)
        write_private(settings.keys / f"{name}.json", json.dumps({**document, "address": account.address}).encode())


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """Deploy and fund with Ape, once."""
    folder = tmp_path_factory.mktemp("ground")
    for name in [name for name in os.environ if name.startswith("EINLASS_") and name != _SEED]:
        del os.environ[name]
    settings = Settings(var=folder / "var", deployment_file=folder / "deployment.json")
    assert settings.deployment_file
    _light_keystores(settings)
    installation.ensure_secrets(settings, None)
    node = Node(folder)
    node.start()
    try:
        addresses = installation.addresses(settings).values()
        run_ape(settings, node.url, settings.deployment_file, ["run", "deploy", *_NETWORK])
        run_ape(settings, node.url, settings.deployment_file, ["run", "fund", *_NETWORK, *addresses])
        state = folder / "state.json"
        state.write_bytes(node.dump())
    finally:
        node.stop()
    password = read_secret(settings, installation.KEYSTORE_SECRET).decode()
    keys = {signer: load_key(settings.keys / f"{signer.value}.json", password) for signer in Signer}
    return Ground(state=state, var=settings.var, record=settings.deployment_file, keys=keys)


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
        home = tmp_path / f"installation-{node.port}"
        for name in ("keys", "secrets"):
            shutil.copytree(ground.var / name, home / name)
        record = json.loads(ground.record.read_text()) | {"chain_id": node.client.chain_id()}
        (home / "deployment.json").write_text(json.dumps(record))
        settings = Settings(
            var=home, database_url=database_url, rpc_url=node.url, deployment_file=home / "deployment.json"
        )
        db = Database(settings.database)
        opened.append(db)
        with db.write() as session:
            installed = installation.bind(session, settings, node.client, SystemClock())
        return open_site(settings, node, db, installed, ground.keys)

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
    """Chance that can be had again: EINLASS_TEST_SEED=… repeats a run that failed."""
    seed = int(os.environ.get(_SEED, random.SystemRandom().randrange(2**32)))
    print(f"seed: {seed}")
    return random.Random(seed)  # noqa: S311 - chance for a test, not a secret
