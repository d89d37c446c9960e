"""The ticket holder's page over HTTP. The ticket's link token, as bearer, is all the authority there is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field, StringConstraints

from backend.core.clock import iso
from backend.core.errors import NotFound
from backend.core.token_ids import serial_of
from backend.features.holders import service
from backend.features.holders.schemas import HeldTicket
from backend.features.http.bodies import TierBody
from backend.features.http.depends import PartsDep, caller
from backend.features.http.failures import FAILURES
from backend.features.http.limits import RateLimit
from backend.features.tickets import service as tickets

router = APIRouter(prefix="/api/v1/holder", tags=["holders"], responses=FAILURES)

# A phone asks twice a minute. All phones in a hall may share one address: a thousand of them, and some to spare.
_looks = RateLimit(per_minute=3_000, burst=3_000)
# Binding happens once a ticket; who changes phones to and fro all the time plays with the doors' feed.
_binds = RateLimit(per_minute=6, burst=12)

_bearer = HTTPBearer(scheme_name="LinkToken", auto_error=False, description="The token in a ticket's link")


def link_token(request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> str:
    """The token a phone sent. Raises NotFound `link_unknown` without one, RateLimited `rate_limited`."""
    _looks.check(caller(request))
    if credentials is None:
        raise NotFound("link_unknown")
    return credentials.credentials


LinkDep = Annotated[str, Depends(link_token)]


class BindRequest(BaseModel):
    """A phone's claim: its key (compressed P-256 point), the server's time as it knows it, and its ES256 signature, in hex."""

    public_key: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{66}$")]
    at: Annotated[int, Field(ge=1, le=253_402_300_799)]
    signature: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
    replace: bool = False


class HeldEventBody(BaseModel):
    ref: str
    name: str
    venue: str
    starts_at: str
    ends_at: str
    timezone: str
    cancelled: bool
    over: bool


class UseBody(BaseModel):
    at: str
    gate: str | None


class HeldTicketBody(BaseModel):
    """A ticket as its holder sees it; times in RFC 3339, UTC. `bound_to`: the id of the key of the phone that has it."""

    number: str
    tier: TierBody
    serial: int
    token_id: str
    event: HeldEventBody
    collective: str
    palette: str
    paper: bool
    pictured: bool
    epoch: int
    bound_to: str | None
    revoked_at: str | None
    used: UseBody | None


class HeldBody(BaseModel):
    server_time: str
    ticket: HeldTicketBody


class BoundBody(HeldBody):
    """`pass` is the issuer pass; a door takes it inside the phone's own proof only (docs/pass.md)."""

    issuer_pass: Annotated[str, Field(serialization_alias="pass")]


class PictureBody(BaseModel):
    """An SVG document from a contract: to be shown as an image, where it can do nothing, never as a document."""

    svg: str


def _ticket_body(held: HeldTicket) -> HeldTicketBody:
    page = held.page
    return HeldTicketBody(
        number=page.number,
        tier=TierBody(number=held.tier, name=page.tier_name),
        serial=serial_of(page.token_id) + 1,
        token_id=str(page.token_id),
        event=HeldEventBody(
            ref=held.event_ref,
            name=page.event_name,
            venue=page.venue,
            starts_at=iso(page.starts_at),
            ends_at=iso(page.ends_at),
            timezone=page.zone,
            cancelled=page.event_cancelled,
            over=held.over,
        ),
        collective=page.collective_name,
        palette=page.palette,
        paper=held.paper,
        pictured=page.owner is not None,
        epoch=held.epoch,
        bound_to=held.bound_to,
        revoked_at=iso(page.revoked_at) if page.revoked_at else None,
        used=UseBody(at=iso(page.admitted_at), gate=page.admitted_gate) if page.admitted_at else None,
    )


def _held_body(held: HeldTicket) -> HeldBody:
    return HeldBody(server_time=iso(held.now), ticket=_ticket_body(held))


@router.get("/ticket")
def ticket(parts: PartsDep, token: LinkDep) -> HeldBody:
    """The ticket a link opens, and which phone has it."""
    with parts.db.read() as session:
        return _held_body(service.ticket(session, parts, token))


@router.post("/bind")
def bind(parts: PartsDep, token: LinkDep, body: BindRequest) -> BoundBody:
    """Give the ticket to this phone. 409 `bound_elsewhere` while another has it, unless `replace`."""
    _binds.check(token)
    with parts.db.write() as session:
        bound = service.bind(
            session,
            parts,
            token,
            public_key=bytes.fromhex(body.public_key),
            at=body.at,
            signature=bytes.fromhex(body.signature),
            replace=body.replace,
        )
    return BoundBody(server_time=iso(bound.ticket.now), ticket=_ticket_body(bound.ticket), issuer_pass=bound.code)


@router.delete("/bind/{key}")
def release(parts: PartsDep, token: LinkDep, key: str) -> HeldBody:
    """Take the ticket off the phone whose key has this id; nothing happens when another phone has it."""
    _binds.check(token)
    with parts.db.write() as session:
        return _held_body(service.release(session, parts, token, key))


@router.get("/picture")
def picture(parts: PartsDep, token: LinkDep) -> PictureBody:
    """The picture the chain makes of the ticket, to keep on the phone."""
    with parts.db.read() as session:
        svg = tickets.picture(session, parts, tickets.by_link(session, parts, token))
    return PictureBody(svg=svg.decode())
