"""A ticket on a phone: who gets it, what makes the first phone's code worthless, and what the door says to both."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import select

from backend.core.clock import FixedClock
from backend.db.models.door import DoorChange
from backend.db.models.tickets import Ticket, TicketBinding
from backend.db.projections import fold
from backend.db.repositories import tickets as ticket_rows
from backend.features.checkin.schemas import Outcome, Reason
from backend.features.holders.rules import Claim
from backend.features.tickets import service as tickets
from backend.features.tickets.service import RevokeReason
from backend.passes.holder import HolderSigner
from backend.passes.issuer import key_id
from backend.passes.ticket_pass import parse, prove
from tests.backend.conftest import NOW, TICKETS, World, cancelled
from tests.backend.door import scan
from tests.backend.together import together


class Holder:
    """Somebody's phone with a key of its own, as it talks to the server about one ticket."""

    def __init__(self, api: TestClient, world: World, token_id: int, secret: int) -> None:
        self.api, self.token_id = api, token_id
        self.key = HolderSigner(secret)
        with world.parts.db.read() as session:
            event = world.event(session)
            ticket = ticket_rows.by_token(session, event.id, token_id)
            assert ticket
            self.event_ref = event.ref
            self.token = tickets.link(world.parts, ticket).rpartition("/")[2]
        self.at = int(NOW.timestamp())

    @property
    def key_id(self) -> str:
        return key_id(self.key.public_key.point).hex()

    def ask(self, method: str, path: str, **options: Any) -> Response:
        return self.api.request(
            method, f"/api/v1/holder{path}", headers={"Authorization": f"Bearer {self.token}"}, **options
        )

    def bind(self, sent: dict[str, object] | None = None, *, replace: bool = False) -> Response:
        claim = Claim(self.event_ref, self.token_id, self.key.public_key.point, self.at, replace)
        body = {
            "public_key": claim.public_key.hex(),
            "at": claim.at,
            "signature": self.key.sign(claim.message()).hex(),
            "replace": replace,
        }
        return self.ask("POST", "/bind", json=body | (sent or {}))

    def shown(self, issuer_pass: str) -> str:
        return prove(issuer_pass, at=int(NOW.timestamp()), signer=self.key)


@pytest.fixture
def token_id(world: World) -> int:
    (found,) = world.issue()
    world.on_chain([found])
    return found


@pytest.fixture
def holder(api: TestClient, world: World, token_id: int) -> Callable[[int], Holder]:
    return partial(Holder, api, world, token_id)


def allow_paper(world: World, *, paper: bool) -> None:
    with world.parts.db.write() as session:
        for tier in world.event(session).tiers:
            tier.paper = paper


def epochs_told(world: World) -> list[object]:
    with world.parts.db.read() as session:
        return [row.body for row in session.scalars(select(DoorChange).where(DoorChange.kind == "epoch"))]


def refused(answer: Response, status: int, code: str) -> None:
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_bind__unknown_link__link_unknown(holder: Callable[[int], Holder]) -> None:
    phone = holder(1)
    phone.token = phone.token[:-2] + ("AA" if phone.token[-2:] != "AA" else "BB")
    refused(phone.bind(), 404, "link_unknown")
    refused(phone.ask("GET", "/ticket"), 404, "link_unknown")
    refused(phone.ask("DELETE", "/bind/00"), 404, "link_unknown")


def test_ticket__no_token__link_unknown(api: TestClient) -> None:
    refused(api.get("/api/v1/holder/ticket"), 404, "link_unknown")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"public_key": "02" + "ff" * 32}, "holder_key_invalid"),
        ({"at": int(NOW.timestamp()) - 301}, "holder_claim_stale"),
        ({"at": int(NOW.timestamp()) + 301}, "holder_claim_stale"),
        ({"at": int(NOW.timestamp()) + 1}, "holder_claim_unsigned"),
        ({"replace": True}, "holder_claim_unsigned"),
        ({"signature": "11" * 64}, "holder_claim_unsigned"),
        ({"signature": "zz"}, "validation_failed"),
    ],
)
def test_bind__claim_not_the_phones_own__refused(
    holder: Callable[[int], Holder], changes: dict[str, object], code: str
) -> None:
    refused(holder(1).bind(changes), 422, code)


def test_bind__signed_for_another_ticket__refused(holder: Callable[[int], Holder]) -> None:
    phone = holder(1)
    phone.token_id += 1
    refused(phone.bind(), 422, "holder_claim_unsigned")


def test_bind__revoked__gone(holder: Callable[[int], Holder], world: World, token_id: int) -> None:
    with world.parts.db.write() as session:
        event = world.event(session)
        ticket = ticket_rows.by_token(session, event.id, token_id)
        assert ticket
        tickets.revoke(session, world.parts, event, ticket, reason=RevokeReason.FRAUD)
    phone = holder(1)
    refused(phone.bind(), 410, "ticket_revoked")
    assert phone.ask("GET", "/ticket").json()["ticket"]["revoked_at"] == "2026-11-22T18:00:00.000Z"


def test_bind__event_called_off__conflict(holder: Callable[[int], Holder], world: World) -> None:
    with world.parts.db.write() as session:
        fold.write(session, fold.Changes(logs=[cancelled(TICKETS, block=8)]))
    phone = holder(1)
    refused(phone.bind(), 409, "event_cancelled")
    assert phone.ask("GET", "/ticket").json()["ticket"]["event"]["cancelled"] is True


def test_bind__long_after_the_event__gone(holder: Callable[[int], Holder], world: World, clock: FixedClock) -> None:
    clock.at = NOW + timedelta(hours=7) + world.parts.settings.pass_grace
    phone = holder(1)
    phone.at = int(clock.at.timestamp())
    refused(phone.bind(), 410, "event_over")
    assert phone.ask("GET", "/ticket").json()["ticket"]["event"]["over"] is True


def test_bind__first_phone_where_paper_is_not_allowed__epoch_stays_and_the_door_opens(
    holder: Callable[[int], Holder], world: World
) -> None:
    allow_paper(world, paper=False)
    phone = holder(1)
    answer = phone.bind()
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["ticket"]["epoch"] == 0
    assert body["ticket"]["bound_to"] == phone.key_id
    assert body["server_time"] == "2026-11-22T18:00:00.000Z"
    assert parse(body["pass"]).claims.holder_key == phone.key.public_key.point
    assert epochs_told(world) == []
    assert scan(world, phone.shown(body["pass"])).outcome is Outcome.ADMITTED


def test_bind__first_phone_where_paper_is_allowed__printed_codes_die(
    holder: Callable[[int], Holder], world: World, token_id: int
) -> None:
    printed = world.code(token_id)
    body = holder(1).bind().json()
    assert body["ticket"]["epoch"] == 1
    assert epochs_told(world) == [{"tier": 1, "serial": 0, "epoch": 1}]
    assert scan(world, printed).reason is Reason.REVOKED
    assert scan(world, holder(1).shown(body["pass"])).outcome is Outcome.ADMITTED


def test_bind__same_phone_again__same_pass(holder: Callable[[int], Holder], world: World) -> None:
    first, second = holder(1).bind().json(), holder(1).bind(replace=True).json()
    assert first["pass"] == second["pass"]
    assert len(epochs_told(world)) == 1


def test_bind__another_phone_without_replace__bound_elsewhere(holder: Callable[[int], Holder]) -> None:
    first = holder(1).bind().json()
    refused(holder(2).bind(), 409, "bound_elsewhere")
    state = holder(2).ask("GET", "/ticket").json()["ticket"]
    assert (state["bound_to"], state["epoch"]) == (holder(1).key_id, first["ticket"]["epoch"])


def test_bind__another_phone_replaces__the_door_refuses_the_first(
    holder: Callable[[int], Holder], world: World
) -> None:
    first = holder(1).bind().json()
    second = holder(2).bind(replace=True).json()
    assert second["ticket"]["epoch"] == first["ticket"]["epoch"] + 1
    assert holder(1).ask("GET", "/ticket").json()["ticket"]["bound_to"] == holder(2).key_id
    assert epochs_told(world)[-1] == {"tier": 1, "serial": 0, "epoch": second["ticket"]["epoch"]}
    assert scan(world, holder(1).shown(first["pass"])).reason is Reason.REVOKED
    assert scan(world, holder(2).shown(second["pass"])).outcome is Outcome.ADMITTED


def test_bind__used_ticket__bound_all_the_same(holder: Callable[[int], Holder], world: World) -> None:
    first = holder(1).bind().json()
    assert scan(world, holder(1).shown(first["pass"])).outcome is Outcome.ADMITTED
    second = holder(2).bind(replace=True).json()
    assert second["ticket"]["used"] == {"at": "2026-11-22T18:00:00.000Z", "gate": "Haupteingang"}
    assert scan(world, holder(2).shown(second["pass"])).reason is Reason.ALREADY_REDEEMED


def test_bind__eight_phones_at_once__one_wins(holder: Callable[[int], Holder], world: World) -> None:
    phones = [holder(secret) for secret in range(1, 9)]
    answers = together([phone.bind for phone in phones])
    given = [answer for answer in answers if isinstance(answer, Response)]
    assert sorted(answer.status_code for answer in given) == [200] + [409] * 7, answers
    (won,) = (answer.json() for answer in given if answer.status_code == 200)
    with world.parts.db.read() as session:
        binding, ticket = session.scalars(select(TicketBinding)).one(), session.scalars(select(Ticket)).one()
        assert won["ticket"]["bound_to"] == key_id(binding.public_key).hex()
        assert won["ticket"]["epoch"] == binding.epoch == ticket.epoch == 1


def test_bind__eight_phones_replace_at_once__epochs_without_gaps_and_the_last_has_it(
    holder: Callable[[int], Holder],
) -> None:
    answers = together([partial(holder(secret).bind, replace=True) for secret in range(1, 9)])
    given = [answer.json()["ticket"] for answer in answers if isinstance(answer, Response)]
    assert sorted(found["epoch"] for found in given) == list(range(1, 9))
    last = max(given, key=lambda found: int(found["epoch"]))
    assert holder(1).ask("GET", "/ticket").json()["ticket"]["bound_to"] == last["bound_to"]


def test_bind__too_often__rate_limited(holder: Callable[[int], Holder]) -> None:
    phone = holder(1)
    for _ in range(12):
        assert phone.bind().status_code == 200
    refused(phone.bind(), 429, "rate_limited")


def test_release__another_phones_key__nothing_happens(holder: Callable[[int], Holder]) -> None:
    holder(1).bind()
    state = holder(2).ask("DELETE", f"/bind/{holder(2).key_id}").json()["ticket"]
    assert (state["bound_to"], state["epoch"]) == (holder(1).key_id, 1)


def test_release__own_key__free_again_and_the_old_pass_dies(
    holder: Callable[[int], Holder], world: World, token_id: int
) -> None:
    first = holder(1).bind().json()
    state = holder(1).ask("DELETE", f"/bind/{holder(1).key_id}").json()["ticket"]
    assert (state["bound_to"], state["epoch"]) == (None, 2)
    assert scan(world, holder(1).shown(first["pass"])).reason is Reason.REVOKED
    assert scan(world, world.code(token_id)).outcome is Outcome.ADMITTED


def test_ticket__before_any_phone__all_the_page_needs(holder: Callable[[int], Holder]) -> None:
    assert holder(1).ask("GET", "/ticket").json()["ticket"] == {
        "number": "1-0001",
        "tier": {"number": 1, "name": "Abendkasse"},
        "serial": 1,
        "token_id": str(1 << 32),
        "event": {
            "ref": holder(1).event_ref,
            "name": "Nachtdruck",
            "venue": "Druckerei",
            "starts_at": "2026-11-22T19:00:00.000Z",
            "ends_at": "2026-11-23T01:00:00.000Z",
            "timezone": "Europe/Berlin",
            "cancelled": False,
            "over": False,
        },
        "collective": "Rübezahl",
        "palette": "signal",
        "paper": True,
        "pictured": True,
        "epoch": 0,
        "bound_to": None,
        "revoked_at": None,
        "used": None,
    }


def test_picture__on_chain__svg(holder: Callable[[int], Holder]) -> None:
    assert holder(1).ask("GET", "/picture").json()["svg"].startswith("<svg")


def test_picture__not_minted_yet__not_found(holder: Callable[[int], Holder], world: World) -> None:
    phone = holder(1)
    (later,) = world.issue()
    phone.token = Holder(phone.api, world, later, 1).token
    refused(phone.ask("GET", "/picture"), 404, "not_on_chain_yet")
