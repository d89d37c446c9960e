"""What a door is told, over HTTP: state, changes, a stream of them, head counts; and what a supervisor may look up."""

import gzip
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from backend.db.repositories import events
from backend.features.door import clashes
from backend.features.door.bodies import ChangesBody, ClashesBody, CountsBody, FoundBody, StateBody
from backend.features.door.changes import changes
from backend.features.door.counts import counts
from backend.features.door.follow import Follower, Message
from backend.features.door.once import Shared
from backend.features.door.search import require_supervisor, search
from backend.features.door.state import state
from backend.features.http.depends import DeviceDep, PartsDep
from backend.features.http.failures import FAILURES
from backend.features.http.limits import RateLimit

router = APIRouter(prefix="/api/v1/door", tags=["door"], responses=FAILURES)

# A door loads its state when it is paired, after a reload, and when its rules change; it polls changes every second at worst.
_states = RateLimit(per_minute=20, burst=30)
_polls = RateLimit(per_minute=120, burst=120)
# Somebody types; a device that asks for more wants the whole list.
_searches = RateLimit(per_minute=60, burst=60)

Cursor = Annotated[int, Query(ge=0, le=2**62, description="The cursor of the state or of the last changes")]
# Names the gate whose door it is: nobody else may keep it, nor a proxy in between.
_OURS_ALONE = {"Cache-Control": "private, no-store"}


class Live:
    """What the endpoints share between requests; one a process."""

    def __init__(self, follower: Follower) -> None:
        self.follower = follower
        self.states: Shared[bytes] = Shared()


def live_of(request: Request) -> Live:
    """What this process shares."""
    live: Live = request.app.state.door
    return live


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@router.get("/state", response_model=StateBody)
async def get_state(request: Request, parts: PartsDep, device: DeviceDep) -> Response:
    """All this door has to know to decide without a network; about a bit a ticket, no personal data. gzip where accepted."""
    _states.check(str(device.id))

    def make() -> bytes:
        with parts.db.snapshot() as session:
            return gzip.compress(_json(state(session, parts, device)).encode(), compresslevel=6)

    key = (device.event_id, device.list_id, device.gate_id)
    packed = await live_of(request).states.get(key, make)
    headers = {**_OURS_ALONE, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        return Response(packed, media_type="application/json", headers={**headers, "Content-Encoding": "gzip"})
    return Response(gzip.decompress(packed), media_type="application/json", headers=headers)


@router.get("/changes", response_model=ChangesBody)
def get_changes(parts: PartsDep, device: DeviceDep, after: Cursor) -> Response:
    """What this door has to learn after a cursor. `reset`: load the state, the cursor is unknown or too old."""
    _polls.check(str(device.id))
    with parts.db.snapshot() as session:
        body = changes(session, parts, device, after=after)
    return Response(_json(body), media_type="application/json", headers=_OURS_ALONE)


@router.get(
    "/stream",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}, "description": "Server-sent events; see docs/checkin.md"}},
)
async def get_stream(request: Request, device: DeviceDep, after: Cursor) -> StreamingResponse:
    """The same as it happens: `changes` (its id is the cursor), `time` while nothing happens, `revoked` at the end."""
    _states.check(str(device.id))
    heard = live_of(request).follower.listen(device, after=after)
    headers = {**_OURS_ALONE, "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(heard), media_type="text/event-stream", headers=headers)


async def _events(messages: AsyncIterator[Message]) -> AsyncIterator[str]:
    async for message in messages:
        number = f"id: {message.cursor}\n" if message.cursor is not None else ""
        yield f"{number}event: {message.event}\ndata: {_json(message.data)}\n\n"


@router.get("/counts")
def get_counts(parts: PartsDep, device: DeviceDep) -> CountsBody:
    """How many went through this gate and the others, how many are inside, how many tickets there are."""
    with parts.db.snapshot() as session:
        found = counts(session, device.event_id, list_id=device.list_id, gate_id=device.gate_id)
    return CountsBody.model_validate(found)


@router.get("/search")
def get_search(parts: PartsDep, device: DeviceDep, q: Annotated[str, Query(max_length=100)]) -> FoundBody:
    """Tickets by number (`42`, `1-0042`), note, or name where the organiser allows it; for supervisors, at most 20."""
    _searches.check(str(device.id))
    with parts.db.snapshot() as session:
        return FoundBody.model_validate({"tickets": search(session, device, q)})


@router.get("/clashes")
def get_clashes(parts: PartsDep, device: DeviceDep) -> ClashesBody:
    """Every ticket that more people came in with than its list allows, with all its scans; for supervisors."""
    require_supervisor(device)
    _searches.check(str(device.id))
    with parts.db.snapshot() as session:
        found = clashes.listing(session, events.list_by_id(session, device.list_id))
    return ClashesBody.model_validate({"clashes": [clashes.spelled(clash) for clash in found]})
