"""What people keep: the ticket and the badge. The link is the key, so nothing here is cached, indexed or passed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response

from backend.chain.errors import RevertReason
from backend.core.text import slugify
from backend.features.members import service as members
from backend.features.members.schemas import MemberPage
from backend.features.progress import ChainState
from backend.features.tickets import service as tickets
from backend.features.tickets.paper.layout import draw
from backend.features.tickets.schemas import PaperSize, TicketPage
from backend.passes.qr import qr_png, qr_svg
from backend.web.deps import GivenVisit, Visit
from backend.web.render import keep_secret, page, trusted_svg

router = APIRouter(include_in_schema=False)
_STEPS = (ChainState.QUEUED, ChainState.SENT, ChainState.MINED, ChainState.FINAL)
# The picture comes from a contract: shown as an image it can do nothing, opened by itself it may do nothing either.
_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"


@dataclass(frozen=True)
class Step:
    """A step on the way to the chain."""

    state: str
    done: bool
    now: bool


@dataclass(frozen=True)
class Way:
    """How far something is on its way to the chain. `prefix` begins the names of its texts, `base` its addresses."""

    prefix: str
    base: str
    state: ChainState
    failure: RevertReason | None

    @property
    def settled(self) -> bool:
        return self.state in (ChainState.FINAL, ChainState.FAILED)

    @property
    def pictured(self) -> bool:
        return self.state in (ChainState.MINED, ChainState.FINAL)

    @property
    def steps(self) -> tuple[Step, ...]:
        reached = _STEPS.index(self.state) if self.state in _STEPS else -1
        return tuple(Step(step.value, place <= reached, place == reached) for place, step in enumerate(_STEPS))


def _ticket(visit: Visit, token: str) -> TicketPage:
    with visit.parts.db.read() as session:
        return tickets.page(session, visit.parts, tickets.by_link(session, visit.parts, token))


def _member(visit: Visit, token: str) -> MemberPage:
    with visit.parts.db.read() as session:
        return members.page(session, members.by_link(session, visit.parts, token))


def _ticket_way(ticket: TicketPage, token: str) -> Way:
    return Way("ticket", f"/t/{token}", ticket.state, ticket.failure)


def _member_way(member: MemberPage, token: str) -> Way:
    return Way("member", f"/m/{token}", member.state, member.failure)


def _kept(visit: Visit, template: str, way: Way, palette: str, values: Mapping[str, object]) -> Response:
    """The page of something to keep, in its collective's palette; it asks again while it is on its way."""
    context: Mapping[str, Any] = {"way": way, **values}
    return keep_secret(page(visit.reader, template, palette=palette, live=not way.settled, **context))


@router.get("/t/{token}")
def ticket_page(visit: GivenVisit, token: str) -> Response:
    """The ticket."""
    ticket = _ticket(visit, token)
    title = visit.reader.texts("ticket-code-alt", number=ticket.number, event=ticket.event_name)
    code_svg = trusted_svg(qr_svg(ticket.code, title=title)) if ticket.code else None
    # In the fragment, so that it is in no log; the app keeps it on the phone and takes it out of the address.
    values = {"ticket": ticket, "code_svg": code_svg, "on_phone_link": f"/holder/#t={token}"}
    return _kept(visit, "ticket.html", _ticket_way(ticket, token), ticket.palette, values)


@router.get("/t/{token}/way")
def ticket_way(visit: GivenVisit, token: str) -> Response:
    """The ticket's way to the chain; the page asks for it while it moves."""
    ticket = _ticket(visit, token)
    return keep_secret(page(visit.reader, "way.html", way=_ticket_way(ticket, token), ticket=ticket))


@router.get("/t/{token}/code.svg")
def ticket_code_svg(visit: GivenVisit, token: str) -> Response:
    """The code as SVG, to keep. Raises what `static_code` raises."""
    ticket = _ticket(visit, token)
    title = visit.reader.texts("ticket-code-alt", number=ticket.number, event=ticket.event_name)
    return _download(qr_svg(tickets.static_code(ticket), title=title).encode(), ticket, "svg", "image/svg+xml")


@router.get("/t/{token}/code.png")
def ticket_code_png(visit: GivenVisit, token: str) -> Response:
    """The code as PNG, to keep. Raises what `static_code` raises."""
    ticket = _ticket(visit, token)
    return _download(qr_png(tickets.static_code(ticket)), ticket, "png", "image/png")


@router.get("/t/{token}/paper.pdf")
def ticket_paper(visit: GivenVisit, token: str) -> Response:
    """The ticket as a sheet to print and fold. Raises what `static_code` raises."""
    return _paper(visit, token, PaperSize.A4)


@router.get("/t/{token}/phone.pdf")
def ticket_phone(visit: GivenVisit, token: str) -> Response:
    """The ticket as a PDF for the screen of a phone. Raises as `ticket_paper` does."""
    return _paper(visit, token, PaperSize.PHONE)


def _paper(visit: Visit, token: str, size: PaperSize) -> Response:
    with visit.parts.db.read() as session:
        paper = tickets.paper(session, visit.parts, tickets.by_link(session, visit.parts, token))
    # Drawn without a connection: it takes half a second of the processor, and nothing of the database.
    return _download(draw(paper, size, visit.reader.texts), paper.ticket, "pdf", "application/pdf")


def _download(content: bytes, ticket: TicketPage, ending: str, media_type: str) -> Response:
    name = f"{slugify(ticket.event_name, fallback='ticket')}-{ticket.number}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return keep_secret(Response(content, media_type=media_type, headers=headers))


@router.get("/t/{token}/picture.svg")
def ticket_picture(visit: GivenVisit, token: str) -> Response:
    """The picture the chain makes of the ticket."""
    with visit.parts.db.read() as session:
        picture = tickets.picture(session, visit.parts, tickets.by_link(session, visit.parts, token))
    return _picture(picture)


@router.get("/m/{token}")
def member_page(visit: GivenVisit, token: str) -> Response:
    """The member's badge."""
    member = _member(visit, token)
    return _kept(visit, "member.html", _member_way(member, token), member.palette, {"member": member})


@router.get("/m/{token}/way")
def member_way(visit: GivenVisit, token: str) -> Response:
    """The membership's way to the chain; the page asks for it while it moves."""
    way = _member_way(_member(visit, token), token)
    return keep_secret(page(visit.reader, "way.html", way=way, ticket=None))


@router.get("/m/{token}/picture.svg")
def member_picture(visit: GivenVisit, token: str) -> Response:
    """The picture the chain makes of the membership."""
    with visit.parts.db.read() as session:
        picture = members.picture(session, visit.parts, members.by_link(session, visit.parts, token))
    return _picture(picture)


def _picture(svg: bytes) -> Response:
    headers = {"Content-Security-Policy": _PICTURE_POLICY}
    return keep_secret(Response(svg, media_type="image/svg+xml", headers=headers))
