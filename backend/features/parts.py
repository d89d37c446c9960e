"""What a feature is given to work with; put together once a process by the composition roots."""

from dataclasses import dataclass
from typing import Protocol

from backend.core.clock import Clock
from backend.core.ids import LinkTokens
from backend.core.settings import Settings
from backend.core.vault import Vault
from backend.db.session import Database


class TokenPictures(Protocol):
    """Where the pictures of tokens come from: the chain (`chain.reader.ChainReader`)."""

    def token_image(self, contract: str, token_id: int) -> bytes:
        """The token's SVG document. Raises Unavailable `chain_unreachable`."""
        ...


@dataclass(frozen=True)
class Parts:
    """The parts of a running server."""

    settings: Settings
    db: Database
    clock: Clock
    links: LinkTokens
    vault: Vault
    reader: TokenPictures
