"""What a code says before anything of its ticket is known: read and verified, outside of any transaction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from backend.db.repositories import collectives
from backend.db.session import Database
from backend.features.checkin.rules import SeenPass
from backend.features.checkin.schemas import Medium, Reason
from backend.passes.errors import NotAPass, PassError
from backend.passes.issuer import IssuerPublicKey
from backend.passes.ticket_pass import VerifiedPass, normalise_scan, verify

_MOST_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Reading:
    """Either `reason`, why this is no pass that anybody signed, or the pass and the id of the key that signed it."""

    reason: Reason | None
    seen: SeenPass | None = None
    kid: str = ""

    @property
    def medium(self) -> Medium | None:
        if self.seen is None:
            return None
        return Medium.PAPER if self.seen.proof_at is None else Medium.PHONE


class _KeyToFetch(Exception):
    """The code names a key that was not seen yet."""


class PassReader:
    """Reads codes. Keeps issuer keys it has seen: a key's bytes never change, and whether it is trusted is asked elsewhere."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._kept: dict[bytes, IssuerPublicKey] = {}

    def read(self, code: str) -> Reading:
        """What the code says; may ask the database for a key."""
        return _read(code, _Keys(self._kept, self._fetch))

    def read_at_once(self, code: str) -> Reading | None:
        """What the code says, if that can be told without asking the database."""
        try:
            return _read(code, _Keys(self._kept, _not_now))
        except _KeyToFetch:
            return None

    def _fetch(self, kid: bytes) -> IssuerPublicKey | None:
        with self._db.read() as session:
            row = collectives.issuer_key(session, kid.hex())
        if row is None:
            return None
        if len(self._kept) >= _MOST_KEYS:
            self._kept.clear()
        key = self._kept[kid] = IssuerPublicKey(row.public_key)
        return key


def _not_now(kid: bytes) -> IssuerPublicKey | None:
    raise _KeyToFetch(kid)


class _Keys(Mapping[bytes, IssuerPublicKey]):
    """The keys at hand, and the way to another."""

    def __init__(self, kept: dict[bytes, IssuerPublicKey], fetch: Callable[[bytes], IssuerPublicKey | None]) -> None:
        self._kept = kept
        self._fetch = fetch

    def __getitem__(self, kid: bytes) -> IssuerPublicKey:
        key = self._kept.get(kid) or self._fetch(kid)
        if key is None:
            raise KeyError(kid)
        return key

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _read(code: str, keys: Mapping[bytes, IssuerPublicKey]) -> Reading:
    try:
        verified = verify(normalise_scan(code), keys)
    except NotAPass:
        return Reading(Reason.NOT_A_TICKET)
    except PassError:
        return Reading(Reason.INVALID)
    return Reading(None, _seen(verified), verified.kid.hex())


def _seen(verified: VerifiedPass) -> SeenPass:
    claims, proof_at = verified.claims, verified.proof_at
    return SeenPass(
        event_ref=claims.event_ref.hex(),
        token_id=claims.token_id,
        epoch=claims.epoch,
        expires_at=datetime.fromtimestamp(claims.expires_at, UTC),
        proof_at=None if proof_at is None else datetime.fromtimestamp(proof_at, UTC),
    )
