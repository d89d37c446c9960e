"""What pages read from the chain: the picture and the metadata that a contract makes of a token."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from eth_abi.exceptions import DecodingError

from backend.chain.abi_files import function
from backend.chain.client import ChainClient
from backend.chain.errors import ChainError
from backend.core.errors import Unavailable

_JSON = "data:application/json;base64,"
_SVG = "data:image/svg+xml;base64,"


@dataclass(frozen=True)
class TokenMetadata:
    """ERC-721 metadata. `image` is an SVG document."""

    name: str
    description: str
    image: bytes
    attributes: tuple[dict[str, Any], ...]


class ChainReader:
    """Reads tokens."""

    def __init__(self, client: ChainClient) -> None:
        self._client = client

    def metadata(self, contract: str, token_id: int) -> TokenMetadata:
        """What `tokenURI` says. Raises Unavailable `chain_unreachable`, also when the answer is not our contracts' form."""
        call = function("EventTickets", "tokenURI")
        try:
            answer = self._client.call(contract, call.encode(token_id))
            (uri,) = call.decode(answer)
            document = json.loads(base64.b64decode(uri.removeprefix(_JSON), validate=True))
            return TokenMetadata(
                name=str(document["name"]),
                description=str(document.get("description", "")),
                image=base64.b64decode(str(document["image"]).removeprefix(_SVG), validate=True),
                attributes=tuple(document.get("attributes", ())),
            )
        except (ChainError, DecodingError, binascii.Error, ValueError, KeyError, TypeError) as error:
            raise Unavailable("chain_unreachable") from error

    def token_image(self, contract: str, token_id: int) -> bytes:
        """The token's SVG document. Raises as `metadata`."""
        return self.metadata(contract, token_id).image
