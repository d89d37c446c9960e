"""Binding a database to a chain and to keys: once, and compared at every start."""

import json
from dataclasses import dataclass
from pathlib import Path

from eth_utils.address import to_checksum_address
from sqlalchemy.orm import Session

from backend.chain.client import ChainClient
from backend.chain.keystores import ensure_keystore, keystore_address
from backend.core.clock import Clock
from backend.core.errors import SetupError
from backend.core.secret_files import ensure_secret
from backend.core.settings import Settings, read_secret
from backend.db.models.installation import Installation
from backend.db.repositories import chain
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


def ensure_secrets(settings: Settings) -> list[Path]:
    """Make the secrets and keys that are missing; returns the files that are new."""
    made = []
    for name in (LINK_SECRET, ISSUER_SECRET, KEYSTORE_SECRET):
        path = settings.secrets / name
        if ensure_secret(path):
            made.append(path)
    password = read_secret(settings, KEYSTORE_SECRET).decode()
    for name in KEY_NAMES:
        path = settings.keys / f"{name}.json"
        if ensure_keystore(path, password):
            made.append(path)
    return made


def addresses(settings: Settings) -> dict[str, str]:
    """Our keys' addresses by name. Raises SetupError `keystore_missing`."""
    return {name: keystore_address(settings.keys / f"{name}.json") for name in KEY_NAMES}


def read_deployment(settings: Settings, chain_id: int) -> Deployment:
    """The deployment record of a chain. Raises SetupError `deployment_missing` or `deployment_broken`."""
    path = settings.deployment_path(chain_id)
    if not path.is_file():
        raise SetupError("deployment_missing", path=str(path), chain=chain_id)
    try:
        record = json.loads(path.read_text())
        factory = record["contracts"]["CollectiveFactory"]
        return Deployment(
            chain_id=int(record["chain_id"]),
            genesis_hash=str(record["genesis_hash"]),
            factory=to_checksum_address(factory["address"]),
            from_block=int(factory["block"]),
        )
    except (ValueError, KeyError, TypeError):
        raise SetupError("deployment_broken", path=str(path)) from None


def bind(session: Session, settings: Settings, client: ChainClient, clock: Clock) -> Installation:
    """Bind the database to the node's chain, or check that it is bound to this one.

    Raises SetupError: `chain_mismatch` (the node is of another chain than the database or the record), `factory_mismatch`
    (other contracts than the database knows), `factory_missing` (nothing is deployed where the record says).
    """
    chain_id = client.chain_id()
    genesis = client.header(0)
    found_genesis = genesis.hash if genesis else ""
    known = chain.installation(session)
    if known is not None and (known.chain_id, known.genesis_hash) != (chain_id, found_genesis):
        raise SetupError("chain_mismatch", known=known.chain_id, found=chain_id)
    deployment = read_deployment(settings, chain_id)
    if (deployment.chain_id, deployment.genesis_hash) != (chain_id, found_genesis):
        raise SetupError("deployment_mismatch", path=str(settings.deployment_path(chain_id)), found=chain_id)
    if not client.code(deployment.factory):
        raise SetupError("factory_missing", address=deployment.factory)
    if known is None:
        return _first(session, settings, deployment, clock)
    if known.factory != deployment.factory:
        raise SetupError("factory_mismatch", known=known.factory, found=deployment.factory)
    return known


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
