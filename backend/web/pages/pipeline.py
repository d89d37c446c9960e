"""The way to the chain, for whoever runs this: what is pending, what it costs, what needs a person, and “try again”."""

import hashlib
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from backend.core.token_ids import spoken
from backend.features.pipeline import service as pipeline
from backend.web.deps import GivenOrganiser, GivenPosted, OrganiserVisit, text_of
from backend.web.render import page

router = APIRouter(include_in_schema=False)
_PATH = "/pipeline"


@router.get(_PATH)
def pipeline_page(visit: GivenOrganiser) -> Response:
    """All that is on its way to the chain."""
    values = _values(visit)
    return page(visit.reader, "pipeline.html", live=True, seen=_name(visit, values), **values)


@router.get(f"{_PATH}/live")
def pipeline_live(visit: GivenOrganiser, seen: str = "") -> Response:
    """The part that moves; nothing (204) while it is what the reader has `seen`, so that a quiet page stands still."""
    values = _values(visit)
    name = _name(visit, values)
    if seen == name:
        return Response(status_code=204, headers={"Cache-Control": "private, no-store"})
    return page(visit.reader, "pipeline_live.html", seen=name, **values)


def _values(visit: OrganiserVisit) -> dict[str, Any]:
    with visit.parts.db.read() as session:
        found = pipeline.overview(session, visit.parts, visit.account_id)
    return {"pipeline": found, "now": visit.parts.clock.now(), "spoken": spoken}


def _name(visit: OrganiserVisit, values: dict[str, Any]) -> str:
    """A name for what the page says now: the same words have the same name."""
    body = bytes(page(visit.reader, "pipeline_live.html", seen="", **values).body)
    return hashlib.sha256(body).hexdigest()[:16]


@router.post(f"{_PATH}/retry")
def retry(visit: GivenPosted) -> Response:
    """Ask the relayer to try something again that failed, or all of it."""
    wanted = text_of(visit.form, "intent")
    with visit.parts.db.write() as session:
        if wanted == "all":
            pipeline.retry_all(session, visit.parts, visit.account_id)
        elif wanted.isdecimal() and len(wanted) < 19:
            pipeline.retry(session, visit.parts, visit.account_id, int(wanted))
    return RedirectResponse(_PATH, status_code=303)
