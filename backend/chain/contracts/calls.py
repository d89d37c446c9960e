"""Calldata for what we ask of our contracts. Pure; the ABI files are the source."""

from collections.abc import Mapping, Sequence
from typing import Any

from backend.chain.abi_files import function

_POLICIES = {"free": 0, "face_value": 1, "locked": 2}
# None lets the collective's address choose, or for an event means the collective's.
_STYLES = {None: 0, "dada": 1, "pixel": 2, "bauhaus": 3, "concrete": 4}
# Zero in the contract's words: as many community tokens as there can be, memberships without an end.
_NO_CAP = 0
_NO_EXPIRY = 0
# A tier's sale: price, in tokens, opens, closes, limit, members only. All zero where nothing is sold.
_NO_SALE = (0, False, 0, 0, 0, False)
_NO_ROYALTY = 0
_TREASURY_ONLY: tuple[()] = ()


def bytes32(ref: str) -> bytes:
    """A reference (16 hex characters) as the chain spells it: left-aligned, padded with zeros."""
    return bytes.fromhex(ref).ljust(32, b"\x00")


def ref_of(word: bytes) -> str | None:
    """The reference in a bytes32, or None when it is none of our shape."""
    return word[:8].hex() if word[8:] == bytes(24) else None


def create_collective(config: Mapping[str, Any]) -> bytes:
    """CollectiveFactory.createCollective; `config` as the outbox stores it."""
    roles = [config[key] for key in ("admin", "organiser", "box_office", "door", "treasurer")]
    # Wishes from before there was a choice: the treasurer is paid, and the chain chooses the look.
    treasury = config.get("treasury", config["treasurer"])
    look = config.get("look", {"style": None, "paper": 0, "ink": 0, "accent": 0})
    colours = [look[key] for key in ("paper", "ink", "accent")]
    names = (bytes32(config["ref"]), config["name"], config["symbol"])
    return function("CollectiveFactory", "createCollective").encode(
        (*names, *roles, treasury, _NO_CAP, (_STYLES[look["style"]], *colours))
    )


def create_event(access: str, config: Mapping[str, Any]) -> bytes:
    """CollectiveFactory.createEvent; `config` as the outbox stores it. Nothing is sold on the chain itself."""
    tiers = [(tier["name"], tier["supply"], tier["box_office"], _NO_SALE) for tier in config["tiers"]]
    times = (config["starts_at"], config["ends_at"])
    # Wishes from before there was a choice name no style.
    style = _STYLES[config.get("style")]
    return function("CollectiveFactory", "createEvent").encode(
        access,
        bytes32(config["ref"]),
        (config["name"], *times, _POLICIES[config["policy"]], tiers, _NO_ROYALTY, style, _TREASURY_ONLY),
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
    return function("MembershipToken", "mint").encode(list(ids), _NO_EXPIRY)


def always_logs(data: bytes) -> bool:
    """Whether a call that did its work must have left a log: all of ours but settling, which is silent about known bits."""
    return not data.startswith(function("EventTickets", "settle").selector)
