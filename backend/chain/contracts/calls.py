"""Calldata for what we ask of our contracts. Pure; the ABI files are the source."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.chain.abi_files import function

_POLICIES = {"free": 0, "face_value": 1, "locked": 2}


def bytes32(ref: str) -> bytes:
    """A reference (16 hex characters) as the chain spells it: left-aligned, padded with zeros."""
    return bytes.fromhex(ref).ljust(32, b"\x00")


def ref_of(word: bytes) -> str | None:
    """The reference in a bytes32, or None when it is none of our shape."""
    return word[:8].hex() if word[8:] == bytes(24) else None


def create_collective(config: Mapping[str, Any]) -> bytes:
    """CollectiveFactory.createCollective; `config` as the outbox stores it."""
    roles = [config[key] for key in ("admin", "organiser", "box_office", "door", "treasurer")]
    return function("CollectiveFactory", "createCollective").encode(
        # The treasurer's account is where money goes until a collective can name another one.
        (bytes32(config["ref"]), config["name"], config["symbol"], *roles, config["treasurer"], 0, (0, 0, 0, 0))
    )


def create_event(access: str, config: Mapping[str, Any]) -> bytes:
    """CollectiveFactory.createEvent; `config` as the outbox stores it."""
    tiers = [(tier["name"], tier["supply"], tier["box_office"]) for tier in config["tiers"]]
    return function("CollectiveFactory", "createEvent").encode(
        access,
        bytes32(config["ref"]),
        (config["name"], config["starts_at"], config["ends_at"], _POLICIES[config["policy"]], tiers),
    )


def mint_tickets(ids: Sequence[int]) -> bytes:
    """EventTickets.mint: into the box office's custody."""
    return function("EventTickets", "mint").encode(list(ids))


def revoke_tickets(ids: Sequence[int], reason: int) -> bytes:
    """EventTickets.revoke."""
    return function("EventTickets", "revoke").encode(list(ids), reason)


def settle(words: Sequence[tuple[int, int, int]]) -> bytes:
    """EventTickets.settle; words are (tier, index, bits)."""
    return function("EventTickets", "settle").encode(list(words))


def mint_memberships(ids: Sequence[int]) -> bytes:
    """MembershipToken.mint: into the collective's custody."""
    return function("MembershipToken", "mint").encode(list(ids))


def always_logs(data: bytes) -> bool:
    """Whether a call that did its work must have left a log: all of ours but settling, which is silent about known bits."""
    return not data.startswith(function("EventTickets", "settle").selector)
