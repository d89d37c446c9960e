"""A chain for one benchmark, and the little that is needed to work on it."""

import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from web3 import Web3
from web3.contract import Contract
from web3.contract.contract import ContractConstructor, ContractFunction
from web3.types import TxReceipt

from backend.launch import anvil

# The most a transaction may use (EIP-7825). Fixed, because an estimate is made for another second than the one mined.
GAS = 2**24
# The chain's first second. A zero byte of calldata is cheaper than another, so today's date would change the figures.
BEGINNING = 1_800_000_000


@contextmanager
def fresh_chain() -> Iterator[Web3]:
    """Start an Anvil of its own, which ends with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    where = ("--host", "127.0.0.1", "--port", str(port))
    rules = ("--enable-tx-gas-limit", "--timestamp", str(BEGINNING))
    with subprocess.Popen((str(anvil.binary()), "--silent", *where, *rules)) as process:
        try:
            w3 = Web3(Web3.HTTPProvider(f"http://127.0.0.1:{port}", request_kwargs={"timeout": 60}))
            for _ in range(100):
                if process.poll() is not None:
                    raise RuntimeError(f"anvil ended with {process.returncode}")
                if w3.is_connected():
                    break
                time.sleep(0.1)
            yield w3
        finally:
            process.terminate()


def send(call: ContractFunction | ContractConstructor, sender: str, value: int = 0) -> TxReceipt:
    """Send a call and return its receipt. Raises RuntimeError when it was reverted."""
    w3 = call.w3
    receipt = w3.eth.wait_for_transaction_receipt(call.transact({"from": sender, "gas": GAS, "value": value}))
    if receipt["status"] != 1:
        raise RuntimeError(f"reverted: {call}")
    return receipt


def gas_of(call: ContractFunction, sender: str, value: int = 0) -> int:
    """Send a call and return the gas it used."""
    return int(send(call, sender, value)["gasUsed"])


def deploy(w3: Web3, abi: Sequence[Any], code: bytes | str, sender: str, *arguments: Any) -> Contract:
    """Deploy a contract and return it."""
    receipt = send(w3.eth.contract(abi=abi, bytecode=code).constructor(*arguments), sender)
    return w3.eth.contract(address=receipt["contractAddress"], abi=abi)


def people(count: int, first: int = 1) -> list[str]:
    """Return that many addresses that nobody has used, the same in every run."""
    return [
        Web3.to_checksum_address(f"0x{(0xFEED << 140) + 7919 * number:040x}") for number in range(first, first + count)
    ]
