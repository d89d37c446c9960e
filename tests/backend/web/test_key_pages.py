"""Issuer keys on the collective's page: rotating takes one button, retiring a question that says what it costs."""

import re
from typing import TYPE_CHECKING

import pytest
from browsing import event_path, read, rotated, send, words
from fastapi.testclient import TestClient

from backend.features.collectives.issuer_keys import door_keys

if TYPE_CHECKING:
    from conftest import World


def keys(world: "World") -> list[str]:
    with world.parts.db.read() as session:
        return [key.kid for key in door_keys(session, world.collective(session).id)]


@pytest.mark.parametrize("path", ["rotate", "{kid}/retire"])
def test_keys__form_of_a_stranger__changes_nothing(
    client: TestClient, organiser_client: TestClient, world: "World", path: str
) -> None:
    kid = rotated(world)
    before = keys(world)
    address = f"/c/{world.collective_slug}/keys/{path.format(kid=kid)}"
    assert client.post(address, headers={"Accept": "text/html"}, follow_redirects=False).status_code in {401, 403}
    foreign = organiser_client.post(address, data={"csrf": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert keys(world) == before


def test_keys__of_the_only_key__offers_a_new_one_and_no_end(organiser_client: TestClient, world: "World") -> None:
    page = read(organiser_client, f"/c/{world.collective_slug}")
    (kid,) = keys(world)
    assert kid in page
    assert "unterschreibt" in words(page)
    assert "/retire" not in page
    assert "Mach zuerst einen neuen" in words(
        read(organiser_client, f"/c/{world.collective_slug}/keys/{kid}/retire", status=409)
    )


def test_keys__rotated__shows_who_and_offers_to_retire_the_old_one(
    organiser_client: TestClient, world: "World"
) -> None:
    (old,) = keys(world)
    answer = send(organiser_client, f"/c/{world.collective_slug}/keys/rotate")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/c/{world.collective_slug}#keys")
    page = read(organiser_client, f"/c/{world.collective_slug}")
    assert re.findall(r"/keys/(\w+)/retire", page) == [old]
    assert "von Organiser" in words(page)
    assert "wird noch angenommen" in words(page)


@pytest.mark.parametrize(
    ("lang", "warning", "number"),
    [("de", "Was schon gedruckt", "höchstens 3 offene Tickets"), ("en", "What was printed", "at most 3 open tickets")],
)
def test_keys__before_one_is_retired__the_price_is_named(
    organiser_client: TestClient, world: "World", lang: str, warning: str, number: str
) -> None:
    world.issue(quantity=3)
    page = words(read(organiser_client, f"/c/{world.collective_slug}/keys/{rotated(world)}/retire", lang=lang))
    assert warning in page
    assert number in page


def test_keys__retired__is_off_and_asks_no_second_time(organiser_client: TestClient, world: "World") -> None:
    old = rotated(world)
    address = f"/c/{world.collective_slug}/keys/{old}/retire"
    assert send(organiser_client, address).status_code == 303
    assert old not in keys(world)
    page = read(organiser_client, f"/c/{world.collective_slug}")
    assert "ausgemustert" in words(page)
    assert "/retire" not in page
    assert "schon ausgemustert" in words(read(organiser_client, address, status=409))
    read(organiser_client, f"/c/{world.collective_slug}/keys/{'0' * 16}/retire", status=404)
    read(organiser_client, event_path(world))
