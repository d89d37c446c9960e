"""What installations under test stand on: a chain with our contracts, deployed once, and the files of an installation."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from eth_account import Account

from backend.chain.sender import Key, load_key
from backend.core.clock import SystemClock
from backend.core.secret_files import ensure_secret, write_private
from backend.core.settings import Settings, read_secret
from backend.db.session import Database
from backend.features.installation import service as installation
from backend.launch.contracts import run_ape
from backend.outbox.intents import Signer
from tests.integration.node import Node
from tests.integration.site import Site, open_site

SEED = "EINLASS_TEST_SEED"
_NETWORK = ("--network", "ethereum:local:foundry")


@dataclass(frozen=True)
class Ground:
    """What every test starts from: a chain with contracts and funded keys, and the files of an installation."""

    state: Path
    var: Path
    record: Path
    keys: dict[Signer, Key]


def lay(folder: Path) -> Ground:
    """Deploy and fund with Ape."""
    for name in [name for name in os.environ if name.startswith("EINLASS_") and name != SEED]:
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


def _light_keystores(settings: Settings) -> None:
    """Encrypted like any other, but with one round of key stretching: loops are started dozens of times."""
    ensure_secret(settings.secrets / installation.KEYSTORE_SECRET)
    password = read_secret(settings, installation.KEYSTORE_SECRET).decode()
    for number, name in enumerate(installation.KEY_NAMES, start=1):
        account = Account.from_key(bytes(31) + bytes([number]))
        document = Account.encrypt(account.key, password, kdf="pbkdf2", iterations=1)
        write_private(settings.keys / f"{name}.json", json.dumps({**document, "address": account.address}).encode())


def install(ground: Ground, node: Node, home: Path, database_url: str) -> Site:
    """Open an installation in the folder `home`, bound to the node's chain. Who calls closes its database."""
    for name in ("keys", "secrets"):
        shutil.copytree(ground.var / name, home / name)
    record = json.loads(ground.record.read_text()) | {"chain_id": node.client.chain_id()}
    (home / "deployment.json").write_text(json.dumps(record))
    settings = Settings(var=home, database_url=database_url, rpc_url=node.url, deployment_file=home / "deployment.json")
    db = Database(settings.database)
    with db.write() as session:
        installed = installation.bind(session, settings, node.client, SystemClock())
    return open_site(settings, node, db, installed, ground.keys)
