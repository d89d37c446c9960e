"""What a person's browser does: read a page, find a form on it, send it with everything it carries."""

import re
from html import unescape
from typing import TYPE_CHECKING

from fastapi.testclient import TestClient
from httpx2 import Response

from backend.core.ids import LinkKind, LinkTarget
from backend.db.repositories import tickets
from backend.features.collectives import issuer_keys

if TYPE_CHECKING:
    from conftest import World

HTML = {"Accept": "text/html,application/xhtml+xml", "Sec-Fetch-Site": "same-origin"}


def read(client: TestClient, path: str, *, lang: str = "de", status: int = 200) -> str:
    """The text of a page, in a language."""
    answer = client.get(path, headers={**HTML, "Accept-Language": lang}, follow_redirects=False)
    assert answer.status_code == status, answer.text
    return answer.text


def csrf(client: TestClient) -> str:
    """The token that the pages' forms carry in this session."""
    found = re.search(r'name="csrf" value="(\w+)"', read(client, "/"))
    assert found, "not signed in"
    return found[1]


def send(client: TestClient, path: str, fields: dict[str, object] | None = None, **more: object) -> Response:
    """Send a form of our own page."""
    fields = {"csrf": csrf(client), **(fields or {})}
    return client.post(path, data=fields, headers=HTML, follow_redirects=False, **more)  # type: ignore[arg-type]


def upload(client: TestClient, path: str, content: str | bytes, name: str = "leute.csv") -> Response:
    """Send a file."""
    raw = content.encode() if isinstance(content, str) else content
    return send(client, path, files={"file": (name, raw, "text/csv")})


def words(html: str) -> str:
    """What a page says, without its markup."""
    return " ".join(
        unescape(
            re.sub(r"<(?:style|script|svg)\b.*?</(?:style|script|svg)>|<[^>]*>", " ", html, flags=re.DOTALL)
        ).split()
    )


def event_path(world: "World") -> str:
    """Where the organiser's page of the world's event is."""
    return f"/c/{world.collective_slug}/e/{world.event_slug}"


def ticket_path(world: "World", token_id: int) -> str:
    """Where the holder's page of a ticket is."""
    with world.parts.db.read() as session:
        ticket = tickets.by_token(session, world.event(session).id, token_id)
        assert ticket
        return f"/t/{world.parts.links.make(LinkKind.TICKET, LinkTarget(ticket.id, ticket.link_version))}"


def ticket_row(world: "World", token_id: int) -> int:
    """The number of a ticket's row, as the organiser's addresses have it."""
    with world.parts.db.read() as session:
        ticket = tickets.by_token(session, world.event(session).id, token_id)
        assert ticket
        return ticket.id


def rotated(world: "World") -> str:
    """Let a new issuer key take over; the number of the one before."""
    with world.parts.db.write() as session:
        collective = world.collective(session)
        before = issuer_keys.listing(session, world.parts, collective.id)[0].kid
        issuer_keys.rotate(session, world.parts, collective.id, account_id=None)
    return before
