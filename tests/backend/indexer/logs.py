"""Logs as a node gives them, encoded from the ABI files, for chains that a test makes up."""

from typing import Any

from eth_abi.abi import encode

from backend.chain.abi_files import events_by_topic
from backend.chain.client import RawLog
from backend.chain.events import DecodedLog, decode_log
from backend.core.token_ids import ZERO_ADDRESS

TICKETS = "0x" + "0" * 39 + "1"
MEMBERSHIP = "0x" + "0" * 39 + "2"
FACTORY = "0x" + "0" * 39 + "3"
OURS, STRANGER = "0x" + "0" * 39 + "4", "0x" + "0" * 39 + "5"
REF = bytes.fromhex("0102030405060708").ljust(32, b"\x00")


def raw_log(contract: str, address: str, name: str, *, block: int, at: int, **args: Any) -> RawLog:
    """A log of the event `name` of a contract of this kind."""
    topic, event = next((topic, event) for topic, event in events_by_topic(contract).items() if event.name == name)
    return RawLog(
        address=address,
        topics=(topic, *(encode([kind], [args[arg]]) for arg, kind in event.indexed)),
        data=encode([kind for _, kind in event.plain], [args[arg] for arg, _ in event.plain]),
        block_number=block,
        block_hash="0x" + f"{block:064x}",
        transaction_hash="0x" + f"{at:064x}",
        log_index=at,
    )


def log(contract: str, address: str, name: str, *, block: int = 1, at: int = 0, **args: Any) -> DecodedLog:
    """A decoded log of the event `name` of a contract of this kind."""
    return decode_log(contract, raw_log(contract, address, name, block=block, at=at, **args))


def moved(address: str, token_id: int, sender: str, receiver: str, *, block: int = 1, at: int = 0) -> DecodedLog:
    contract = "MembershipToken" if address == MEMBERSHIP else "EventTickets"
    args = {"from": sender, "to": receiver, "tokenId": token_id}
    return log(contract, address, "Transfer", block=block, at=at, **args)


def minted(address: str, token_id: int, *, block: int = 1, at: int = 0) -> DecodedLog:
    """Minted into custody: the contract itself holds it."""
    return moved(address, token_id, ZERO_ADDRESS, address, block=block, at=at)


def revoked(address: str, token_id: int, *, block: int = 1, at: int = 0) -> DecodedLog:
    contract = "MembershipToken" if address == MEMBERSHIP else "EventTickets"
    return log(contract, address, "Revoked", block=block, at=at, tokenId=token_id, reason=1)


def settled(tier: int, word: int, bits: int, *, block: int = 1, at: int = 0) -> DecodedLog:
    return log("EventTickets", TICKETS, "Settled", block=block, at=at, tier=tier, index=word, bits=bits)
