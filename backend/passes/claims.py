"""What a pass says: a CWT claims set (RFC 8392) with `exp`, one private claim for the ticket, and if it is bound, `cnf`."""

from dataclasses import dataclass
from enum import IntEnum

from backend.passes import cbor
from backend.passes.errors import PassMalformed, Stage
from backend.passes.holder import load_holder_key

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
    CONFIRMATION = 8
    TICKET = -65537


class _Key(IntEnum):
    """Labels of a COSE_Key with two coordinates (RFC 9052, section 7.1; RFC 9053, section 7.1.1)."""

    TYPE = 1
    CURVE = -1
    X = -2
    Y = -3


# The confirmation method `COSE_Key` (RFC 8747, section 3.1), key type EC2 and curve P-256.
_COSE_KEY, _EC2, _P256 = 1, 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PassClaims:
    """What an issuer says about one ticket. Raises ValueError when a value is outside its range.

    event_ref   8 bytes, the event's public reference
    token_id    `tier << 32 | serial`, the token's id on chain; tier from 1 to 2^31 - 1, serial from 0 to 2^32 - 1
    epoch       0 to 2^32 - 1; rises with every transfer, re-binding and re-issue, and only the newest opens the door
    expires_at  unix seconds, 1 to MAX_EXPIRES_AT; carried only, the door decides what it means
    holder_key  the P-256 key of the device that the pass is bound to, a compressed point of 33 bytes; None: static
    """

    event_ref: bytes
    token_id: int
    epoch: int
    expires_at: int
    holder_key: bytes | None = None

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
        if self.holder_key is not None:
            load_holder_key(self.holder_key)

    @property
    def tier(self) -> int:
        """The upper half of the token id."""
        return self.token_id >> _SERIAL_BITS

    @property
    def serial(self) -> int:
        """The lower half of the token id."""
        return self.token_id & MAX_SERIAL


def encode_claims(claims: PassClaims) -> bytes:
    """Return the CWT claims set: `{4: exp, 8: cnf, -65537: [event_ref, tier, serial, epoch]}`, 8 only if bound."""
    said: dict[int, cbor.CborValue] = {
        int(Claim.EXPIRES_AT): claims.expires_at,
        int(Claim.TICKET): [claims.event_ref, claims.tier, claims.serial, claims.epoch],
    }
    if claims.holder_key is not None:
        said[int(Claim.CONFIRMATION)] = _confirmation(claims.holder_key)
    return cbor.encode(said)


def decode_claims(payload: bytes) -> PassClaims:
    """Read a claims set that has exactly these claims.

    Raises PassMalformed: stage cbor when it is not deterministic CBOR, stage claims when a claim is missing, unknown,
    of another type or out of range, or the holder's key no point of the curve. Unknown claims are refused, not
    skipped: a reader that skipped the binding to a device would let a copy in.
    """
    said = cbor.decode(payload)
    if not isinstance(said, dict):
        raise PassMalformed(Stage.CLAIMS, "the claims are no map")
    # None stands for a missing claim only: there is no null inside a pass.
    confirmation = said.pop(Claim.CONFIRMATION, None)
    match said:
        case {
            Claim.EXPIRES_AT: int() as expires_at,
            Claim.TICKET: [bytes() as event_ref, int() as tier, int() as serial, int() as epoch],
            **others,
        } if not others and all(map(cbor.is_integer, (expires_at, tier, serial, epoch))):
            pass
        case _:
            raise PassMalformed(Stage.CLAIMS, "not exactly {4: exp, 8: cnf, -65537: [event, tier, serial, epoch]}")
    if not 0 <= serial <= MAX_SERIAL:
        raise PassMalformed(Stage.CLAIMS, f"serial {serial} is not in 0..{MAX_SERIAL}")
    try:
        return PassClaims(
            event_ref=event_ref,
            token_id=tier << _SERIAL_BITS | serial,
            epoch=epoch,
            expires_at=expires_at,
            holder_key=None if confirmation is None else _holder_key(confirmation),
        )
    except ValueError as error:
        raise PassMalformed(Stage.CLAIMS, str(error)) from None


def _confirmation(point: bytes) -> cbor.CborValue:
    # The sign of y instead of y: 45 bytes for the claim, not 77, and a proof fits a code of 61 modules, not 65.
    key: dict[int, cbor.CborValue] = {
        int(_Key.TYPE): _EC2,
        int(_Key.CURVE): _P256,
        int(_Key.X): point[1:],
        int(_Key.Y): bool(point[0] & 1),
    }
    return {_COSE_KEY: key}


def _holder_key(confirmation: cbor.CborValue) -> bytes:
    match confirmation:
        case {1: {_Key.X: bytes() as x, _Key.Y: bool() as odd}}:
            point = bytes([2 + odd]) + x
        case _:
            raise PassMalformed(Stage.CLAIMS, "the confirmation is no compressed P-256 key")
    # Compared as bytes: to Python, a curve of `true` would equal the curve 1.
    if cbor.encode(confirmation) != cbor.encode(_confirmation(point)):
        raise PassMalformed(Stage.CLAIMS, "the confirmation is not exactly {1: {1: 2, -1: 1, -2: x, -3: sign of y}}")
    return point
