"""Giving phones at the door their access, and taking it away."""

from dataclasses import replace

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from backend.core.errors import Invalid
from backend.features.devices import service as devices
from backend.features.devices.schemas import DeviceRole
from backend.features.events import service as events
from backend.web.codes import link_svg
from backend.web.deps import GivenPosted, text_of
from backend.web.pages.events import organised_event
from backend.web.render import keep_secret, page, trusted_svg

router = APIRouter(include_in_schema=False)


@router.post("/c/{slug}/e/{event_slug}/pair")
def pair(visit: GivenPosted, slug: str, event_slug: str) -> Response:
    """A one-time code for a gate, shown this once: only its hash is kept."""
    base = f"/c/{slug}/e/{event_slug}"
    with visit.parts.db.write() as session:
        collective, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        gate_id, list_id, role = _chosen(visit.form)
        pairing = devices.start_pairing(session, visit.parts, event, gate_id=gate_id, list_id=list_id, role=role)
        shown = events.page(session, collective, event)
    return keep_secret(
        page(
            replace(visit.reader, here=base),
            "pairing.html",
            event=shown,
            pairing=pairing,
            code_svg=trusted_svg(link_svg(pairing.url, title=visit.reader.texts("pairing-code-alt"))),
            base=base,
            palette=shown.palette,
        )
    )


def _chosen(form: FormData) -> tuple[int, int, DeviceRole]:
    """Gate, list and role as the form sent them. Raises Invalid `pairing_choice_unknown`."""
    role, ids = text_of(form, "role"), [text_of(form, name) for name in ("gate", "list")]
    if role not in set(DeviceRole) or not all(
        value.isascii() and value.isdecimal() and len(value) <= 18 for value in ids
    ):
        raise Invalid("pairing_choice_unknown")
    gate_id, list_id = (int(value) for value in ids)
    return gate_id, list_id, DeviceRole(role)


@router.post("/c/{slug}/e/{event_slug}/devices/{device_id}/revoke")
def revoke_device(visit: GivenPosted, slug: str, event_slug: str, device_id: int) -> Response:
    """Take a device's access away at once."""
    with visit.parts.db.write() as session:
        _, event = organised_event(session, account_id=visit.account_id, slug=slug, event_slug=event_slug)
        devices.revoke(session, visit.parts, event, device_id)
    return RedirectResponse(f"/c/{slug}/e/{event_slug}#gates", status_code=303)
