"""The peers: OpenZeppelin, Solady and ERC721A with the least code around them, and Unlock as it was published."""

import json
import subprocess
from dataclasses import dataclass
from typing import Any

import yaml
from web3 import Web3
from web3.contract import Contract

from tests.bench.chain import deploy, send
from tests.bench.report import ROOT

SOURCES = "tests/bench/gas/peers"
UNLOCK = ROOT / "node_modules/@unlock-protocol/contracts/dist/abis"
ZERO = "0x" + 40 * "0"
FOR_EVER = 2**256 - 1


@dataclass(frozen=True)
class Compiled:
    """What the compiler made of a contract."""

    abi: list[Any]
    code: str


def compile_peers() -> dict[str, Compiled]:
    """Compile the peers' contracts with the compiler and the settings of our own."""
    ours = yaml.safe_load((ROOT / "ape-config.yaml").read_text("utf-8"))["solidity"]
    names = sorted(path.name for path in (ROOT / SOURCES).glob("*.sol"))
    job = {
        "language": "Solidity",
        "sources": {f"{SOURCES}/{name}": {"content": (ROOT / SOURCES / name).read_text("utf-8")} for name in names},
        "settings": {
            "optimizer": {"enabled": ours["optimize"], "runs": ours["optimization_runs"]},
            "evmVersion": ours["evm_version"],
            "remappings": [f"{name}/=node_modules/{name}/" for name in ("@openzeppelin", "solady", "erc721a")],
            "outputSelection": {"*": {"*": ["abi", "evm.bytecode.object"]}},
        },
    }
    compiler = ROOT / "tools" / "solc" / f"solc-v{ours['version']}"
    command = (str(compiler), "--standard-json", "--base-path", str(ROOT))
    answer = json.loads(
        subprocess.run(command, input=json.dumps(job), capture_output=True, text=True, check=True).stdout
    )
    if errors := [one["formattedMessage"] for one in answer.get("errors", []) if one["severity"] == "error"]:
        raise RuntimeError("\n".join(errors))
    return {
        name: Compiled(abi=made["abi"], code=made["evm"]["bytecode"]["object"])
        for path, contracts in answer["contracts"].items()
        for name, made in contracts.items()
        if path.startswith(SOURCES)
    }


class Bare:
    """One of the three libraries with the least code around it."""

    def __init__(self, w3: Web3, compiled: Compiled, sender: str, *arguments: str) -> None:
        self._w3, self._compiled, self._sender, self._arguments = w3, compiled, sender, arguments

    def new(self) -> Contract:
        """Deploy a fresh one."""
        return deploy(self._w3, self._compiled.abi, self._compiled.code, self._sender, *self._arguments)


class Unlock:
    """Unlock v14 behind a proxy, with PublicLock v15 as its template: the published bytecode of both.

    Unlock makes its locks' transparent proxies itself, from code inside its published bytecode.
    """

    def __init__(self, w3: Web3, proxy: Compiled, owner: str) -> None:
        unlock, self._lock = _published("Unlock/UnlockV14"), _published("PublicLock/PublicLockV15")
        self._w3, self._owner = w3, owner
        implementation = deploy(w3, unlock.abi, unlock.code, owner)
        setup = implementation.encode_abi("initialize", [owner])
        behind = deploy(w3, proxy.abi, proxy.code, owner, implementation.address, setup)
        self.unlock = w3.eth.contract(address=behind.address, abi=unlock.abi)
        template = deploy(w3, self._lock.abi, self._lock.code, owner)
        send(self.unlock.functions.configUnlock(ZERO, ZERO, 0, "KEY", "", w3.eth.chain_id), owner)
        send(self.unlock.functions.addLockTemplate(template.address, 15), owner)
        send(self.unlock.functions.setLockTemplate(template.address), owner)

    def creation(self, name: str, supply: int, price: int = 0, duration: int = 86_400) -> Any:
        """The call that makes a lock; its manager is the owner."""
        arguments = [self._owner, duration, ZERO, price, supply, name]
        setup = self._w3.eth.contract(abi=self._lock.abi).encode_abi("initialize", arguments)
        return self.unlock.get_function_by_signature("createUpgradeableLockAtVersion(bytes,uint16)")(setup, 15)

    def new(self, name: str = "Sommerfest", supply: int = 2000, price: int = 0, **terms: int) -> Contract:
        """Make a fresh lock; an account may hold as many keys as there are."""
        receipt = send(self.creation(name, supply, price, **terms), self._owner)
        made = self.unlock.events.NewLock().process_log(receipt["logs"][-1])
        lock = self._w3.eth.contract(address=made["args"]["newLockAddress"], abi=self._lock.abi)
        if lock.functions.publicLockVersion().call() != 15:
            raise RuntimeError("this is no PublicLock v15")
        return lock

    def widen(self, lock: Contract, supply: int) -> None:
        """Let one account hold more than one key of the lock."""
        send(lock.functions.updateLockConfig(FOR_EVER, supply, supply), self._owner)


def grant(lock: Contract, holders: list[str], manager: str = ZERO) -> Any:
    """The call that gives each of these a key that lasts."""
    return lock.functions.grantKeys(holders, [FOR_EVER] * len(holders), [manager] * len(holders))


def _published(name: str) -> Compiled:
    artifact = json.loads((UNLOCK / f"{name}.json").read_text("utf-8"))
    return Compiled(abi=artifact["abi"], code=artifact["bytecode"])
