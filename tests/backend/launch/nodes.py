"""A node in memory for what binds a database to a chain, and the files such an installation has."""

import json
from dataclasses import dataclass
from pathlib import Path

from backend.chain.client import Header

GENESIS = "0x" + "a1" * 32
FACTORY = "0x" + "0" * 38 + "24"
OFFICE = "0x" + "0" * 38 + "21"
ORGANISER = "0x" + "0" * 38 + "22"
ADMIN = "0x" + "0" * 38 + "23"


@dataclass
class Node:
    """Answers as the ChainClient of a chain with one contract."""

    chain: int = 31337
    genesis: str = GENESIS
    deployed: str = FACTORY

    def chain_id(self) -> int:
        return self.chain

    def header(self, number: int) -> Header:
        return Header(number=number, hash=self.genesis, parent_hash="0x" + "00" * 32, timestamp=1, base_fee=7)

    def code(self, address: str) -> bytes:
        return b"\x60" if address.lower() == self.deployed.lower() else b""


def write_record(path: Path, *, chain: int = 31337, genesis: str = GENESIS, factory: str = FACTORY) -> None:
    """The record that `ape run deploy` leaves."""
    path.parent.mkdir(parents=True, exist_ok=True)
    contracts = {"CollectiveFactory": {"address": factory, "block": 3}}
    path.write_text(json.dumps({"chain_id": chain, "genesis_hash": genesis, "contracts": contracts}))


def write_key(folder: Path, name: str, address: str) -> None:
    """A keystore as far as its address goes: binding never opens one."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps({"version": 3, "address": address}))
