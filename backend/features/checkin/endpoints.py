"""Check-ins over HTTP."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials
from pydantic import AfterValidator, AwareDatetime, BaseModel, Field, StringConstraints, ValidationError

from backend.core.errors import EinlassError, Invalid, Unauthenticated
from backend.core.i18n import Texts, pick_locale
from backend.core.metrics import CHECKINS
from backend.features.checkin.answers import to_json
from backend.features.checkin.edge import Desk, KnownDevice, Result
from backend.features.checkin.schemas import (
    DeviceClock,
    Direction,
    Fact,
    Medium,
    Outcome,
    Reason,
    ScanAnswer,
    ScanFact,
    Source,
    TicketRef,
    TimeMark,
    UndoFact,
)
from backend.features.http.bodies import TierBody
from backend.features.http.depends import bearer
from backend.features.http.failures import FAILURES
from backend.features.http.limits import RateLimit

router = APIRouter(prefix="/api/v1", tags=["door"], responses=FAILURES)

# A steward scans once a second at the very best, a hand scanner on a belt three times; a device that sends ten a second for
# a minute is broken or stolen.
_scans = RateLimit(per_minute=600, burst=1_200)
# What was collected without a network comes in batches of 100 and more: 120 at once are a whole evening of the busiest gate.
_uploads = RateLimit(per_minute=60, burst=120)
_MOST_FACTS = 500


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise ValueError("no such time in UTC") from None


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class TicketRefBody(BaseModel):
    """A ticket by its number; `serial` counts from 0."""

    tier: Annotated[int, Field(ge=1, lt=2**31)]
    serial: Annotated[int, Field(ge=0, lt=2**32)]


class ShownBody(BaseModel):
    """What the device told the person before it had the answer."""

    outcome: Literal["admitted", "exited", "refused"]
    reason: Reason | None = None


class OverrideBody(BaseModel):
    """Why a supervisor lets somebody in all the same."""

    reason: Words


class FactBody(BaseModel):
    """What happened at the door, under the device's own id. A scan: `code` or `ticket`; an undo: `undoes` and `reason`."""

    id: UUID
    kind: Literal["scan", "undo"] = "scan"
    code: Annotated[str, StringConstraints(max_length=4096)] | None = None
    ticket: TicketRefBody | None = None
    direction: Direction = Direction.ENTRY
    scanned_at: Moment
    synced_at: Moment | None = None
    clock: DeviceClock = DeviceClock.MONOTONIC
    source: Source
    shown: ShownBody | None = None
    override: OverrideBody | None = None
    undoes: UUID | None = None
    reason: Words | None = None


class BatchBody(BaseModel):
    """Facts in the order in which they happened. Each is judged on its own: one that is malformed spoils no other."""

    facts: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=_MOST_FACTS)]


class FirstBody(BaseModel):
    at: str
    gate: str


class AnswerBody(BaseModel):
    """The verdict. `first` says when and where the ticket was let in first, if it was before this scan."""

    id: UUID
    outcome: Outcome
    reason: Reason | None
    tier: TierBody | None
    serial: int | None
    medium: Medium | None
    gate: str
    direction: Direction
    decided_at: str
    at: str
    time_mark: TimeMark | None
    first: FirstBody | None
    clash: bool
    let_in: bool
    note: str | None
    name: str | None


class FactProblem(BaseModel):
    """`code` is stable; `title` and `detail` are in the language of Accept-Language."""

    code: str
    title: str
    detail: str


class ProblemBody(BaseModel):
    """What is wrong with one fact; `id` as it was sent, null if there was none."""

    id: str | None
    problem: FactProblem


class AnswersBody(BaseModel):
    """What became of each fact, in their order."""

    answers: list[AnswerBody | ProblemBody]


def _desk_of(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


async def _device(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> KnownDevice:
    return await _desk_of(request).device(credentials.credentials if credentials else None)


KnownDeviceDep = Annotated[KnownDevice, Depends(_device)]


@router.post("/checkins", response_model=AnswerBody)
async def check_in(request: Request, device: KnownDeviceDep, body: FactBody) -> JSONResponse:
    """Keep one fact and answer it. The answer is durable, and the same for the same id for ever."""
    _scans.check(str(device.id))
    (result,) = await _desk_of(request).keep(device, [_fact(body)])
    if isinstance(result, Exception):
        raise result
    _count(result)
    return JSONResponse(to_json(result))


@router.post("/checkins/batch", response_model=AnswersBody)
async def check_in_many(request: Request, device: KnownDeviceDep, body: BatchBody) -> JSONResponse:
    """Keep what a door has collected without a network, up to 500 facts, in the order in which they happened."""
    _uploads.check(str(device.id))
    read = [_read(raw) for raw in body.facts]
    facts = [fact for fact in read if not isinstance(fact, EinlassError)]
    results = iter(await _desk_of(request).keep(device, facts) if facts else [])
    texts = Texts(pick_locale(request.headers.get("accept-language")))
    answers = []
    for raw, fact in zip(body.facts, read, strict=True):
        result: Result = fact if isinstance(fact, EinlassError) else next(results)
        if isinstance(result, Unauthenticated) or not isinstance(result, EinlassError | ScanAnswer):
            raise result
        if isinstance(result, ScanAnswer):
            _count(result)
        answers.append(to_json(result) if isinstance(result, ScanAnswer) else _wrong(raw, result, texts))
    return JSONResponse({"answers": answers})


def _read(raw: dict[str, Any]) -> Fact | EinlassError:
    try:
        return _fact(FactBody.model_validate(raw))
    except ValidationError as error:
        first = error.errors()[0]
        return Invalid("validation_failed", field=".".join(map(str, first["loc"])), reason=str(first["msg"]))
    except Invalid as error:
        return error


def _fact(body: FactBody) -> Fact:
    """The fact a body stands for. Raises Invalid `validation_failed` when something is missing for its kind."""
    if body.kind == "undo":
        if body.undoes is None or body.reason is None:
            raise _missing("reason" if body.undoes else "undoes")
        return UndoFact(
            id=body.id,
            undoes=body.undoes,
            reason=body.reason,
            scanned_at=body.scanned_at,
            source=body.source,
            synced_at=body.synced_at,
            clock=body.clock,
        )
    if body.code is None and body.ticket is None:
        raise _missing("code")
    return ScanFact(
        id=body.id,
        code=body.code or "",
        ticket=TicketRef(body.ticket.tier, body.ticket.serial) if body.ticket else None,
        direction=body.direction,
        scanned_at=body.scanned_at,
        synced_at=body.synced_at,
        clock=body.clock,
        source=body.source,
        shown=Outcome(body.shown.outcome) if body.shown else None,
        override=body.override.reason if body.override else None,
    )


def _missing(field: str) -> Invalid:
    return Invalid("validation_failed", field=field, reason="Field required")


def _wrong(raw: dict[str, Any], error: EinlassError, texts: Texts) -> dict[str, Any]:
    sent = raw.get("id")
    problem = {"code": error.code, "title": texts(f"status-{error.status}"), "detail": texts.error(error)}
    return {"id": sent if isinstance(sent, str) else None, "problem": problem}


def _count(answer: ScanAnswer) -> None:
    CHECKINS.labels(answer.outcome.value, answer.reason.value if answer.reason else "").inc()
