"""Redeeming: each reason, the answer that stays the same for ever, and every scan kept, refusals too."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from backend.core.clock import FixedClock
from backend.core.errors import Conflict
from backend.db.models.door import Admission, Scan
from backend.db.models.events import CheckinList
from backend.db.models.tickets import Ticket
from backend.db.projections import fold
from backend.db.repositories import events, tickets
from backend.features.checkin import service
from backend.features.checkin.answers import from_kept, to_kept
from backend.features.checkin.edge import redeem_durably
from backend.features.checkin.group import Place
from backend.features.checkin.schemas import (
    Direction,
    FirstAdmission,
    Medium,
    Outcome,
    Reason,
    ScanAnswer,
    ScanFact,
    Source,
    Tier,
)
from backend.features.tickets import service as tickets_service
from backend.features.tickets.service import RevokeReason
from tests.backend.conftest import NOW, World, cancelled
from tests.backend.door import YARD, device, scan


def revoke(world: World, token_id: int) -> None:
    with world.parts.db.write() as session:
        event = world.event(session)
        ticket = tickets.by_token(session, event.id, token_id)
        assert ticket
        tickets_service.revoke(session, world.parts, event, ticket, reason=RevokeReason.FRAUD)


def minted(world: World, tier: int = 1) -> str:
    """The code of a ticket that is on the chain."""
    ids = world.issue(tier=tier)
    world.on_chain(ids)
    return world.code(ids[0])


def scans(world: World) -> list[Scan]:
    with world.parts.db.read() as session:
        return list(session.scalars(select(Scan).order_by(Scan.received_at)))


def admissions(world: World) -> list[Admission]:
    with world.parts.db.read() as session:
        return list(session.scalars(select(Admission)))


def forged(code: str) -> str:
    """The code with its last character, a part of the signature, changed to another of the alphabet."""
    return code[:-3] + ("A" if code[-3] != "A" else "B") + code[-2:]


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("https://example.org/poster", id="a poster's web address"),
        pytest.param("", id="nothing"),
        pytest.param("el1:RRQT", id="the prefix in lower case"),
        pytest.param("\x00\ud7ff🎟", id="anything"),
    ],
)
def test_redeem__no_pass_at_all__not_a_ticket(world: World, code: str) -> None:
    answer = scan(world, code)
    assert (answer.outcome, answer.reason) == (Outcome.REFUSED, Reason.NOT_A_TICKET)
    assert (answer.tier, answer.serial, answer.medium, answer.first) == (None, None, None, None)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(forged, id="another signature"),
        pytest.param(lambda code: code + "A", id="something behind it"),
        pytest.param(lambda code: code[:-5], id="cut off"),
        pytest.param(lambda _: "EL1:" + "9" * 5_000, id="far too long"),
    ],
)
def test_redeem__forged_or_damaged__invalid(world: World, spoil: Callable[[str], str]) -> None:
    assert scan(world, spoil(minted(world))).reason is Reason.INVALID
    assert admissions(world) == []


def test_redeem__signed_by_a_collective_that_is_not_here__invalid(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    code = minted(theirs)
    with theirs.parts.db.write() as session:
        session.connection().exec_driver_sql("DELETE FROM issuer_key WHERE collective_id = 2")
    assert scan(ours, code).reason is Reason.INVALID


def test_redeem__another_event__wrong_event_and_nothing_of_it_shown(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    minted(ours)
    answer = scan(ours, minted(theirs))
    assert answer.reason is Reason.WRONG_EVENT
    assert (answer.tier, answer.serial) == (None, None)


def test_redeem__our_event_signed_by_another_collective_here__invalid(make_world: Callable[..., World]) -> None:
    ours, theirs = make_world("Rübezahl"), make_world("Krabat")
    code = minted(ours)
    with ours.parts.db.write() as session:
        # Somebody who organises a collective here makes passes for our event with their own key.
        rows = session.connection().exec_driver_sql("SELECT id, collective_id FROM issuer_key ORDER BY id").all()
        assert [row[1] for row in rows] == [1, 2]
        session.connection().exec_driver_sql("UPDATE issuer_key SET collective_id = 3 - collective_id")
    foreign = ours.code(1 << 32)
    assert foreign != code
    with ours.parts.db.write() as session:
        session.connection().exec_driver_sql("UPDATE issuer_key SET collective_id = 3 - collective_id")
    assert theirs.collective_slug == "krabat"
    assert scan(ours, foreign).reason is Reason.INVALID
    assert scan(ours, code).reason is None


def test_redeem__a_ticket_that_was_never_issued__invalid(world: World) -> None:
    code = minted(world)
    with world.parts.db.write() as session:
        session.delete(session.scalars(select(Ticket)).one())
    assert scan(world, code).reason is Reason.INVALID


def test_redeem__event_called_off_on_the_chain__canceled_until_a_reorganisation_takes_it_back(world: World) -> None:
    code = minted(world)
    with world.parts.db.write() as session:
        contract = events.contract(session, world.event(session))
        assert contract
        fold.write(session, fold.Changes(logs=[cancelled(contract, block=9)]))
    assert scan(world, code).reason is Reason.CANCELED
    with world.parts.db.write() as session:
        fold.rewind(session, 8)
    assert scan(world, code).reason is None


def test_redeem__revoked__revoked(world: World) -> None:
    code = minted(world)
    revoke(world, 1 << 32)
    answer = scan(world, code)
    assert (answer.reason, answer.tier, answer.serial) == (Reason.REVOKED, Tier(1, "Abendkasse"), 1)


def test_redeem__an_older_code_than_the_newest__revoked(world: World) -> None:
    old = minted(world)
    with world.parts.db.write() as session:
        session.scalars(select(Ticket)).one().epoch = 1
    assert scan(world, old).reason is Reason.REVOKED
    assert scan(world, world.code(1 << 32)).reason is None


def test_redeem__second_time__already_redeemed_when_and_where(world: World, clock: FixedClock) -> None:
    code = minted(world, tier=2)
    scan(world, code, gate=YARD)
    clock.at += timedelta(minutes=5)
    answer = scan(world, code)
    assert (answer.reason, answer.first) == (Reason.ALREADY_REDEEMED, FirstAdmission(NOW, "Hof"))
    assert answer.decided_at == clock.at
    assert len(admissions(world)) == 1


def test_redeem__at_a_gate_for_others__tier_and_then_at_the_right_one_admitted(world: World) -> None:
    code = minted(world)
    assert scan(world, code, gate=YARD).reason is Reason.TIER
    assert scan(world, code).reason is None


@pytest.mark.parametrize(("moment", "reason"), [(-12, None), (-12.001, Reason.INVALID_TIME)])
def test_redeem__before_the_door_opens__invalid_time(
    world: World, clock: FixedClock, moment: float, reason: Reason | None
) -> None:
    code = minted(world)
    clock.at = NOW + timedelta(hours=1 + moment)
    assert scan(world, code).reason is reason


@pytest.mark.parametrize(("over", "reason"), [(-1, None), (0, Reason.INVALID_TIME)])
def test_redeem__a_day_after_the_end__invalid_time(
    world: World, clock: FixedClock, over: int, reason: Reason | None
) -> None:
    code = minted(world)
    clock.at = NOW + timedelta(hours=7) + world.parts.settings.pass_grace + timedelta(seconds=over)
    assert scan(world, code).reason is reason


def test_redeem__not_on_the_chain_yet__not_minted_and_admitted_once_it_is(world: World) -> None:
    ids = world.issue()
    code = world.code(ids[0])
    assert scan(world, code).reason is Reason.NOT_MINTED
    world.on_chain()
    assert scan(world, code).reason is Reason.NOT_MINTED
    world.on_chain(ids)
    assert scan(world, code).reason is None


def test_redeem__a_good_ticket__admitted_with_what_the_steward_needs(world: World) -> None:
    code = minted(world, tier=2)
    scan_id, device_id = uuid4(), device(world, gate=YARD)
    answer = scan(world, f" {code}\r\n", gate=YARD, scan_id=scan_id, device_id=device_id)
    assert answer == ScanAnswer(
        id=scan_id,
        outcome=Outcome.ADMITTED,
        reason=None,
        tier=Tier(2, "Solidarisch"),
        serial=1,
        medium=Medium.PAPER,
        gate="Hof",
        decided_at=NOW,
        first=None,
        direction=Direction.ENTRY,
        at=NOW,
        time_mark=None,
        clash=False,
        let_in=True,
    )
    (kept,), (admission,) = scans(world), admissions(world)
    assert (kept.id, kept.device_id, kept.outcome, kept.reason) == (scan_id, device_id, "admitted", None)
    assert (admission.scan_id, admission.gate_id, admission.admitted_at) == (scan_id, kept.gate_id, NOW)
    assert admission.settled_by is None


def test_redeem__on_another_list__counts_by_itself(world: World) -> None:
    code = minted(world)
    scan(world, code)
    with world.parts.db.write() as session:
        event = world.event(session)
        drink = CheckinList(event_id=event.id, name="Getränk", entrance=False)
        session.add(drink)
        session.flush()
        bar = service.place_of_gate(session, event, "Haupteingang").gate_id, drink.id
    answer = redeem_durably(
        world.parts,
        lambda _: (event.id, Place(*bar)),
        ScanFact(id=uuid4(), code=code, scanned_at=NOW, source=Source.WEDGE),
    )
    assert answer.reason is None
    assert len(admissions(world)) == 2


def test_redeem__same_scan_again__same_answer_whatever_has_become_of_the_ticket(
    world: World, clock: FixedClock
) -> None:
    ids = world.issue(quantity=2)
    world.on_chain(ids)
    first, second = uuid4(), uuid4()
    revoke(world, ids[1])
    answers = [scan(world, world.code(ids[0]), scan_id=first), scan(world, world.code(ids[1]), scan_id=second)]
    assert [answer.reason for answer in answers] == [None, Reason.REVOKED]
    clock.at += timedelta(days=400)
    with world.parts.db.write() as session:
        for ticket in session.scalars(select(Ticket)):
            ticket.revoked_at = NOW if ticket.revoked_at is None else None
            ticket.epoch = 3
    assert [scan(world, "whatever", scan_id=first), scan(world, "whatever", gate=YARD, scan_id=second)] == answers
    assert len(scans(world)) == 2


def test_redeem__a_scan_id_of_another_device__taken_and_nothing_told(world: World) -> None:
    code, scan_id = minted(world), uuid4()
    ours, theirs = device(world, "unseres"), device(world, "ihres")
    scan(world, code, scan_id=scan_id, device_id=ours)
    for other in (theirs, None):
        with pytest.raises(Conflict, match="scan_id_taken"):
            scan(world, code, scan_id=scan_id, device_id=other)
    assert len(scans(world)) == 1


def test_redeem__refusals__kept_with_their_reason_and_without_the_code(world: World) -> None:
    code = minted(world)
    for text in ("https://example.org", forged(code), code, code):
        scan(world, text)
    kept = scans(world)
    assert sorted((row.outcome, row.reason or "", row.ticket_id is not None) for row in kept) == [
        ("admitted", "", True),
        ("refused", "already_redeemed", True),
        ("refused", "invalid", False),
        ("refused", "not_a_ticket", False),
    ]
    for row in kept:
        assert (row.source, row.scanned_at, row.received_at) == ("camera", NOW, NOW)
        assert code not in str(row.answer)


def test_to_kept__any_answer__comes_back_the_same(world: World) -> None:
    code = minted(world)
    for answer in (scan(world, code), scan(world, code), scan(world, "x")):
        assert from_kept(to_kept(answer)) == answer


def test_place_of_gate__no_such_gate__says_which_there_are(world: World) -> None:
    with world.parts.db.read() as session:
        event = world.event(session)
        with pytest.raises(Conflict) as caught:
            service.place_of_gate(session, event, "Keller")
        assert service.place_of_gate(session, event, "HOF").gate_id == event.gates[1].id
    assert (caught.value.code, caught.value.params) == ("gate_unknown_here", {"gates": "Haupteingang, Hof"})
