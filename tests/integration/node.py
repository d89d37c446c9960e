"""An Anvil of a test's own, going on from a saved state; and what a test reads off it without any code of ours."""

import gzip
import socket
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from backend.chain.client import ChainClient
from backend.chain.errors import ChainUnreachable
from backend.launch import anvil
from backend.launch.processes import Child, Family, tail

_PATIENCE_SECONDS = 20.0
_ZERO_TOPIC = "0x" + "00" * 32
_TRANSFER = "0x" + keccak(text="Transfer(address,address,uint256)").hex()
_SETTLED = "0x" + keccak(text="Settled(uint32,uint32,uint256)").hex()
_REVOKED = "0x" + keccak(text="Revoked(uint256,uint8)").hex()

# Anvil calls a block final two epochs below the head: with four slots an epoch the last eight blocks may still change.
SLOW_FINALITY = ("--chain-id", "31338", "--slots-in-an-epoch", "4")
BLOCKS_TO_FINAL = 8


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Node:
    """A chain on a free port; `state` is the file it starts from, if any."""

    def __init__(self, folder: Path, *, state: Path | None = None, arguments: Sequence[str] = ()) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.client = ChainClient(self.url)
        self._folder = folder
        self._state = state
        self._arguments = tuple(arguments)
        self._family = Family(folder)
        self._child: Child | None = None

    def start(self, *, forgetful: bool = False) -> None:
        """Start, and wait until it answers; `forgetful` from nothing, as another chain with the same id."""
        loaded = ("--load-state", str(self._state)) if self._state and not forgetful else ()
        fixed = ("--host", "127.0.0.1", "--port", str(self.port), "--quiet", "--preserve-historical-states")
        self._child = self._family.start(
            f"anvil-{self.port}", [str(anvil.binary()), *fixed, *loaded, *self._arguments], environment={}
        )
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline and self._child.process.poll() is None:
            try:
                self.client.chain_id()
            except ChainUnreachable:
                time.sleep(0.01)
            else:
                return
        raise AssertionError(f"no chain on port {self.port}: {tail(self._child.log)}")

    def stop(self) -> None:
        """End it; nothing when it does not run."""
        self._family.stop()
        self._child = None

    def kill(self) -> None:
        """End it as a power cut does. It starts again from the last `save`."""
        assert self._child is not None
        self._child.process.kill()
        self._child.process.wait()
        self.stop()

    def save(self) -> None:
        """Keep the chain as it is now for the next start."""
        self._state = self._folder / f"state-{self.port}.json"
        self._state.write_bytes(self.dump())
        anvil.keep_one_genesis(self._state)

    def dump(self) -> bytes:
        """The chain as Anvil writes it to a file, with all blocks and their states."""
        return gzip.decompress(bytes.fromhex(self.request("anvil_dumpState", True)[2:]))

    def request(self, method: str, *params: Any) -> Any:
        """The result of one call."""
        return self.client.request(method, *params)

    def mine(self, blocks: int = 1) -> None:
        """Let blocks pass, with whatever waits in the pool."""
        for _ in range(blocks):
            self.request("evm_mine")

    def automine(self, *, on: bool) -> None:
        """Mine each transaction as it comes, or only on `mine`."""
        self.request("evm_setAutomine", on)

    def is_mining(self) -> bool:
        """Whether a transaction waits for a block that comes by itself."""
        return bool(self.request("anvil_getAutomine")) and int(self.request("txpool_status")["pending"], 16) > 0

    def send_as(self, sender: str, to: str, data: bytes) -> None:
        """Send a call from one of Anvil's own accounts, and wait until it is mined. Raises AssertionError when it reverts."""
        fields = {"from": sender, "to": to, "data": "0x" + data.hex()}
        transaction = self.request("eth_sendTransaction", fields)
        while (receipt := self.client.receipt(transaction)) is None:
            time.sleep(0.005)
        assert receipt.succeeded

    def reorg(self, depth: int, kept: Sequence[tuple[str, int]] = ()) -> None:
        """Replace the last `depth` blocks; `kept` are raw transactions with the new block (from 0) each goes into.

        The other transactions of the old blocks are gone, also from the pool.
        """
        self.request("anvil_reorg", depth, [list(pair) for pair in kept])

    def blocks_with_transactions_to(self, contract: str, *, since: int = 0) -> dict[str, int]:
        """The mined transactions to a contract with their block numbers, in the chain's order."""
        found: dict[str, int] = {}
        for number in range(since, self.client.head().number + 1):
            block = self.request("eth_getBlockByNumber", hex(number), True)
            for transaction in block["transactions"]:
                if (transaction["to"] or "").lower() == contract.lower():
                    found[transaction["hash"]] = number
        return found

    def created_in_the_newest_block(self, factory: str) -> str:
        """The AccessManager of the collective that the newest block created."""
        (log,) = self.request("eth_getLogs", {"address": factory, "fromBlock": "latest", "toBlock": "latest"})
        return to_checksum_address("0x" + log["data"][2:][24:64])

    def mints(self, contract: str) -> Counter[int]:
        """How often each token left the zero address."""
        return Counter(int(log["topics"][3], 16) for log in self._logs(contract, _TRANSFER, _ZERO_TOPIC))

    def revocations(self, contract: str) -> Counter[int]:
        """How often each token was revoked."""
        return Counter(int(log["topics"][1], 16) for log in self._logs(contract, _REVOKED))

    def owners(self, contract: str) -> Mapping[int, str]:
        """The last receiver of each token, as its logs say, lower case."""
        return {int(log["topics"][3], 16): "0x" + log["topics"][2][-40:] for log in self._logs(contract, _TRANSFER)}

    def settled(self, contract: str) -> set[int]:
        """The tickets whose check-in was settled."""
        found: set[int] = set()
        for log in self._logs(contract, _SETTLED):
            tier, index, bits = int(log["topics"][1], 16), int(log["topics"][2], 16), int(log["data"], 16)
            found |= {tier << 32 | index * 256 + bit for bit in range(256) if bits >> bit & 1}
        return found

    def _logs(self, contract: str, *topics: str) -> list[dict[str, Any]]:
        wanted = {"address": contract, "fromBlock": "0x0", "toBlock": "latest", "topics": topics}
        found: list[dict[str, Any]] = self.request("eth_getLogs", wanted)
        return found
