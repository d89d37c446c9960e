"""The way in: a link that prefetchers cannot use up, a session that ends, forms that only our own pages can send."""

from datetime import timedelta

import pytest
from browsing import HTML, csrf, read, send, words
from fastapi.testclient import TestClient

from backend.core.clock import FixedClock
from backend.features.auth.service import make_login_link
from backend.features.parts import Parts


@pytest.fixture
def login_path(parts: Parts) -> str:
    with parts.db.write() as session:
        return make_login_link(session, parts).removeprefix("http://testserver")


@pytest.mark.parametrize(
    ("site", "origin"),
    [
        ("cross-site", None),
        ("same-site", None),
        ("cross-site", "http://testserver"),
        (None, "http://evil.example"),
        (None, "null"),
        (None, "http://["),
        (None, "http://testserver.evil.example"),
    ],
)
def test_login__sent_by_another_site__is_refused_and_the_link_still_works(
    client: TestClient, login_path: str, site: str | None, origin: str | None
) -> None:
    headers = (
        {"Accept": "text/html"} | ({"Sec-Fetch-Site": site} if site else {}) | ({"Origin": origin} if origin else {})
    )
    assert client.post(login_path, headers=headers).status_code == 403
    assert client.post(login_path, headers=HTML, follow_redirects=False).status_code == 303


def test_login__link_opened_a_hundred_times__still_works(client: TestClient, login_path: str) -> None:
    for _ in range(100):
        page = client.get(login_path, headers=HTML)
        assert page.status_code == 200
    assert "einlass_session" not in client.cookies
    assert page.headers["referrer-policy"] == "same-origin"
    answer = client.post(login_path, headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_login__twice__says_what_to_do(client: TestClient, login_path: str) -> None:
    client.post(login_path, headers=HTML)
    client.cookies.clear()
    for answer in (client.get(login_path, headers=HTML), client.post(login_path, headers=HTML)):
        assert answer.status_code == 410
        assert "neuen geben" in words(answer.text)
    assert "einlass_session" not in client.cookies


def test_login__expired__says_what_to_do(client: TestClient, clock: FixedClock, login_path: str) -> None:
    clock.at += timedelta(hours=12)
    assert "abgelaufen" in words(read(client, login_path, status=410))


def test_login__unknown_link__is_not_found(client: TestClient) -> None:
    read(client, "/login/nonsense", status=404)


def test_logout__ends_the_session_on_the_server(organiser_client: TestClient) -> None:
    kept = organiser_client.cookies["einlass_session"]
    assert send(organiser_client, "/logout").status_code == 303
    organiser_client.cookies.set("einlass_session", kept)
    read(organiser_client, "/collectives/new", status=401)


def test_form__without_or_with_a_wrong_token__is_refused(organiser_client: TestClient) -> None:
    token = csrf(organiser_client)
    for wrong in ({}, {"csrf": ""}, {"csrf": token[:-1] + ("0" if token[-1] != "0" else "1")}, {"csrf": "ü"}):
        answer = organiser_client.post("/collectives/new", data={"name": "X", "symbol": "XX", **wrong}, headers=HTML)
        assert answer.status_code == 403
    assert "Noch kein Kollektiv" in words(read(organiser_client, "/"))


def test_form__with_another_sessions_token__is_refused(organiser_client: TestClient, parts: Parts) -> None:
    first = csrf(organiser_client)
    with parts.db.write() as session:
        link = make_login_link(session, parts)
    organiser_client.post(link.removeprefix("http://testserver"), headers=HTML)
    assert csrf(organiser_client) != first
    answer = organiser_client.post("/logout", data={"csrf": first}, headers=HTML)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/t/abc", "/t/abc"),
        ("/c/x/e/y/tickets?q=a&page=2", "/c/x/e/y/tickets?q=a&page=2"),
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\\b", "/"),
        ("\t//evil.example", "/"),
        ("/\r\nSet-Cookie: x=y", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_language__goes_back_only_to_our_own_pages(client: TestClient, target: str, goes_to: str) -> None:
    answer = client.post("/lang", data={"lang": "en", "next": target}, headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, goes_to)


def test_language__chosen__is_kept_over_the_browsers(client: TestClient) -> None:
    assert "your collective owns itself" in read(client, "/", lang="en-GB,en;q=0.9,de;q=0.1")
    client.post("/lang", data={"lang": "de", "next": "/"}, headers=HTML)
    assert "eurem Kollektiv selbst gehören" in read(client, "/", lang="en")
    client.post("/lang", data={"lang": "fr", "next": "/"}, headers=HTML)
    assert client.cookies["einlass_lang"] == "de"


def test_front_page__signed_out__says_how_to_get_in(client: TestClient) -> None:
    for lang, said in (("de", "Öffne den Anmeldelink"), ("en", "Open the sign-in link")):
        page = read(client, "/", lang=lang)
        assert f'<html lang="{lang}"' in page
        assert said in page


def test_front_page__signed_in_without_a_collective__says_what_to_do_next(organiser_client: TestClient) -> None:
    assert "Gründe eins" in words(read(organiser_client, "/"))
    assert 'href="/collectives/new"' in read(organiser_client, "/")
