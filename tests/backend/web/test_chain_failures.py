"""What an organiser sees when the chain refuses to make a contract."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from backend.db.models.pipeline import RelayItem
from backend.db.repositories import intents
from tests.backend.conftest import NOW, World


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
