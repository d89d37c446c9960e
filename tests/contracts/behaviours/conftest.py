"""The contracts that the behaviour suites look at: ours, and one broken mock a standard."""

import re
from functools import cache
from itertools import count
from pathlib import Path

import pytest
from eth_abi import encode
from eth_account import Account
from eth_utils import keccak, to_checksum_address
from scripts._common import contract_types

from behaviours.subject import Fungible, Nft, Voting
from support import FACE_VALUE, FREE, LOCKED, tid
from wire import Contract, Wire, error

POLICIES = {"free": FREE, "face value": FACE_VALUE, "locked": LOCKED}
STANDARDS = {
    "ERC-165": "01ffc9a7",
    "ERC-721": "80ac58cd",
    "ERC-721 metadata": "5b5e139f",
    "ERC-721 enumerable": "780e9d63",
    "ERC-1155": "d9b67a26",
    "ERC-2981": "2a55205a",
    "ERC-4906": "49064906",
    "ERC-5192": "b45a3c0e",
    "ERC-7858": "3ebdfa31",
}
TICKETS_CLAIM = {"ERC-165", "ERC-721", "ERC-721 metadata", "ERC-2981", "ERC-4906", "ERC-5192"}
MEMBERSHIPS_CLAIM = {"ERC-165", "ERC-721", "ERC-721 metadata", "ERC-5192", "ERC-7858"}
ROYALTY_BPS = 750


@pytest.fixture(scope="session")
def wire(chain):
    connection = Wire(chain.provider.uri)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def crowd(accounts):
    """Accounts without a role that the node signs for."""
    return [account.address for account in list(accounts)[6:12]]


@pytest.fixture(scope="session")
def signers():
    """Accounts whose keys we know."""
    return [Account.from_key(keccak(text=name)) for name in ("Mascha", "Emmy")]


@pytest.fixture
def deploy(wire, deployer):
    """Deploy a contract by name: the mocks are too many to wait for Ape."""

    def make(name, *arguments):
        contract = contract_types()[name]
        kinds = [item.canonical_type for item in contract.constructor.inputs]
        code = bytes.fromhex(str(contract.deployment_bytecode.bytecode).removeprefix("0x"))
        receipt = wire.send(None, code + encode(kinds, arguments), sender=deployer.address)
        return Contract(wire, to_checksum_address(receipt["contractAddress"]))

    return make


@pytest.fixture
def receivers(deploy, wire, implementations):
    """A contract that takes tokens, one that lies about it, one that has never heard of tokens."""
    return {
        "taker": deploy("RecordingReceiver", True),
        "liar": deploy("RecordingReceiver", False),
        "deaf": Contract(wire, implementations["token"].address),
    }


def _claims(names):
    claimed = {name: bytes.fromhex(number) for name, number in STANDARDS.items() if name in names}
    denied = {name: bytes.fromhex(number) for name, number in STANDARDS.items() if name not in names}
    return {"claims": claimed, "denies": denied}


# --------------------------------------------------------------------------------------------------- our own contracts


@pytest.fixture
def ticket_subject(wire, crowd, receivers, make_event, box_office, steward, organiser, treasurer):
    """Make the subject of an event's tickets by the name of the policy."""

    def make(policy):
        contract = Contract(wire, make_event(policy=POLICIES[policy], royaltyBps=ROYALTY_BPS).address)
        serials = count()

        def mint(to):
            token = tid(1, next(serials))
            return token, contract.send(box_office.address, "mintTo(uint256[],address[])", [token], [to])

        def settle(token):
            word = (token >> 32, (token & 0xFFFFFFFF) >> 8, 1 << (token & 0xFF))
            return contract.send(steward.address, "settle((uint32,uint32,uint256)[])", [word])

        def revoke(token):
            return contract.send(organiser.address, "revoke(uint256[],uint8)", [token], 3)

        def cancel(_=None):
            return contract.send(organiser.address, "cancel()")

        def no_approval(operator):
            return error("TicketApprovalForbidden(address)", operator)

        held_back = {
            "free": None,
            "face value": lambda token, to: error("TicketFaceValueOnly(uint256,address)", token, to),
            "locked": lambda token, _: error("TicketLocked(uint256)", token),
        }
        return Nft(
            contract, crowd, mint, tid(1, 799), **receivers, **_claims(TICKETS_CLAIM),
            holds_back=held_back[policy], refuses_approval=None if policy == "free" else no_approval,
            # Cancellation is last: it holds for every ticket.
            changes={"settle": settle, "revoke": revoke, "cancel": cancel}, locks={"revoke": revoke},
            contract_changes={"cancel": cancel}, royalty=(treasurer.address, ROYALTY_BPS),
            open_way=contract.address if policy == "face value" else None,
        )  # fmt: skip

    return make


@pytest.fixture
def membership_subject(wire, crowd, receivers, membership, box_office):
    """The memberships, whose tokens are locked from the beginning."""
    contract = Contract(wire, membership.address)
    numbers = count(1)

    def mint_until(to, end):
        token = next(numbers)
        return token, contract.send(box_office.address, "mintTo(uint256[],address[],uint64)", [token], [to], end)

    def renew(token, end):
        return contract.send(box_office.address, "renew(uint256[],uint64)", [token], end)

    return Nft(
        contract, crowd, lambda to: mint_until(to, 0), 4_000_000_000, **receivers, **_claims(MEMBERSHIPS_CLAIM),
        holds_back=lambda token, _: error("MembershipSoulbound(uint256)", token), mint_until=mint_until, renew=renew,
    )  # fmt: skip


@pytest.fixture
def voting_subject(wire, crowd, signers, membership, box_office, organiser):
    """The votes of the members."""
    contract = Contract(wire, membership.address)
    numbers = count(1)

    def enfranchise(account):
        call = "mintTo(uint256[],address[],uint64)", [next(numbers)], [account], 0
        return contract.send(box_office.address, *call)

    def disenfranchise(account):
        token = contract.read("membershipOf(address)(uint256)", account)
        return contract.send(organiser.address, "revoke(uint256[],uint8)", [token], 0)

    return Voting(contract, crowd, enfranchise, disenfranchise, signers)


@pytest.fixture
def token_subject(wire, crowd, signers, token, treasurer):
    """The community token."""
    contract = Contract(wire, token.address)

    def mint(to, amount):
        return contract.send(treasurer.address, "mint(address,uint256)", to, amount)

    def burn(holder, amount):
        return contract.send(holder, "burn(uint256)", amount)

    def lower_cap():
        return contract.send(treasurer.address, "lowerCap(uint256)", 10**24)

    # Not minting and burning, which change the supply in the picture: `Transfer` from and to nobody says so already.
    return Fungible(contract, crowd, mint, burn, signers, {"lower cap": lower_cap})


# --------------------------------------------------------------------------------------------------------- the mocks


@cache
def flaws(mock):
    """Return the names of a mock's flaws in the order of its enum. The first is `None`."""
    source = Path.cwd() / "contracts" / "mocks" / "broken" / f"{mock}.sol"
    return re.findall(r"\w+", re.search(r"enum Flaw \{(.*?)\}", source.read_text("utf-8"), re.DOTALL)[1])


@pytest.fixture
def broken_nft(deploy, crowd, receivers):
    """Make the subject of a mock that is a non-fungible token, or knows at least what the suite asks."""

    def make(mock, flaw, *, restrained=False):
        arguments = (restrained,) if mock in {"BrokenERC721", "BrokenERC5192"} else ()
        if mock == "BrokenERC2981":
            arguments = (crowd[5],)
        contract = deploy(mock, flaws(mock).index(flaw), *arguments)
        numbers = count(1)

        def mint(to):
            token = next(numbers)
            return token, contract.send(crowd[0], "mint(address,uint256)", to, token)

        def mint_until(to, end):
            token = next(numbers)
            return token, contract.send(crowd[0], "mintUntil(address,uint256,uint256)", to, token, end)

        def send(signature, *arguments):
            return contract.send(crowd[0], signature, *arguments)

        def change_many(token):
            return send("changeMany(uint256,uint256)", token - 1, token)

        known = {
            "BrokenERC721": lambda: {"holds_back": _soulbound if restrained else None},
            "BrokenERC165": lambda: _claims({"ERC-165", "ERC-721"}),
            "BrokenERC2981": lambda: {"royalty": (crowd[5], 1000)},
            "BrokenERC7858": lambda: {
                "mint_until": mint_until,
                "renew": lambda token, end: send("renew(uint256,uint256)", token, end),
            },
            "BrokenERC4906": lambda: {
                "changes": {"one": lambda token: send("change(uint256)", token), "many": change_many}
            },
            "BrokenERC5192": lambda: {"locks": {"lock": lambda token: send("lock(uint256)", token)}},
            "BrokenERC7572": lambda: {"contract_changes": {"change": lambda: send("change()")}},
        }
        return Nft(contract, crowd, mint, 999, **receivers, **known[mock]())

    return make


def _soulbound(token, _):
    return error("Soulbound(uint256)", token)


@pytest.fixture
def broken_fungible(deploy, crowd, signers):
    """Make the subject of a mock that is an ERC-20 token."""

    def make(mock, flaw):
        contract = deploy(mock, flaws(mock).index(flaw))

        def mint(to, amount):
            return contract.send(crowd[0], "mint(address,uint256)", to, amount)

        def burn(holder, amount):
            return contract.send(holder, "burn(uint256)", amount)

        return Fungible(contract, crowd, mint, burn, signers)

    return make


@pytest.fixture
def broken_voting(deploy, crowd, signers):
    """Make the subject of a mock that counts votes."""

    def make(mock, flaw):
        contract = deploy(mock, flaws(mock).index(flaw))

        def enfranchise(account):
            return contract.send(crowd[0], "enfranchise(address)", account)

        def disenfranchise(account):
            return contract.send(crowd[0], "disenfranchise(address)", account)

        return Voting(contract, crowd, enfranchise, disenfranchise, signers)

    return make
