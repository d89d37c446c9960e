"""The local chain: Anvil from the npm package, its state kept below var/."""

import json
import platform
import shutil
import sys
import time
from pathlib import Path

from backend.chain.client import ChainClient
from backend.chain.errors import ChainError
from backend.core.errors import SetupError
from backend.core.settings import ROOT
from backend.launch.processes import Child, Family, tail

CHAIN_ID = 31337
_PATIENCE_SECONDS = 30.0
# Written while running too, so that a power cut loses seconds, not the evening.
_SAVE_SECONDS = 10


def binary() -> Path:
    """The Anvil executable in node_modules, else one on the PATH. Raises SetupError `anvil_missing`.

    package.json names the platform's package itself: the package `@foundry-rs/anvil` asks for five of them, of which `npm ci`
    finds only those that the registry at hand keeps.
    """
    system = {"linux": "linux", "darwin": "darwin", "win32": "win32"}.get(sys.platform, sys.platform)
    machine = {"x86_64": "amd64", "AMD64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    folder = ROOT / "node_modules" / "@foundry-rs" / f"anvil-{system}-{machine}" / "bin"
    found = shutil.which("anvil", path=str(folder)) or shutil.which("anvil")
    if found is None:
        raise SetupError("anvil_missing", platform=f"{system}-{machine}")
    return Path(found)


def start(family: Family, *, state: Path, port: int) -> Child:
    """Start the chain, going on from its saved state, and wait until it answers.

    Raises SetupError `chain_state_broken` when the saved state cannot be read, `anvil_died` when it ends for another reason.
    """
    if state.is_file():
        keep_one_genesis(state)
    state.parent.mkdir(parents=True, exist_ok=True)
    child = family.start(
        "anvil",
        [
            str(binary()),
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--chain-id",
            str(CHAIN_ID),
            "--state",
            str(state),
            "--state-interval",
            str(_SAVE_SECONDS),
            "--preserve-historical-states",
            "--quiet",
        ],
        environment={},
    )
    client = ChainClient(f"http://127.0.0.1:{port}")
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if child.process.poll() is not None:
            break
        try:
            if client.chain_id() == CHAIN_ID:
                return child
        except ChainError:
            time.sleep(0.05)
    raise SetupError("anvil_died", log=str(child.log), tail=tail(child.log, 3))


def keep_one_genesis(state: Path) -> None:
    """Leave only the chain's own first block in a saved state, the oldest there is.

    Anvil makes a first block at every start and saves it beside the one it loaded; which of them the next start takes for
    block 0 is chance, and so would be the chain's identity. Raises SetupError `chain_state_broken`.
    """
    try:
        document = json.loads(state.read_bytes())
        blocks = document["blocks"]
        first = [block for block in blocks if int(block["header"]["number"], 16) == 0]
        if len(first) < 2:
            return
        oldest = min(first, key=lambda block: int(block["header"]["timestamp"], 16))
        document["blocks"] = [oldest, *(block for block in blocks if block not in first)]
    except (ValueError, KeyError, TypeError):
        raise SetupError("chain_state_broken", path=str(state)) from None
    draft = state.with_name(state.name + ".new")
    draft.write_text(json.dumps(document))
    draft.replace(state)
