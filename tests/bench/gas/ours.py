"""Our contracts on the benchmark's chain: deployed as `scripts/deploy.py` does it, one collective, as many events as needed."""

from itertools import count
from typing import Any

from eth_utils import keccak, to_checksum_address
from rlp import encode
from web3 import Web3
from web3.contract import Contract

from scripts._common import PLAN, contract_types
from tests.bench.chain import deploy, send

FREE, FACE_VALUE, LOCKED = range(3)
DAY = 86_400
PRICE = 2 * 10**16


def tid(tier: int, serial: int) -> int:
    """Return the token id of a serial."""
    return tier << 32 | serial


def tier(name: str, supply: int, share: int, price: int = 0) -> tuple[Any, ...]:
    """Return a tier; without a price its public share is free. Open until the end, for everybody, without a limit."""
    return (name, supply, share, (price, False, 0, 0, 0, False))


class Ours:
    """A collective with every role in one hand each."""

    def __init__(self, w3: Web3) -> None:
        self.w3 = w3
        self.types = contract_types()
        self.deployer, self.admin, self.organiser, self.box_office, self.steward, self.treasurer = w3.eth.accounts[:6]
        self.contracts = self._deploy()
        self.factory = self.contracts["CollectiveFactory"]
        config = {
            "ref": bytes(32),
            "name": "Kollektiv Ostpol",
            "symbol": "OSTPOL",
            "admin": self.admin,
            "organiser": self.organiser,
            "boxOffice": self.box_office,
            "door": self.steward,
            "treasurer": self.treasurer,
            "treasury": self.treasurer,
            "tokenCap": 0,
            "look": (0, 0, 0, 0),
        }
        self.creation = self.factory.functions.createCollective(config)
        self.access, self.membership, self.token = self.creation.call({"from": self.deployer})
        self._refs = count(1)

    def event(self, **changes: Any) -> tuple[Any, str]:
        """The call that makes an event, and the address its tickets will have."""
        now = self.w3.eth.get_block("latest")["timestamp"]
        config = {
            "name": "Sommerfest",
            "startsAt": now + DAY,
            "endsAt": now + 2 * DAY,
            "policy": FREE,
            "tiers": [tier("Normal", 1000, 800), tier("Soli", 300, 300)],
            "royaltyBps": 0,
            "style": 0,
            "payees": [],
            **changes,
        }
        reference = next(self._refs).to_bytes(32, "big")
        address = self.factory.functions.predictEvent(self.access, reference).call()
        return self.factory.functions.createEvent(self.access, reference, config), address

    def new(self, **changes: Any) -> Contract:
        """Make a fresh event and return its tickets."""
        call, address = self.event(**changes)
        send(call, self.organiser)
        return self.at("EventTickets", address)

    def at(self, name: str, address: str) -> Contract:
        """Return one of our contracts at an address."""
        return self.w3.eth.contract(address=to_checksum_address(address), abi=self._abi(name))

    def _abi(self, name: str) -> list[Any]:
        return [entry.model_dump(by_alias=True) for entry in self.types[name].abi]

    def _deploy(self) -> dict[str, Contract]:
        first = self.w3.eth.get_transaction_count(self.deployer)
        addresses = {name: _created(self.deployer, first + at) for at, name in enumerate(PLAN)}
        return {
            name: deploy(
                self.w3,
                self._abi(name),
                self.types[name].get_deployment_bytecode() or b"",
                self.deployer,
                *(addresses[need] for need in needs),
            )
            for name, needs in PLAN.items()
        }


def _created(sender: str, nonce: int) -> str:
    return to_checksum_address(keccak(encode([bytes.fromhex(sender[2:]), nonce]))[12:])
