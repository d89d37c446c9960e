"""Check-ins over HTTP."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import AfterValidator, AwareDatetime, BaseModel, StringConstraints

from backend.core.metrics import CHECKINS
from backend.features.checkin import service
from backend.features.checkin.edge import redeem_durably
from backend.features.checkin.schemas import Medium, Outcome, Reason, ScanRequest, Source
from backend.features.http.bodies import TierBody
from backend.features.http.depends import DeviceDep, PartsDep
from backend.features.http.failures import FAILURES
from backend.features.http.limits import RateLimit

router = APIRouter(prefix="/api/v1", tags=["door"], responses=FAILURES)

# A steward scans once a second at the very best, a hand scanner on a belt three times; a device that sends ten a second for
# a minute is broken or stolen. Uploads after an hour offline come in a burst.
_scans = RateLimit(per_minute=600, burst=1_200)


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("no such time in UTC") from None


class ScanBody(BaseModel):
    """A scan: the device's own id for it, the text that was read, when, and how."""

    id: UUID
    code: Annotated[str, StringConstraints(max_length=4096)]
    scanned_at: Annotated[AwareDatetime, AfterValidator(_in_utc)]
    source: Source


class FirstBody(BaseModel):
    at: str
    gate: str


class AnswerBody(BaseModel):
    """The verdict. `first` says when and where a ticket that is `already_redeemed` was let in."""

    id: UUID
    outcome: Outcome
    reason: Reason | None
    tier: TierBody | None
    serial: int | None
    medium: Medium | None
    gate: str
    decided_at: str
    first: FirstBody | None


@router.post("/checkins")
def check_in(parts: PartsDep, device: DeviceDep, body: ScanBody) -> AnswerBody:
    """Redeem a ticket at this device's gate. The answer is durable, and the same for the same scan id for ever."""
    _scans.check(str(device.id))
    scan = ScanRequest(id=body.id, code=body.code, scanned_at=body.scanned_at, source=body.source)
    answer = redeem_durably(parts, lambda session: service.place_of_device(session, device), scan)
    CHECKINS.labels(answer.outcome.value, answer.reason.value if answer.reason else "").inc()
    return AnswerBody.model_validate(service.to_json(answer))
