"""Many things at the same moment at the door: one admission, one answer for one scan, and no ticket both revoked and in."""

import threading
import time
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from backend.core.errors import Conflict
from backend.db.models.door import Admission, Scan
from backend.db.models.tickets import Ticket
from backend.db.repositories import tickets
from backend.features.checkin import service
from backend.features.checkin.group import Waiting
from backend.features.checkin.reading import PassReader
from backend.features.checkin.schemas import FirstAdmission, Outcome, Reason, ScanAnswer, ScanFact, Source
from backend.features.tickets import service as tickets_service
from backend.features.tickets.service import RevokeReason
from tests.backend.conftest import NOW, World
from tests.backend.door import MAIN, YARD, device, place, scan
from tests.backend.together import together


def minted(world: World) -> str:
    ids = world.issue(tier=2)
    world.on_chain(ids)
    return world.code(ids[0])


def counted(world: World, model: type[Admission | Scan]) -> int:
    with world.parts.db.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def revoke(world: World, *, pause: float = 0) -> None:
    """Revoke the only ticket; `pause` keeps the transaction open for a while before it commits."""
    with world.parts.db.write() as session:
        event = world.event(session)
        ticket = session.scalars(select(Ticket)).one()
        tickets_service.revoke(session, world.parts, event, ticket, reason=RevokeReason.FRAUD)
        time.sleep(pause)


def test_redeem__sixteen_threads_at_two_gates__exactly_one_admitted(world: World) -> None:
    code = minted(world)
    gates = [MAIN, YARD] * 8
    answers = together([partial(scan, world, code, gate=gate) for gate in gates])
    assert all(isinstance(answer, ScanAnswer) for answer in answers), answers
    decided = [answer for answer in answers if isinstance(answer, ScanAnswer)]
    (admitted,) = (answer for answer in decided if answer.outcome is Outcome.ADMITTED)
    refused = [answer for answer in decided if answer.outcome is Outcome.REFUSED]
    assert {answer.reason for answer in refused} == {Reason.ALREADY_REDEEMED}
    assert {answer.first for answer in refused} == {FirstAdmission(NOW, admitted.gate)}
    assert (counted(world, Admission), counted(world, Scan)) == (1, 16)


def test_redeem__one_scan_sent_eight_times_at_once__one_answer_kept_once(world: World) -> None:
    code, scan_id, phone = minted(world), uuid4(), device(world)
    answers = together([partial(scan, world, code, scan_id=scan_id, device_id=phone)] * 8)
    assert isinstance(answers[0], ScanAnswer)
    assert answers == [answers[0]] * 8
    assert answers[0].outcome is Outcome.ADMITTED
    assert (counted(world, Admission), counted(world, Scan)) == (1, 1)


def test_redeem__fifty_tickets_at_two_gates__each_in_once(world: World) -> None:
    ids = world.issue(tier=2, quantity=50)
    world.on_chain(ids)
    codes = [world.code(token_id) for token_id in ids]

    def steward(gate: int, order: list[str]) -> list[ScanAnswer]:
        return [scan(world, code, gate=gate) for code in order]

    results = together([partial(steward, MAIN, codes), partial(steward, YARD, codes[::-1])])
    answers = [answer for result in results if isinstance(result, list) for answer in result]
    assert len(answers) == 100
    assert sum(answer.outcome is Outcome.ADMITTED for answer in answers) == 50
    assert (counted(world, Admission), counted(world, Scan)) == (50, 100)


def test_redeem__while_the_ticket_is_being_revoked__waits_and_is_refused(world: World) -> None:
    code = minted(world)
    thread = threading.Thread(target=partial(revoke, world, pause=0.5))
    thread.start()
    time.sleep(0.2)
    answer = scan(world, code)
    thread.join()
    assert answer.reason is Reason.REVOKED
    assert counted(world, Admission) == 0


def test_revoke__while_the_ticket_is_being_admitted__waits_and_is_refused(world: World) -> None:
    code = minted(world)

    def slow_scan() -> None:
        with world.parts.db.write() as session:
            fact = ScanFact(id=uuid4(), code=code, scanned_at=NOW, source=Source.CAMERA)
            event_id, gate = place(world, session)
            service.redeem(session, world.parts, event_id, Waiting(fact, gate, PassReader(world.parts.db).read(code)))
            time.sleep(0.5)

    thread = threading.Thread(target=slow_scan)
    thread.start()
    time.sleep(0.2)
    with pytest.raises(Conflict, match="ticket_redeemed_already"):
        revoke(world)
    thread.join()
    with world.parts.db.read() as session:
        ticket = tickets.by_token(session, world.event(session).id, 2 << 32)
    assert ticket
    assert ticket.revoked_at is None
    assert counted(world, Admission) == 1
