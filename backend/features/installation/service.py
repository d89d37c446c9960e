"""Binding a database to a chain and to keys: once, and compared at every start."""

import json
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import inspect
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from backend.chain.addresses import checksummed
from backend.chain.client import ChainClient
from backend.chain.keystores import ensure_keystore, keystore_address
from backend.core.clock import Clock
from backend.core.errors import SetupError
from backend.core.secret_files import ensure_secret
from backend.core.settings import Settings, read_secret
from backend.db.models.installation import Installation
from backend.db.repositories import chain
from backend.db.session import Database
from backend.outbox.intents import Signer

LINK_SECRET = "link.key"  # noqa: S105 - file names
ISSUER_SECRET = "issuer.key"  # noqa: S105
KEYSTORE_SECRET = "keystore.password"  # noqa: S105
ADMIN = "admin"
KEY_NAMES = (Signer.OFFICE.value, Signer.ORGANISER.value, ADMIN)


@dataclass(frozen=True)
class Deployment:
    """What `ape run deploy` wrote about a chain."""

    chain_id: int
    genesis_hash: str
    factory: str
    from_block: int


def known(db: Database) -> Installation | None:
    """What a database is bound to, whatever its schema; None for an empty one. Raises SetupError `database_broken`."""
    try:
        if not inspect(db.engine).has_table(Installation.__tablename__):
            return None
        with db.read() as session:
            return chain.installation(session)
    except DatabaseError:
        raise SetupError("database_broken", database=db.engine.url.render_as_string(hide_password=True)) from None


def ensure_secrets(settings: Settings, bound: Installation | None) -> list[Path]:
    """Make the secrets and keys of a new installation that are missing; returns the files that are new.

    Raises SetupError `secret_lost` when the database is bound already: a new secret would open none of its links and
    codes, and a new key would hold no role.
    """
    secrets = [settings.secrets / name for name in (LINK_SECRET, ISSUER_SECRET, KEYSTORE_SECRET)]
    keystores = [settings.keys / f"{name}.json" for name in KEY_NAMES]
    if bound is not None:
        lost = next((path for path in (*secrets, *keystores) if not path.is_file()), None)
        if lost is not None:
            raise SetupError("secret_lost", path=str(lost))
        return []
    made = [path for path in secrets if ensure_secret(path)]
    password = read_secret(settings, KEYSTORE_SECRET).decode()
    return made + [path for path in keystores if ensure_keystore(path, password)]


def addresses(settings: Settings) -> dict[str, str]:
    """Our keys' addresses by name. Raises SetupError `keystore_missing`."""
    return {name: keystore_address(settings.keys / f"{name}.json") for name in KEY_NAMES}


def read_deployment(settings: Settings, chain_id: int) -> Deployment:
    """The deployment record of a chain. Raises SetupError `deployment_missing` or `deployment_broken`."""
    path = settings.deployment_path(chain_id)
    if not path.is_file():
        raise SetupError("deployment_missing", path=str(path), chain=str(chain_id))
    try:
        record = json.loads(path.read_text())
        factory = record["contracts"]["CollectiveFactory"]
        return Deployment(
            chain_id=int(record["chain_id"]),
            genesis_hash=str(record["genesis_hash"]),
            factory=checksummed(factory["address"]),
            from_block=int(factory["block"]),
        )
    except (ValueError, KeyError, TypeError):
        raise SetupError("deployment_broken", path=str(path)) from None


def bind(session: Session, settings: Settings, client: ChainClient, clock: Clock) -> Installation:
    """Bind the database to the node's chain, or check that it is bound to this one.

    Raises SetupError: `chain_mismatch` (the node is of another chain than the database or the record), `factory_mismatch`
    (other contracts than the database knows), `factory_missing` (nothing is deployed where the record says), `key_mismatch`
    (another key than the one that holds the roles).
    """
    chain_id, found_genesis = require_same_chain(session, client)
    bound = chain.installation(session)
    deployment = read_deployment(settings, chain_id)
    if (deployment.chain_id, deployment.genesis_hash) != (chain_id, found_genesis):
        raise SetupError("deployment_mismatch", path=str(settings.deployment_path(chain_id)), found=str(chain_id))
    if not client.code(deployment.factory):
        raise SetupError("factory_missing", address=deployment.factory)
    if bound is None:
        return _first(session, settings, deployment, clock)
    if bound.factory != deployment.factory:
        raise SetupError("factory_mismatch", known=bound.factory, found=deployment.factory)
    _require_same_keys(settings, bound)
    return bound


def _require_same_keys(settings: Settings, bound: Installation) -> None:
    """Raise SetupError `key_mismatch` when a keystore is not the one this database was bound with: it holds no role."""
    expected_keys = (
        (Signer.OFFICE.value, bound.office),
        (Signer.ORGANISER.value, bound.organiser),
        (ADMIN, bound.admin),
    )
    for name, expected in expected_keys:
        path = settings.keys / f"{name}.json"
        if keystore_address(path) != expected:
            raise SetupError("key_mismatch", path=str(path), known=expected)


def require_same_chain(session: Session, client: ChainClient) -> tuple[int, str]:
    """The node's chain id and genesis hash. Raises SetupError `chain_mismatch` when the database is bound to another chain."""
    chain_id, genesis = client.chain_id(), client.header(0)
    found = (chain_id, genesis.hash if genesis else "")
    bound = chain.installation(session)
    if bound is not None and (bound.chain_id, bound.genesis_hash) != found:
        raise SetupError("chain_mismatch", known=str(bound.chain_id), found=str(chain_id))
    return found


def _first(session: Session, settings: Settings, deployment: Deployment, clock: Clock) -> Installation:
    ours = addresses(settings)
    row = Installation(
        id=1,
        chain_id=deployment.chain_id,
        genesis_hash=deployment.genesis_hash,
        factory=deployment.factory,
        from_block=deployment.from_block,
        admin=ours[ADMIN],
        organiser=ours[Signer.ORGANISER.value],
        office=ours[Signer.OFFICE.value],
        created_at=clock.now(),
    )
    chain.add_installation(session, row)
    return row
