"""A collective's issuer keys: the youngest signs, older ones are trusted for what they signed, until they are retired."""

import secrets

from sqlalchemy.orm import Session

from backend.core.errors import Conflict, NotFound
from backend.db.models.collectives import IssuerKey
from backend.db.repositories import collectives, events, tickets
from backend.features.collectives.schemas import DoorKey, IssuerKeyRow, KeyState
from backend.features.door import tell
from backend.features.parts import Parts
from backend.passes.issuer import SEED_BYTES, IssuerSigner


def new_issuer_key(session: Session, parts: Parts, collective_id: int, *, account_id: int | None) -> str:
    """Make a key, sealed at rest, that signs from now on; returns its id. `account_id` is who asked for it."""
    seed = secrets.token_bytes(SEED_BYTES)
    public_key = IssuerSigner(seed).public_key
    kid = public_key.kid.hex()
    row = IssuerKey(
        collective_id=collective_id,
        kid=kid,
        public_key=public_key.raw,
        sealed_private_key=parts.vault.seal(seed, context=f"issuer:{kid}"),
        created_at=parts.clock.now(),
        created_by=account_id,
    )
    collectives.add_issuer_key(session, row)
    return kid


def issuer_signer(session: Session, parts: Parts, collective_id: int) -> IssuerSigner:
    """The key that signs this collective's passes now."""
    row = collectives.active_issuer_key(session, collective_id)
    return IssuerSigner(parts.vault.open(row.sealed_private_key, context=f"issuer:{row.kid}"))


def rotate(session: Session, parts: Parts, collective_id: int, *, account_id: int | None) -> str:
    """Sign with a new key from now on; passes of the older ones stay good. Returns the new key's id."""
    collectives.lock(session, collective_id)
    kid = new_issuer_key(session, parts, collective_id, account_id=account_id)
    _tell_doors(session, parts, collective_id)
    return kid


def to_retire(session: Session, parts: Parts, collective_id: int, kid: str) -> IssuerKeyRow:
    """The key, if it may be retired.

    Raises NotFound `issuer_key_unknown` (for another collective's, too), Conflict `issuer_key_retired_already`, and
    Conflict `issuer_key_signs` for the key that signs: a new one has to take over first.
    """
    for row in listing(session, parts, collective_id):
        if row.kid == kid:
            if row.state is KeyState.SIGNING:
                raise Conflict("issuer_key_signs", kid=kid)
            if row.state is KeyState.RETIRED:
                raise Conflict("issuer_key_retired_already", kid=kid)
            return row
    raise NotFound("issuer_key_unknown")


def retire(session: Session, parts: Parts, collective_id: int, kid: str, *, account_id: int | None) -> None:
    """Refuse the passes of this key from now on. Pages sign anew by themselves; what was printed or saved is dead.

    Raises as `to_retire` does.
    """
    # Locked: what was looked at stays true until it is written down.
    collectives.lock(session, collective_id)
    row = to_retire(session, parts, collective_id, kid)
    collectives.retire_issuer_key(session, row.kid, account_id=account_id, now=parts.clock.now())
    _tell_doors(session, parts, collective_id)


def _tell_doors(session: Session, parts: Parts, collective_id: int) -> None:
    """Doors of events that are over hear of it too: who knows when somebody still stands at one."""
    tell.rules(session, [event.id for event in events.of_collective(session, collective_id)], now=parts.clock.now())


def listing(session: Session, parts: Parts, collective_id: int) -> tuple[IssuerKeyRow, ...]:
    """All keys of the collective, youngest first."""
    signing = collectives.active_issuer_key(session, collective_id).id
    now, rows = parts.clock.now(), []
    followed_at = None
    for key, created_by, retired_by in collectives.issuer_keys(session, collective_id):
        state = KeyState.RETIRED if key.retired_at else KeyState.SIGNING if key.id == signing else KeyState.TRUSTED
        known = state is not KeyState.RETIRED
        rows.append(
            IssuerKeyRow(
                kid=key.kid,
                state=state,
                created_at=key.created_at,
                created_by=created_by,
                retired_at=key.retired_at,
                retired_by=retired_by,
                open_tickets=tickets.open_before(session, collective_id, issued_before=followed_at, now=now)
                if known
                else 0,
            )
        )
        followed_at = key.created_at
    return tuple(rows)


def door_keys(session: Session, collective_id: int) -> tuple[DoorKey, ...]:
    """The keys a door trusts for this collective's events: those that are not retired, youngest first."""
    return tuple(
        DoorKey(key.kid, key.public_key)
        for key, _, _ in collectives.issuer_keys(session, collective_id)
        if key.retired_at is None
    )
