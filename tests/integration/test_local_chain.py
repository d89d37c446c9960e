"""The local chain goes on where it stopped: the same blocks, the same first block, however often it is started."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.chain.client import ChainClient
from backend.core.errors import SetupError
from backend.launch import anvil
from backend.launch.processes import Family
from tests.integration.node import free_port

_STARTS = 4


@pytest.fixture
def family(tmp_path: Path) -> Iterator[Family]:
    """Children that end with the test."""
    children = Family(tmp_path / "logs")
    yield children
    children.stop()


def _geneses(state: Path) -> int:
    return sum(int(block["header"]["number"], 16) == 0 for block in json.loads(state.read_bytes())["blocks"])


def test_start__state_is_not_anvils__is_refused_and_left_alone(family: Family, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    for content in ("", "{", "[]", '{"blocks": 1}', '{"blocks": [{"header": {}}]}'):
        state.write_text(content)
        with pytest.raises(SetupError, match="chain_state_broken"):
            anvil.start(family, state=state, port=free_port())
        assert state.read_text() == content


def test_start__again_and_again__is_always_the_same_chain(family: Family, tmp_path: Path) -> None:
    state = tmp_path / "anvil" / "state.json"
    genesis: set[str] = set()
    heights: list[int] = []
    for _ in range(_STARTS):
        port = free_port()
        anvil.start(family, state=state, port=port)
        client = ChainClient(f"http://127.0.0.1:{port}")
        first, second = client.header(0), client.header(1)
        assert first is not None
        genesis.add(first.hash)
        assert second is None or second.parent_hash == first.hash
        heights.append(client.head().number)
        client.request("evm_mine")
        family.stop()
        # Two starts within a second would make the same first block.
        time.sleep(1.05)
        # What makes this necessary: Anvil saves a first block of each start.
        assert _geneses(state) == (1 if len(heights) == 1 else 2)
    assert len(genesis) == 1
    assert heights == list(range(_STARTS))
