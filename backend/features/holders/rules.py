"""What becomes of a ticket that a phone wants for itself. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from backend.passes.holder import load_holder_key

# A phone signs with the server's time as it knows it: minutes for a slow network and a slow person, not for a copy found later.
CLAIM_LASTS = timedelta(minutes=5)
# No pass begins like this: what a phone signs there begins with the head of a CBOR array.
_DOMAIN = b"einlass holder claim 1\x00"
_REF_BYTES, _NUMBER_BYTES = 8, 8


@dataclass(frozen=True)
class Binding:
    """The phone a ticket is bound to, by its public key, and the ticket's epoch from that moment."""

    public_key: bytes
    epoch: int


@dataclass(frozen=True)
class Claim:
    """A phone says: this ticket to me. `at` is the server's time as the phone knows it, in whole seconds.

    public_key  the phone's P-256 key, a compressed point of 33 bytes
    replace     also when another phone has it
    """

    event_ref: str
    token_id: int
    public_key: bytes
    at: int
    replace: bool

    def message(self) -> bytes:
        """What the phone signs. It holds all that is asked for, so that nothing of it can be exchanged afterwards."""
        return (
            _DOMAIN
            + bytes.fromhex(self.event_ref)
            + self.token_id.to_bytes(_NUMBER_BYTES)
            + self.at.to_bytes(_NUMBER_BYTES)
            + bytes([self.replace])
            + self.public_key
        )

    def is_signed(self, signature: bytes) -> bool:
        """Whether the phone with this key signed the claim. Raises ValueError for what is no key."""
        return load_holder_key(self.public_key).verifies(signature, self.message())


def is_fresh(at: int, now: datetime) -> bool:
    """Whether a claim of this time counts now."""
    return abs(now.timestamp() - at) <= CLAIM_LASTS.total_seconds()


class Step(Enum):
    """What a claim does."""

    KEEP = "keep"
    BIND = "bind"
    BIND_ANEW = "bind_anew"
    REFUSE = "refuse"


def current(binding: Binding | None, epoch: int) -> Binding | None:
    """The binding that counts: one from before the ticket's present epoch is worth nothing any more."""
    return binding if binding is not None and binding.epoch == epoch else None


def judge(bound: Binding | None, public_key: bytes, *, replace: bool, paper: bool) -> Step:
    """What a good claim by this key does to a ticket with this current binding.

    BIND_ANEW raises the epoch, so that every code from before is worth nothing: the other phone's, and where paper is
    allowed the printed ones.
    """
    if bound is None:
        return Step.BIND_ANEW if paper else Step.BIND
    if bound.public_key == public_key:
        return Step.KEEP
    return Step.BIND_ANEW if replace else Step.REFUSE
