"""The organiser's view of the way to the chain: what is pending, what it costs, what needs a person, what failed and why."""

import re
from datetime import timedelta

import pytest
from browsing import csrf, read, send, words
from fastapi.testclient import TestClient
from sqlalchemy import select

from backend.core.clock import FixedClock
from backend.core.i18n import LOCALES, Texts, messages
from backend.db.models.collectives import CollectiveRole
from backend.db.models.pipeline import RelayRequest
from backend.features.pipeline.schemas import RELAYER_ALARMS
from backend.relayer.alarms import AlarmKind
from tests.backend.conftest import World, found_world
from tests.backend.pipelines import (
    ALL_ALARMS,
    GWEI,
    OFFICE,
    alarm,
    carry_all,
    fail_tickets,
    read_to,
    settle_rest,
)


def requests(world: World) -> list[tuple[str, int | None]]:
    """What the relayer was asked for."""
    with world.parts.db.read() as session:
        return [(one.kind, one.target) for one in session.scalars(select(RelayRequest).order_by(RelayRequest.id))]


def estrange(world: World) -> None:
    """Take the world's collective from everybody."""
    with world.parts.db.write() as session:
        for role in session.scalars(
            select(CollectiveRole).where(CollectiveRole.collective_id == world.collective(session).id)
        ):
            session.delete(role)


@pytest.mark.parametrize("path", ["/pipeline", "/pipeline/live"])
def test_pipeline__nobody_signed_in__shows_nothing(client: TestClient, path: str) -> None:
    assert "Transaktion" not in words(read(client, path, status=401))


def test_retry__form_from_elsewhere__is_refused(organiser_client: TestClient, world: World) -> None:
    (failed,) = fail_tickets(world, 1)
    assert send(organiser_client, "/pipeline/retry", {"intent": failed, "csrf": "0"}).status_code == 403
    assert requests(world) == []


def test_retry__another_collective_s__is_not_found(organiser_client: TestClient, world: World) -> None:
    (failed,) = fail_tickets(world, 1)
    token = csrf(organiser_client)
    estrange(world)
    assert send(organiser_client, "/pipeline/retry", {"intent": failed, "csrf": token}).status_code == 404
    assert requests(world) == []


@pytest.mark.parametrize("wanted", ["", "-1", "x", "9" * 30])
def test_retry__no_number__asks_for_nothing(organiser_client: TestClient, world: World, wanted: str) -> None:
    fail_tickets(world, 1)
    assert send(organiser_client, "/pipeline/retry", {"intent": wanted}).status_code == 303
    assert requests(world) == []


def test_retry__one_that_waits__asks_for_nothing(organiser_client: TestClient, world: World) -> None:
    (failed,) = fail_tickets(world, 1)
    world.issue()
    assert send(organiser_client, "/pipeline/retry", {"intent": failed + 1}).status_code == 303
    assert requests(world) == []


def test_retry__one_that_failed__asks_the_relayer_once(organiser_client: TestClient, world: World) -> None:
    failed, other = fail_tickets(world, 2)
    for _ in range(2):
        answer = send(organiser_client, "/pipeline/retry", {"intent": failed})
        assert (answer.status_code, answer.headers["location"]) == (303, "/pipeline")
    assert requests(world) == [("retry", failed)]
    html = read(organiser_client, "/pipeline")
    assert "Wird gleich noch einmal versucht." in words(html)
    assert re.findall(r'name="intent" value="(\w+)"', html) == [str(other), "all"]


def test_retry_all__only_mine_failed__asks_for_all_at_once(organiser_client: TestClient, world: World) -> None:
    fail_tickets(world, 3)
    for _ in range(2):
        send(organiser_client, "/pipeline/retry", {"intent": "all"})
    assert requests(world) == [("retry", None)]
    assert 'name="intent"' not in read(organiser_client, "/pipeline")


def test_retry_all__others_failed_too__asks_for_mine_alone(organiser_client: TestClient, world: World) -> None:
    fail_tickets(world, 2)
    mine = fail_tickets(found_world(world.parts, "Elsewhere"), 2)
    estrange(world)
    for _ in range(2):
        send(organiser_client, "/pipeline/retry", {"intent": "all"})
    assert requests(world) == [("retry", one) for one in mine]


@pytest.mark.parametrize(("lang", "calm"), [("de", "Alles steht auf der Chain."), ("en", "All is on the chain.")])
def test_pipeline__nothing_pending__says_that_all_is_on_the_chain(
    organiser_client: TestClient, world: World, lang: str, calm: str
) -> None:
    assert calm not in words(read(organiser_client, "/pipeline", lang=lang))
    settle_rest(world)
    read_to(world, 1_240, head=1_240)
    said = words(read(organiser_client, "/pipeline", lang=lang))
    assert calm in said
    assert {"de": "1.238, 2 vor dem neuesten", "en": "1,238, 2 before the newest"}[lang] in said


def test_pipeline__tickets_on_their_way__says_what_since_when_and_what_it_costs(
    organiser_client: TestClient, world: World, clock: FixedClock
) -> None:
    settle_rest(world)
    world.issue(quantity=3)
    clock.at += timedelta(minutes=2)
    said = words(read(organiser_client, "/pipeline"))
    assert "3 × Ticket prägen vor 2 Minuten" in said
    carry_all(world, "broadcast")
    world.issue()
    said = words(read(organiser_client, "/pipeline"))
    assert "1 × Ticket prägen gerade eben" in said
    assert (
        "3 × Ticket prägen Nr. 2, Nonce 4 gesendet, wartet auf einen Block bietet höchstens 3 Gwei vor 2 Minuten"
        in said
    )
    # 2,000,000 gas at 2 gwei were paid; 90,000 gas at 3 gwei are offered.
    assert "Bezahlt 0,004 ETH 2.000.000 Gas Kommt noch dazu höchstens 0,00027 ETH höchstens 90.000 Gas" in said


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("reserved", "wird vorbereitet"),
        ("signed", "unterschrieben, geht gleich hinaus"),
        ("broadcast", "gesendet, wartet auf einen Block"),
        ("mined", "im Block, bald endgültig"),
    ],
)
def test_pipeline__each_state__in_words_of_people(
    organiser_client: TestClient, world: World, state: str, said: str
) -> None:
    world.issue()
    carry_all(world, state)
    assert said in words(read(organiser_client, "/pipeline"))


def test_pipeline__ticket_that_failed__says_the_contract_s_sentence(organiser_client: TestClient, world: World) -> None:
    fail_tickets(world, 1)
    assert "Ticket prägen 1-\u20600001 Nachtdruck, gerade eben Ticket 1-0001 gibt es schon." in words(
        read(organiser_client, "/pipeline")
    )
    estrange(world)
    said = words(read(organiser_client, "/pipeline"))
    assert "Nachtdruck" not in said
    assert "Rübezahl" not in said


def test_pipeline__more_failed_than_fit__counts_the_rest(organiser_client: TestClient, world: World) -> None:
    fail_tickets(world, 53)
    html = read(organiser_client, "/pipeline")
    assert html.count('id="retry-') == 51
    assert "Und 3 weitere." in words(html)


def test_alarms__of_the_relayer__are_all_known_here() -> None:
    assert set(RELAYER_ALARMS) == {kind.value for kind in AlarmKind} == set(ALL_ALARMS)


@pytest.mark.parametrize("lang", LOCALES)
@pytest.mark.parametrize("kind", ALL_ALARMS)
def test_alarm__each_kind__says_what_to_do_here_and_on_the_front_pages(
    organiser_client: TestClient, world: World, kind: str, lang: str
) -> None:
    clean = read(organiser_client, "/", lang=lang)
    assert 'role="alert"' not in clean
    assert 'href="/pipeline"' in clean
    alarm(world, kind, **ALL_ALARMS[kind])
    texts = {key: value for key, value in _texts(lang).items() if key.startswith(f"pipeline-alarm-{_dashed(kind)}")}
    said = words(read(organiser_client, "/pipeline", lang=lang))
    assert texts[f"pipeline-alarm-{_dashed(kind)}"] in said
    assert texts[f"pipeline-alarm-{_dashed(kind)}-do"] in said
    for path in ("/", f"/c/{world.collective_slug}"):
        assert texts[f"pipeline-alarm-{_dashed(kind)}"] in words(read(organiser_client, path, lang=lang))


def _dashed(kind: str) -> str:
    return kind.replace("_", "-")


def _texts(lang: str) -> dict[str, str]:
    texts = Texts("de" if lang == "de" else "en")
    keys = [key for key in messages(texts.locale) if key.startswith("pipeline-alarm-") and not key.endswith("-what")]
    return {key: texts(key) for key in keys}


def test_alarm__low_balance__shows_the_address_and_about_how_much(organiser_client: TestClient, world: World) -> None:
    alarm(world, "low_balance", **ALL_ALARMS["low_balance"])
    html = read(organiser_client, "/pipeline")
    assert f'<p class="copyable">{OFFICE}</p>' in html
    assert "sind 0,0042 ETH. Für das, was wartet, fehlen etwa 0,01235 ETH." in words(html)


def test_alarm__fee_cap__says_the_three_fees(organiser_client: TestClient, world: World) -> None:
    alarm(world, "fee_cap_reached", **{**ALL_ALARMS["fee_cap_reached"], "max_fee": str(1_990 * GWEI // 10 + 1)})
    assert "bietet 199 Gwei; mehr als 200 darf sie nicht bieten, und ein Block verlangt gerade 310." in words(
        read(organiser_client, "/pipeline")
    )


def test_live__nothing_new__answers_without_a_body(
    organiser_client: TestClient, world: World, clock: FixedClock
) -> None:
    settle_rest(world)
    html = read(organiser_client, "/pipeline")
    found = re.search(r'hx-get="(/pipeline/live\?seen=\w+)" hx-trigger="every 10s"', html)
    assert found
    assert organiser_client.get(found[1]).status_code == 204
    world.issue()
    answer = organiser_client.get(found[1])
    assert answer.status_code == 200
    following = re.search(r'hx-get="(/pipeline/live\?seen=\w+)" hx-trigger="every 2s"', answer.text)
    assert following
    assert following[1] != found[1]
    assert organiser_client.get(following[1]).status_code == 204
    # What is said about time counts too.
    clock.at += timedelta(minutes=1)
    assert organiser_client.get(following[1]).status_code == 200
