"""Errors look like the rest, say what to do, and tell nothing they should not."""

from typing import TYPE_CHECKING

import pytest
from browsing import HTML, read, send, ticket_path, words
from fastapi.testclient import TestClient
from sqlalchemy import update
from starlette.requests import Request

from backend.core.errors import EinlassError, RateLimited
from backend.db.models.collectives import CollectiveRole
from backend.db.repositories import accounts
from backend.web.errors import render_error

if TYPE_CHECKING:
    from conftest import World


ORGANISER_PAGES = [
    "/collectives/new",
    "/c/ruebezahl",
    "/c/ruebezahl/progress",
    "/c/ruebezahl/members",
    "/c/ruebezahl/sample.csv",
    "/c/ruebezahl/imports/1",
    "/c/ruebezahl/events/new",
    "/c/ruebezahl/e/nachtdruck",
    "/c/ruebezahl/e/nachtdruck/status",
    "/c/ruebezahl/e/nachtdruck/progress",
    "/c/ruebezahl/e/nachtdruck/sample.csv",
    "/c/ruebezahl/e/nachtdruck/tickets",
    "/c/ruebezahl/e/nachtdruck/tickets.csv",
    "/c/ruebezahl/e/nachtdruck/tickets/1/revoke",
    "/c/ruebezahl/e/nachtdruck/tickets/1/door",
    "/c/ruebezahl/e/nachtdruck/door",
    "/c/ruebezahl/keys/0011223344556677/retire",
]
ORGANISER_FORMS = [
    "/collectives/new",
    "/c/ruebezahl/imports",
    "/c/ruebezahl/imports/1/accept",
    "/c/ruebezahl/imports/1/discard",
    "/c/ruebezahl/events/new",
    "/c/ruebezahl/e/nachtdruck/imports",
    "/c/ruebezahl/e/nachtdruck/pair",
    "/c/ruebezahl/e/nachtdruck/devices/1/revoke",
    "/c/ruebezahl/e/nachtdruck/tickets/1/revoke",
    "/c/ruebezahl/e/nachtdruck/tickets/1/door/note",
    "/c/ruebezahl/e/nachtdruck/tickets/1/door/block",
    "/c/ruebezahl/e/nachtdruck/tickets/1/door/unblock",
    "/c/ruebezahl/e/nachtdruck/door/gates",
    "/c/ruebezahl/e/nachtdruck/door/lists",
    "/c/ruebezahl/e/nachtdruck/door/paper",
    "/c/ruebezahl/e/nachtdruck/door/names",
    "/c/ruebezahl/keys/rotate",
    "/c/ruebezahl/keys/0011223344556677/retire",
]


@pytest.fixture
def foreign_world(world: "World") -> "World":
    """A collective that somebody else organises, with a ticket and a draft."""
    world.issue()
    with world.parts.db.write() as session:
        other = accounts.add_account(session, name="Somebody else", now=world.parts.clock.now())
        session.execute(update(CollectiveRole).values(account_id=other.id))
    return world


@pytest.mark.parametrize("path", ORGANISER_PAGES)
def test_page__for_somebody_not_signed_in__is_401(client: TestClient, world: "World", path: str) -> None:
    world.issue()
    page = read(client, path, status=401)
    assert "Anmeldelink" in words(page)
    assert "Nachtdruck" not in page


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("path", ORGANISER_FORMS)
def test_form__for_somebody_not_signed_in__is_401(client: TestClient, path: str) -> None:
    assert client.post(path, data={"csrf": "x"}, headers=HTML).status_code == 401


@pytest.mark.usefixtures("foreign_world")
@pytest.mark.parametrize("path", [path for path in ORGANISER_PAGES if path != "/collectives/new"])
def test_page__of_somebody_elses_collective__is_403(organiser_client: TestClient, path: str) -> None:
    page = read(organiser_client, path, status=403)
    assert "Nachtdruck" not in page


@pytest.mark.usefixtures("foreign_world")
@pytest.mark.parametrize("path", [path for path in ORGANISER_FORMS if path != "/collectives/new"])
def test_form__of_somebody_elses_collective__is_403(organiser_client: TestClient, path: str) -> None:
    fields = {"name": "X", "gate": "1", "role": "steward", "reason": "other", "good_rows_only": "yes"}
    files = {"file": ("a.csv", b"name,email\nA,a@b.de\n", "text/csv")} if path.endswith("/imports") else None
    answer = send(organiser_client, path, fields, files=files)
    assert answer.status_code == 403


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    "path",
    [
        "/nothing/here",
        "/c/other",
        "/c/ruebezahl/e/other",
        "/c/ruebezahl/imports/999",
        "/c/ruebezahl/e/nachtdruck/tickets/999/revoke",
        "/t/nonsense",
        "/m/nonsense",
        "/t/nonsense/way",
        "/t/nonsense/code.png",
        "/m/nonsense/picture.svg",
    ],
)
def test_address__that_leads_nowhere__is_404_in_both_languages(organiser_client: TestClient, path: str) -> None:
    assert "Hier ist nichts" in words(read(organiser_client, path, status=404))
    assert "Nothing here" in words(read(organiser_client, path, lang="en", status=404))


@pytest.mark.usefixtures("world")
def test_address__with_letters_where_a_number_belongs__is_a_page_too(organiser_client: TestClient) -> None:
    answer = organiser_client.get("/c/ruebezahl/imports/abc", headers=HTML)
    assert answer.status_code in (404, 422)
    assert "<h1" in answer.text


def test_ticket_link__opened_as_membership__is_404(client: TestClient, world: "World") -> None:
    path = ticket_path(world, world.issue()[0])
    read(client, path.replace("/t/", "/m/"), status=404)


@pytest.mark.parametrize("status", [401, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_error__of_every_status__has_a_headline_and_a_way_on(status: int, lang: str) -> None:
    class Raised(EinlassError):
        pass

    Raised.status = status
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/x",
        "query_string": b"",
        "headers": [(b"accept-language", lang.encode()), (b"accept", b"text/html")],
    }
    response = render_error(Request(scope), Raised("page_unknown"))
    text = bytes(response.body).decode()
    assert response.status_code == status
    assert "<h1" in text
    assert 'class="button" href="/"' in text
    assert response.headers["cache-control"] == "private, no-store"


def test_error__rate_limited__says_so() -> None:
    scope = {"type": "http", "method": "GET", "path": "/x", "query_string": b"", "headers": []}
    response = render_error(Request(scope), RateLimited("rate_limited", seconds=7))
    assert response.status_code == 429
    assert "7" in bytes(response.body).decode()


def test_bug__never_shows_what_broke(organiser_client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("password is hunter2")

    monkeypatch.setattr("backend.features.collectives.service.mine", broken)
    page = read(organiser_client, "/", status=500)
    assert "Unser Fehler" in words(page)
    assert "hunter2" not in page
    assert "Traceback" not in page
