"""The chain's saved state: damaged ones are named before Anvil starts, and its first block stays the same one."""

import json
from pathlib import Path

import pytest

from backend.core.errors import SetupError
from backend.launch.anvil import keep_one_genesis, start
from backend.launch.processes import Family


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def block(number: int, timestamp: int) -> dict[str, object]:
    return {"header": {"number": hex(number), "timestamp": hex(timestamp)}, "transactions": []}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"blocks": [',
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"blocks": null}',
        b'{"blocks": [{"header": {}}]}',
        b'{"blocks": [{"header": {"number": "x"}}]}',
    ],
)
def test_start__damaged_state__chain_state_broken_and_no_child(state: Path, tmp_path: Path, content: bytes) -> None:
    state.write_bytes(content)
    family = Family(tmp_path / "logs")
    with pytest.raises(SetupError) as refused:
        start(family, state=state, port=1)
    assert refused.value.code == "chain_state_broken"
    assert refused.value.params == {"path": str(state)}
    assert not (tmp_path / "logs").exists()
    assert state.read_bytes() == content


def test_keep_one_genesis__several_first_blocks__the_oldest_and_all_others_stay(state: Path) -> None:
    blocks = [block(0, 300), block(2, 120), block(0, 100), block(1, 110), block(0, 200)]
    state.write_text(json.dumps({"best_block_number": "0x2", "blocks": blocks}))
    keep_one_genesis(state)
    kept = json.loads(state.read_text())
    assert kept == {"best_block_number": "0x2", "blocks": [block(0, 100), block(2, 120), block(1, 110)]}
    assert [path.name for path in state.parent.iterdir()] == ["state.json"]


def test_keep_one_genesis__one_first_block__file_untouched(state: Path) -> None:
    text = json.dumps({"blocks": [block(1, 110), block(0, 100)]}, indent=3)
    state.write_text(text)
    keep_one_genesis(state)
    assert state.read_text() == text
