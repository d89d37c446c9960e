"""Putting the parts of a process together from its settings."""

from backend.chain.pool import PooledClient
from backend.chain.profiles import ChainProfile, adjusted, profile
from backend.chain.reader import ChainReader
from backend.core.clock import SystemClock
from backend.core.errors import SetupError
from backend.core.ids import LinkTokens
from backend.core.settings import Settings, read_secret
from backend.core.vault import Vault
from backend.db.migrate import is_current
from backend.db.session import Database
from backend.features.installation.service import ISSUER_SECRET, LINK_SECRET
from backend.features.parts import Parts


def build_parts(settings: Settings, *, db: Database | None = None) -> Parts:
    """The parts of a server or command. Raises SetupError `secret_missing` or `schema_outdated`."""
    database = db or Database(settings.database)
    if not is_current(database):
        raise SetupError("schema_outdated")
    return Parts(
        settings=settings,
        db=database,
        clock=SystemClock(),
        links=LinkTokens(read_secret(settings, LINK_SECRET)),
        vault=Vault(read_secret(settings, ISSUER_SECRET)),
        reader=ChainReader(PooledClient(settings.rpc_endpoints)),
    )


def chain_profile(settings: Settings, chain_id: int) -> ChainProfile:
    """What is usual on the chain, with what this installation sets otherwise."""
    return adjusted(profile(chain_id), finality=settings.finality, bump_after=settings.bump_after)


def chain_client(settings: Settings, chain_id: int) -> PooledClient:
    """The nodes of the chain this installation is bound to."""
    return PooledClient(settings.rpc_endpoints, finality=chain_profile(settings, chain_id))
