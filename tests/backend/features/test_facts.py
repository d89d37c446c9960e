"""Facts of the door: out and in again, verdicts given without a network, overrides, undoing, and who may say what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from backend.core.clock import FixedClock
from backend.core.errors import Conflict, Forbidden, NotFound, Unauthenticated
from backend.db.models.collectives import IssuerKey
from backend.db.models.door import Admission, DoorChange, GateCount, ListCount, Scan
from backend.db.models.events import CheckinList, Event
from backend.db.models.tickets import Person, Ticket
from backend.db.repositories import devices, scans
from backend.db.session import Database
from backend.features.checkin.schemas import (
    DeviceClock,
    Direction,
    Medium,
    Outcome,
    Reason,
    Reentry,
    ScanAnswer,
    ScanFact,
    Source,
    TicketRef,
    TimeMark,
    UndoFact,
)
from tests.backend.conftest import NOW, World
from tests.backend.door import YARD, device, keep, keep_all
from tests.backend.together import together

OUT = Direction.EXIT


@pytest.fixture
def code(world: World) -> str:
    """The code of a ticket that is on the chain."""
    ids = world.issue(tier=2)
    world.on_chain(ids)
    return world.code(ids[0])


def fact(code: str, **changes: object) -> ScanFact:
    made = ScanFact(id=uuid4(), code=code, scanned_at=NOW, synced_at=NOW - timedelta(hours=3), source=Source.CAMERA)
    return replace(made, **changes)  # type: ignore[arg-type]


def undo(of: UUID) -> UndoFact:
    return UndoFact(uuid4(), of, "falsche Person", NOW, Source.KEYBOARD, NOW - timedelta(hours=3))


def offline(code: str, minutes: int, shown: Outcome = Outcome.ADMITTED, **changes: object) -> ScanFact:
    """A scan so many minutes ago, with the verdict the door gave by itself."""
    return fact(code, scanned_at=NOW - timedelta(minutes=minutes), shown=shown, **changes)


def rule(world: World, reentry: Reentry) -> None:
    with world.parts.db.write() as session:
        session.execute(update(CheckinList).values(reentry=reentry.value))


def sums(world: World) -> tuple[int, int, int]:
    """Admitted, inside, clashes of the only list."""
    with world.parts.db.read() as session:
        row = session.scalars(select(ListCount)).one_or_none()
    return (row.admitted, row.inside, row.clashes) if row else (0, 0, 0)


def kept(world: World) -> int:
    with world.parts.db.read() as session:
        return session.scalar(select(func.count()).select_from(Scan)) or 0


@pytest.mark.parametrize("told", [{"override": "kennt die Band"}, {"ticket": TicketRef(2, 0)}])
def test_keep__a_stewards_override_or_named_ticket__supervisor_needed(
    world: World, code: str, told: dict[str, object]
) -> None:
    with pytest.raises(Forbidden, match="supervisor_needed"):
        keep(world, device(world), fact(code, **told))
    assert kept(world) == 0


def test_undo__by_a_steward_of_nothing_or_of_an_undo__refused_and_nothing_kept(world: World, code: str) -> None:
    steward, boss = device(world), device(world, "Leitung", role="supervisor")
    scan = keep(world, steward, fact(code))
    with pytest.raises(Forbidden, match="supervisor_needed"):
        keep(world, steward, undo(scan.id))
    with pytest.raises(NotFound, match="scan_unknown"):
        keep(world, boss, undo(uuid4()))
    undone = keep(world, boss, undo(scan.id))
    with pytest.raises(Conflict, match="undo_of_undo"):
        keep(world, boss, undo(undone.id))
    assert kept(world) == 2


def test_keep__a_device_that_was_signed_off__nothing_more_of_it(world: World, code: str) -> None:
    phone = device(world)
    first = fact(code)
    keep(world, phone, first)
    with world.parts.db.write() as session:
        devices.revoke(session, phone, now=NOW)
    for again in (first, fact(code)):
        with pytest.raises(Unauthenticated, match="device_revoked"):
            keep(world, phone, again)
    with pytest.raises(Unauthenticated, match="device_unknown"):
        keep(world, phone + 1, fact(code))
    assert kept(world) == 1


def test_keep__a_phone_paired_anew__gets_the_answer_of_its_old_scan(world: World, code: str) -> None:
    old, new = device(world, "alt"), device(world, "neu")
    scan = fact(code)
    answer = keep(world, old, scan)
    with pytest.raises(Conflict, match="scan_id_taken"):
        keep(world, new, scan)
    with world.parts.db.write() as session:
        devices.revoke(session, old, now=NOW)
    assert keep(world, new, scan) == answer
    assert kept(world) == 1


def test_keep__an_id_of_another_event__taken(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    scan = fact("x")
    keep(ours, device(ours, "a"), scan)
    with pytest.raises(Conflict, match="scan_id_taken"):
        keep(theirs, device(theirs, "b"), scan)


def test_keep_all__one_bad_fact_among_good_ones__spoils_no_other(world: World, code: str) -> None:
    phone = device(world)
    scan = fact(code)
    results = keep_all(world, phone, [fact("x"), undo(uuid4()), scan, scan, fact(code, override="ich"), fact(code)])
    told = [r.outcome.value if isinstance(r, ScanAnswer) else getattr(r, "code", "?") for r in results]
    assert told == ["refused", "supervisor_needed", "admitted", "admitted", "supervisor_needed", "refused"]
    assert results[2] == results[3]
    assert (kept(world), sums(world)) == (3, (1, 1, 0))


def test_keep_all__the_database_refuses_one_row__the_others_are_kept(
    world: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = device(world)
    poison, add = fact("x"), scans.add

    def picky(session: Session, rows: list[dict[str, Any]]) -> None:
        if any(row["id"] == poison.id for row in rows):
            raise ValueError("a row that cannot be written")
        add(session, rows)

    monkeypatch.setattr(scans, "add", picky)
    results = keep_all(world, phone, [fact(code), poison, fact("y")])
    assert [type(result) for result in results] == [ScanAnswer, ValueError, ScanAnswer]
    assert (kept(world), sums(world)) == (2, (1, 1, 0))


def test_keep__a_retired_issuer_key__invalid_but_what_happened_counts(world: World, code: str) -> None:
    phone = device(world)
    with world.parts.db.write() as session:
        session.execute(update(IssuerKey).values(retired_at=NOW))
    answer = keep(world, phone, fact(code))
    assert (answer.reason, answer.tier, sums(world)) == (Reason.INVALID, None, (0, 0, 0))
    keep(world, phone, offline(code, 5))
    assert sums(world) == (1, 1, 0)


def test_keep__out_and_in_again__by_the_lists_rule(world: World, code: str, clock: FixedClock) -> None:
    phone = device(world)
    for reentry, reason in ((Reentry.NEVER, Reason.ALREADY_REDEEMED), (Reentry.AFTER_EXIT, None)):
        rule(world, reentry)
        if reentry is Reentry.NEVER:
            keep(world, phone, fact(code, scanned_at=NOW - timedelta(minutes=9)))
        out = keep(world, phone, fact(code, direction=OUT, scanned_at=clock.at))
        assert (out.outcome, out.reason, out.let_in) == (Outcome.EXITED, None, True)
        clock.at += timedelta(minutes=1)
        again = keep(world, phone, fact(code, scanned_at=clock.at))
        assert (again.reason, again.first and again.first.at) == (reason, NOW - timedelta(minutes=9))
    assert sums(world) == (1, 1, 0)
    with world.parts.db.read() as session:
        gate = session.scalars(select(GateCount)).one()
        assert (gate.entered, gate.exited) == (2, 2)


def test_keep__the_earlier_of_two_doors_uploads_later__it_is_the_admission_and_the_other_clashes(
    world: World, code: str
) -> None:
    main, yard = device(world), device(world, "Hof", gate=YARD)
    late, early = offline(code, 5), offline(code, 9)
    assert not keep(world, main, late).clash
    answer = keep(world, yard, early)
    assert (answer.outcome, answer.clash, answer.at) == (Outcome.ADMITTED, False, early.scanned_at)
    with world.parts.db.read() as session:
        admission = session.scalars(select(Admission)).one()
        told = session.scalars(select(DoorChange).order_by(DoorChange.seq.desc())).first()
        assert (admission.scan_id, admission.clashes, admission.inside) == (early.id, 1, 2)
        assert told
        assert told.body == {
            "tier": 2,
            "serial": 0,
            "entries": 2,
            "inside": 2,
            "clashes": 1,
            "first": {"at": "2026-11-22T17:51:00.000Z", "gate": "Hof"},
            "clash": [{"id": str(late.id), "at": "2026-11-22T17:55:00.000Z", "gate": "Haupteingang"}],
        }
    assert sums(world) == (1, 2, 1)


def test_keep__shown_added_later__counts_once_and_the_answer_stays(world: World, code: str) -> None:
    phone = device(world)
    scan = fact(code)
    answer = keep(world, phone, scan)
    assert keep(world, phone, replace(scan, shown=Outcome.REFUSED)) == answer
    assert sums(world) == (0, 0, 0)
    assert keep(world, phone, replace(scan, shown=Outcome.ADMITTED)) == answer
    assert sums(world) == (0, 0, 0)


def test_undo__of_the_admission__nobody_is_in_and_the_ticket_is_good_again(world: World, code: str) -> None:
    boss = device(world, "Leitung", role="supervisor")
    scan = keep(world, boss, fact(code))
    answer = keep(world, boss, undo(scan.id))
    assert (answer.outcome, answer.serial, answer.let_in) == (Outcome.UNDONE, 1, False)
    assert sums(world) == (0, 0, 0)
    assert keep(world, boss, fact(code)).outcome is Outcome.ADMITTED
    assert sums(world) == (1, 1, 0)


def test_override__by_a_supervisor__lets_in_without_a_clash_but_not_a_revoked_ticket(world: World, code: str) -> None:
    boss = device(world, "Leitung", role="supervisor")
    keep(world, boss, fact(code, scanned_at=NOW - timedelta(minutes=1)))
    again = keep(world, boss, fact(code, override="war kurz draußen"))
    assert (again.outcome, again.reason, again.clash) == (Outcome.ADMITTED, None, False)
    assert sums(world) == (1, 2, 0)
    with world.parts.db.write() as session:
        session.execute(update(Ticket).values(revoked_at=NOW))
    assert keep(world, boss, fact(code, override="trotzdem")).reason is Reason.REVOKED


def test_keep__a_ticket_named_by_a_supervisor__decided_without_a_pass(world: World, code: str) -> None:
    boss = device(world, "Leitung", role="supervisor")
    assert code
    answer = keep(world, boss, fact("", ticket=TicketRef(2, 0)))
    assert (answer.outcome, answer.serial, answer.medium) == (Outcome.ADMITTED, 1, None)
    assert keep(world, boss, fact("", ticket=TicketRef(2, 7))).reason is Reason.INVALID


def test_keep__blocked_or_paper_refused__says_so(world: World, code: str) -> None:
    phone = device(world)
    with world.parts.db.write() as session:
        session.execute(update(Ticket).values(blocked_at=NOW))
    assert keep(world, phone, fact(code)).reason is Reason.BLOCKED
    with world.parts.db.write() as session:
        session.execute(update(Ticket).values(blocked_at=None))
        for tier in world.event(session).tiers:
            tier.paper = False
    answer = keep(world, phone, fact(code))
    assert (answer.reason, answer.medium) == (Reason.PAPER, Medium.PAPER)


@pytest.mark.parametrize("allowed", [False, True])
def test_keep__note_and_name__told_but_kept_nowhere_else(world: World, code: str, allowed: bool) -> None:
    phone = device(world)
    with world.parts.db.write() as session:
        row = session.scalars(select(Ticket)).one()
        person = Person(collective_id=1, name="Rosa Nachtigall", email="r@example.org", created_at=NOW)
        session.add(person)
        session.flush()
        row.person_id, row.note = person.id, "braucht einen Stuhl"
        session.execute(update(Event).values(names_at_door=allowed))
    scan = fact(code)
    answer = keep(world, phone, scan)
    assert (answer.note, answer.name) == ("braucht einen Stuhl", "Rosa Nachtigall" if allowed else None)
    assert keep(world, phone, offline(code, 1)).name is None
    with world.parts.db.write() as session:
        assert "Rosa" not in str([row.answer for row in session.scalars(select(Scan))])
        assert "Stuhl" not in str([row.body for row in session.scalars(select(DoorChange))])
        session.execute(update(Ticket).values(person_id=None, note=None))
    assert keep(world, phone, scan) == replace(answer, note=None, name=None)


def test_keep__times_that_cannot_be__capped_and_marked(world: World, code: str) -> None:
    phone = device(world)
    tomorrow = keep(world, phone, fact(code, scanned_at=NOW + timedelta(days=1)))
    assert (tomorrow.at, tomorrow.time_mark) == (NOW, TimeMark.FUTURE)
    wall = keep(world, phone, fact(code, clock=DeviceClock.WALL, scanned_at=NOW - timedelta(hours=1)))
    assert (wall.at, wall.time_mark) == (NOW - timedelta(hours=1), TimeMark.WALL)


def test_keep__a_hundred_devices_at_once_on_two_servers__one_admission(world: World, code: str) -> None:
    phones = [device(world, f"Telefon {number}", gate=number % 2) for number in range(100)]
    other = Database(str(world.parts.settings.database_url))
    servers = [world, replace(world, parts=replace(world.parts, db=other))]
    answers = together([partial(keep, servers[n % 2], phone, fact(code)) for n, phone in enumerate(phones)])
    other.close()
    decided = [answer for answer in answers if isinstance(answer, ScanAnswer)]
    assert len(decided) == 100, [answer for answer in answers if not isinstance(answer, ScanAnswer)][:3]
    assert sum(answer.outcome is Outcome.ADMITTED for answer in decided) == 1
    assert {answer.reason for answer in decided} == {None, Reason.ALREADY_REDEEMED}
    assert (kept(world), sums(world)) == (100, (1, 1, 0))
