"""A collective's issuer keys: a new one, and retiring an old one after a question."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from backend.features.collectives import issuer_keys
from backend.features.collectives import service as collectives
from backend.web.deps import GivenOrganiser, GivenPosted
from backend.web.render import page

router = APIRouter(include_in_schema=False)


@router.post("/c/{slug}/keys/rotate")
def rotate(visit: GivenPosted, slug: str) -> Response:
    """Sign with a new key from now on."""
    with visit.parts.db.write() as session:
        collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
        issuer_keys.rotate(session, visit.parts, collective.id, account_id=visit.account_id)
    return RedirectResponse(f"/c/{slug}#keys", status_code=303)


@router.get("/c/{slug}/keys/{kid}/retire")
def retire_page(visit: GivenOrganiser, slug: str, kid: str) -> Response:
    """Ask before a key is retired: there is no way back."""
    with visit.parts.db.read() as session:
        collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
        key = issuer_keys.to_retire(session, visit.parts, collective.id, kid)
        return page(visit.reader, "retire.html", key=key, collective=collective, palette=collective.palette)


@router.post("/c/{slug}/keys/{kid}/retire")
def retire(visit: GivenPosted, slug: str, kid: str) -> Response:
    """Retire the key."""
    with visit.parts.db.write() as session:
        collective = collectives.organised(session, account_id=visit.account_id, slug=slug)
        issuer_keys.retire(session, visit.parts, collective.id, kid, account_id=visit.account_id)
    return RedirectResponse(f"/c/{slug}#keys", status_code=303)
