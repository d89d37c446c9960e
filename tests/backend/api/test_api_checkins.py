"""Facts over HTTP: single and in batches, each judged on its own; a device that was signed off is found at once."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, update

from backend.db.models.door import Device, Scan
from backend.features.checkin import endpoints as checkin
from backend.features.checkin.edge import Desk
from backend.features.checkin.schemas import Outcome, ScanAnswer, ScanFact, Source
from backend.features.http.limits import RateLimit
from tests.backend.api.conftest import Phone
from tests.backend.conftest import NOW, World

AT = "2026-11-22T17:30:00Z"


def fact(code: str = "x", **changes: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "code": code, "scanned_at": AT, "source": "camera", "synced_at": AT, **changes}


def upload(phone: Phone, facts: list[Any], **options: Any) -> list[dict[str, Any]]:
    answer = phone.ask("POST", "/checkins/batch", json={"facts": facts}, **options)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["answers"]
    return found


def kept(world: World) -> int:
    with world.parts.db.read() as session:
        return session.scalar(select(func.count()).select_from(Scan)) or 0


@pytest.fixture
def code(world: World) -> str:
    ids = world.issue()
    world.on_chain(ids)
    return world.code(ids[0])


def test_batch__malformed_and_good_facts__each_answered_in_its_place_in_the_readers_language(
    phone: Phone, world: World, code: str
) -> None:
    good = fact(code, shown={"outcome": "admitted", "reason": None})
    facts = [
        {"id": "no uuid", "code": "x", "scanned_at": AT, "source": "camera"},
        {},
        fact(None, id="5d1a1df6-5e9f-4a3b-9f0a-0c9a2c1f7b11"),  # type: ignore[arg-type]
        fact(kind="undo"),
        fact(code, override={"reason": "kennt die Band"}),
        good,
        good,
        fact(shown={"outcome": "undone"}),
    ]
    answers = upload(phone, facts, headers={"Accept-Language": "en"})
    codes = [answer["problem"]["code"] if "problem" in answer else answer["outcome"] for answer in answers]
    assert codes == [
        *("validation_failed", "validation_failed", "validation_failed", "validation_failed", "supervisor_needed"),
        *("admitted", "admitted", "validation_failed"),
    ]
    assert [answer["id"] for answer in answers[:3]] == ["no uuid", None, "5d1a1df6-5e9f-4a3b-9f0a-0c9a2c1f7b11"]
    assert answers[5] == answers[6]
    assert "supervisor" in answers[4]["problem"]["detail"]
    assert kept(world) == 1
    german = upload(phone, [{}], headers={"Accept-Language": "de"})[0]["problem"]
    assert german["detail"] != answers[1]["problem"]["detail"]


@pytest.mark.parametrize("count", [0, 501])
def test_batch__none_or_too_many__422_and_nothing_kept(phone: Phone, world: World, count: int) -> None:
    answer = phone.ask("POST", "/checkins/batch", json={"facts": [fact() for _ in range(count)]})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")
    assert kept(world) == 0


def test_batch__five_hundred_of_the_longest__taken_and_kept(phone: Phone, world: World) -> None:
    facts = [fact("EL1:" + "A" * 508, shown={"outcome": "refused", "reason": "invalid"}) for _ in range(500)]
    answers = upload(phone, facts)
    assert [answer["id"] for answer in answers] == [one["id"] for one in facts]
    assert {answer["reason"] for answer in answers} == {"invalid"}
    assert kept(world) == 500


def test_batch__more_than_an_evenings_uploads__429(phone: Phone, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkin, "_uploads", RateLimit(per_minute=1, burst=1))
    upload(phone, [fact()])
    answer = phone.ask("POST", "/checkins/batch", json={"facts": [fact()]})
    assert (answer.status_code, answer.json()["code"], kept(world)) == (429, "rate_limited", 1)


def test_check_in__signed_off_after_it_was_seen__401_at_once(phone: Phone, world: World, code: str) -> None:
    assert phone.ask("POST", "/checkins", json=fact(code)).json()["outcome"] == "admitted"
    with world.parts.db.write() as session:
        session.execute(update(Device).values(revoked_at=NOW))
    for path, body in (("/checkins", fact(code)), ("/checkins/batch", {"facts": [fact(code)]})):
        answer = phone.ask("POST", path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (401, "device_revoked")
    assert kept(world) == 1


def test_check_in__supervisor__overrides_and_undoes(phone: Phone, world: World, code: str) -> None:
    with world.parts.db.write() as session:
        session.execute(update(Device).values(role="supervisor"))
    first = phone.ask("POST", "/checkins", json=fact(code)).json()
    again = fact(code, override={"reason": " kennt die Band "}, scanned_at="2026-11-22T17:31:00Z")
    assert phone.ask("POST", "/checkins", json=again).json()["outcome"] == "admitted"
    undo = fact(None, kind="undo", undoes=first["id"], reason="falsche Person")  # type: ignore[arg-type]
    answer = phone.ask("POST", "/checkins", json=undo).json()
    assert (answer["outcome"], answer["serial"], answer["let_in"]) == ("undone", 1, False)
    with world.parts.db.read() as session:
        words = set(session.scalars(select(Scan.override)))
    assert words == {None, "kennt die Band", "falsche Person"}


def test_desk__many_at_the_same_moment__answered_each_with_its_own_in_fewer_transactions(
    phone: Phone, world: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = 0
    write = type(world.parts.db).write

    def counted(db: Any) -> Any:
        nonlocal commits
        commits += 1
        return write(db)

    monkeypatch.setattr(type(world.parts.db), "write", counted)
    facts = [ScanFact(id=uuid4(), code=code if n else "x", scanned_at=NOW, source=Source.WEDGE) for n in range(60)]

    async def rush() -> list[Any]:
        desk = Desk(world.parts)
        device = await desk.device(phone.token)
        return await asyncio.gather(*(desk.keep(device, [one]) for one in facts))

    results = [result for (result,) in asyncio.run(rush())]
    assert [result.id for result in results if isinstance(result, ScanAnswer)] == [one.id for one in facts]
    assert sum(result.outcome is Outcome.ADMITTED for result in results) == 1
    assert kept(world) == 60
    assert commits < 30


def test_check_in__the_database_away__500_and_the_next_one_is_answered(
    api: TestClient, phone: Phone, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert api
    with monkeypatch.context() as patch:
        patch.setattr("backend.features.checkin.edge.keep_group", lambda *_, **__: 1 / 0)
        assert phone.ask("POST", "/checkins", json=fact(code)).status_code == 500
    assert phone.ask("POST", "/checkins", json=fact(code)).json()["outcome"] == "admitted"
