"""What pages read from the chain: metadata and pictures, or a word that it is not there right now."""

import base64
import json

import pytest
from eth_abi.abi import encode

from backend.chain.client import ChainClient
from backend.chain.errors import ChainUnreachable, ContractReverted, RevertReason
from backend.chain.reader import ChainReader, TokenMetadata
from backend.core.errors import Unavailable
from tests.backend.conftest import TICKETS

SVG = b"<svg/>"


class Contract(ChainClient):
    """A contract whose `tokenURI` answers `answer`, or raises it."""

    def __init__(self, answer: bytes | Exception) -> None:
        self.answer = answer
        self.asked: list[tuple[str, bytes]] = []

    def call(self, to: str, data: bytes, *, sender: str | None = None) -> bytes:
        assert sender is None
        self.asked.append((to, data))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def uri(document: object, *, prefix: str = "data:application/json;base64,") -> bytes:
    return encode(["string"], [prefix + base64.b64encode(json.dumps(document).encode()).decode()])


def image(content: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(content).decode()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(ChainUnreachable("down"), id="no node"),
        pytest.param(ContractReverted(RevertReason("ERC721NonexistentToken", {})), id="no such token"),
        pytest.param(b"", id="no contract there"),
        pytest.param(b"\xff" * 96, id="no string"),
        pytest.param(encode(["string"], ["https://example.org/7"]), id="somewhere else"),
        pytest.param(encode(["string"], ["data:application/json;base64,%%%"]), id="no base64"),
        pytest.param(encode(["bytes"], [b"\xff\xfe"]), id="no UTF-8"),
        pytest.param(uri([]), id="a list"),
        pytest.param(uri({}), id="nothing in it"),
        pytest.param(uri({"name": "7", "image": "https://example.org/7.svg"}), id="a picture somewhere else"),
        pytest.param(uri({"image": image(SVG)}), id="no name"),
        pytest.param(uri({"name": "7", "image": image(SVG), "attributes": 7}), id="attributes that are none"),
    ],
)
def test_metadata__anything_but_our_contracts_form__unavailable(answer: bytes | Exception) -> None:
    with pytest.raises(Unavailable, match="chain_unreachable"):
        ChainReader(Contract(answer)).token_image(TICKETS, 7)


def test_metadata__as_our_contracts_make_it__read() -> None:
    contract = Contract(uri({"name": "Nachtdruck 1-0001", "image": image(SVG), "attributes": [{"value": "used"}]}))
    found = ChainReader(contract).metadata(TICKETS, 7)
    assert found == TokenMetadata("Nachtdruck 1-0001", "", SVG, ({"value": "used"},))
    assert ChainReader(contract).token_image(TICKETS, 7) == SVG
    assert contract.asked[0] == (TICKETS, bytes.fromhex("c87b56dd") + (7).to_bytes(32, "big"))
