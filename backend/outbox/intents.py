"""The kinds of intents and which key carries them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Signer(StrEnum):
    """Our two keys. The office can mint, deliver and settle; only the organiser creates events and revokes."""

    OFFICE = "office"
    ORGANISER = "organiser"


class Kind(StrEnum):
    """What can be wished of the chain."""

    CREATE_COLLECTIVE = "create_collective"
    CREATE_EVENT = "create_event"
    MINT_TICKET = "mint_ticket"
    REVOKE_TICKET = "revoke_ticket"
    MINT_MEMBERSHIP = "mint_membership"
    SETTLE = "settle"


SIGNER_OF: Mapping[Kind, Signer] = {
    Kind.CREATE_COLLECTIVE: Signer.ORGANISER,
    Kind.CREATE_EVENT: Signer.ORGANISER,
    Kind.REVOKE_TICKET: Signer.ORGANISER,
    Kind.MINT_TICKET: Signer.OFFICE,
    Kind.MINT_MEMBERSHIP: Signer.OFFICE,
    Kind.SETTLE: Signer.OFFICE,
}


@dataclass(frozen=True)
class NewIntent:
    """A wish. `dedupe_key` names it: the same key is the same wish and is kept once."""

    kind: Kind
    dedupe_key: str
    collective_id: int
    event_id: int | None = None
    token_id: int | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
