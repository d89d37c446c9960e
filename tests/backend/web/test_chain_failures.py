"""What people see when the chain refuses to make a contract, when an event was called off there, and who bought a ticket."""

from datetime import timedelta
from typing import Any

import pytest
from browsing import ticket_path
from fastapi.testclient import TestClient

from backend.db.models.pipeline import RelayItem
from backend.db.projections import fold
from backend.db.repositories import intents
from tests.backend.conftest import NOW, TICKETS, World, cancelled, transfer


def fail(world: World, key: str) -> None:
    with world.parts.db.write() as session:
        intent = intents.by_dedupe_key(session, key)
        assert intent
        session.add(
            RelayItem(
                intent_id=intent.id,
                transaction_id=None,
                state="failed",
                tries=0,
                failure="TextInvalid",
                failure_args={"text": "0x00", "at": "7"},
                updated_at=NOW + timedelta(seconds=1),
            )
        )


@pytest.mark.parametrize(
    ("language", "words"), [("de", "enthält an Stelle 7 ein Zeichen"), ("en", "has a character at place 7")]
)
def test_pages__contract_refused__say_why_in_the_reader_s_language(
    organiser_client: TestClient, world: World, language: str, words: str
) -> None:
    with world.parts.db.read() as session:
        collective, event = world.collective(session), world.event(session)
    organiser_client.cookies.set("einlass_lang", language)
    pages = {
        f"collective:{collective.ref}": f"/c/{world.collective_slug}",
        f"event:{event.ref}": f"/c/{world.collective_slug}/e/{world.event_slug}",
    }
    for key, path in pages.items():
        assert words not in organiser_client.get(path).text
        fail(world, key)
        shown = organiser_client.get(path).text
        assert words in shown
        assert "TextInvalid" not in shown


def on_chain(world: World, *logs: dict[str, Any]) -> list[int]:
    """Let the chain have a ticket of the event, and then these logs of its contract; the ticket's id."""
    ids = world.issue()
    world.on_chain(ids)
    with world.parts.db.write() as session:
        fold.write(session, fold.Changes(logs=list(logs)))
    return ids


@pytest.mark.parametrize(("language", "word"), [("de", "Abgesagt"), ("en", "Cancelled")])
def test_pages__event_called_off_on_the_chain__say_so(
    organiser_client: TestClient, world: World, language: str, word: str
) -> None:
    (token_id,) = on_chain(world)
    organiser_client.cookies.set("einlass_lang", language)
    paths = (f"/c/{world.collective_slug}/e/{world.event_slug}", ticket_path(world, token_id))
    assert all(word not in organiser_client.get(path).text for path in paths)
    with world.parts.db.write() as session:
        fold.write(session, fold.Changes(logs=[cancelled(TICKETS, block=9)]))
    assert all(word in organiser_client.get(path).text for path in paths)


def test_tickets__nobody_in_particular_and_held_outside_the_box_office__shows_the_owner(
    organiser_client: TestClient, world: World
) -> None:
    buyer = "0x" + "0" * 37 + "0EE"
    path = f"/c/{world.collective_slug}/e/{world.event_slug}/tickets"
    (token_id,) = on_chain(world)
    assert buyer not in organiser_client.get(path).text
    with world.parts.db.write() as session:
        log = transfer(TICKETS, token_id, buyer, block=8, sender=TICKETS, at=1)
        fold.write(session, fold.Changes(logs=[log]))
    shown = organiser_client.get(path).text
    assert "Auf der Chain" in shown
    assert buyer in shown
