"""One scan, durably: opens the transaction, and decides again when another gate was faster."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from backend.core.errors import Conflict
from backend.features.checkin.schemas import ScanAnswer, ScanRequest
from backend.features.checkin.service import Place, RacedAtTheDoor, redeem
from backend.features.parts import Parts

# The second decision finds the other gate's admission; a third can only be needed if that one was rolled back in between.
_ROUNDS = 4


def redeem_durably(parts: Parts, place_of: Callable[[Session], Place], scan: ScanRequest) -> ScanAnswer:
    """The answer to a scan, once it is committed. Raises what `place_of` and `redeem` raise."""
    for _ in range(_ROUNDS):
        try:
            with parts.db.write() as session:
                return redeem(session, parts, place_of(session), scan)
        except RacedAtTheDoor:
            continue
        except Conflict as conflict:
            if conflict.code != "scan_in_progress":
                raise
    raise Conflict("scan_in_progress")
