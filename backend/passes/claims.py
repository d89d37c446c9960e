"""What a pass says: a CWT claims set (RFC 8392) with `exp` and one private claim for the ticket."""

from dataclasses import dataclass
from enum import IntEnum

from backend.passes import cbor
from backend.passes.errors import PassMalformed, Stage

EVENT_REF_BYTES = 8
MAX_TIER = 2**31 - 1
MAX_SERIAL = 2**32 - 1
MAX_EPOCH = 2**32 - 1
# 9999-12-31T23:59:59Z, the last second that every calendar in use here can show.
MAX_EXPIRES_AT = 253_402_300_799

_SERIAL_BITS = 32


class Claim(IntEnum):
    """Claim keys; those below -65536 are for private use (RFC 8392, section 9.1)."""

    EXPIRES_AT = 4
    TICKET = -65537


@dataclass(frozen=True, slots=True, kw_only=True)
class PassClaims:
    """What an issuer says about one ticket. Raises ValueError when a value is outside its range.

    event_ref   8 bytes, the event's public reference
    token_id    `tier << 32 | serial`, the token's id on chain; tier from 1 to 2^31 - 1, serial from 0 to 2^32 - 1
    epoch       0 to 2^32 - 1; rises with every transfer, re-binding and re-issue, and only the newest opens the door
    expires_at  unix seconds, 1 to MAX_EXPIRES_AT; carried only, the door decides what it means
    """

    event_ref: bytes
    token_id: int
    epoch: int
    expires_at: int

    def __post_init__(self) -> None:
        if len(self.event_ref) != EVENT_REF_BYTES:
            raise ValueError(f"an event reference has {EVENT_REF_BYTES} bytes, not {len(self.event_ref)}")
        if self.token_id < 0:
            raise ValueError(f"token id {self.token_id} is negative")
        if not 1 <= self.tier <= MAX_TIER:
            raise ValueError(f"tier {self.tier} is not in 1..{MAX_TIER}")
        if not 0 <= self.epoch <= MAX_EPOCH:
            raise ValueError(f"epoch {self.epoch} is not in 0..{MAX_EPOCH}")
        if not 1 <= self.expires_at <= MAX_EXPIRES_AT:
            raise ValueError(f"expiry {self.expires_at} is not in 1..{MAX_EXPIRES_AT}")

    @property
    def tier(self) -> int:
        """The upper half of the token id."""
        return self.token_id >> _SERIAL_BITS

    @property
    def serial(self) -> int:
        """The lower half of the token id."""
        return self.token_id & MAX_SERIAL


def encode_claims(claims: PassClaims) -> bytes:
    """Return the CWT claims set: `{4: exp, -65537: [event_ref, tier, serial, epoch]}`."""
    return cbor.encode(
        {
            int(Claim.EXPIRES_AT): claims.expires_at,
            int(Claim.TICKET): [claims.event_ref, claims.tier, claims.serial, claims.epoch],
        }
    )


def decode_claims(payload: bytes) -> PassClaims:
    """Read a claims set that has exactly these claims.

    Raises PassMalformed: stage cbor when it is not deterministic CBOR, stage claims when a claim is missing, unknown,
    of another type or out of range. Unknown claims are refused, not skipped: an old reader that skipped a binding to a
    device would let a copy in.
    """
    match cbor.decode(payload):
        case {
            Claim.EXPIRES_AT: int() as expires_at,
            Claim.TICKET: [bytes() as event_ref, int() as tier, int() as serial, int() as epoch],
            **rest,
        } if not rest:
            pass
        case _:
            raise PassMalformed(Stage.CLAIMS, "not exactly {4: exp, -65537: [event, tier, serial, epoch]}")
    if not 0 <= serial <= MAX_SERIAL:
        raise PassMalformed(Stage.CLAIMS, f"serial {serial} is not in 0..{MAX_SERIAL}")
    try:
        token_id = tier << _SERIAL_BITS | serial
        return PassClaims(event_ref=event_ref, token_id=token_id, epoch=epoch, expires_at=expires_at)
    except ValueError as error:
        raise PassMalformed(Stage.CLAIMS, str(error)) from None
