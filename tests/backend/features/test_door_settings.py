"""Gates, lists, paper and names that change while people come in; blocked tickets and notes."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.errors import Conflict, EinlassError, Invalid
from backend.db.models.door import Admission, Device, DoorChange, ListCount
from backend.db.models.events import Event
from backend.db.models.tickets import Ticket
from backend.features.checkin.schemas import Outcome, Reason, Reentry, ScanFact, Source
from backend.features.door import clashes
from backend.features.events import door
from backend.features.events.door import GateWish, ListWish
from backend.features.tickets import door as tickets_door
from tests.backend.conftest import NOW, World
from tests.backend.door import MAIN, YARD, device, keep, scan
from tests.backend.together import together

BOTH = (1, 2)


def change(world: World, how: Callable[[Session, Event], object]) -> None:
    with world.parts.db.write() as session:
        how(session, world.event(session))


def gates(world: World, *wishes: GateWish) -> None:
    change(world, lambda session, event: door.change_gates(session, world.parts, event, wishes))


def lists(world: World, *wishes: ListWish) -> None:
    change(world, lambda session, event: door.change_lists(session, world.parts, event, wishes))


def gate_table(world: World) -> list[tuple[str, tuple[int, ...]]]:
    with world.parts.db.read() as session:
        return [(gate.name, tuple(tier.number for tier in gate.tiers)) for gate in world.event(session).gates]


def list_table(world: World) -> list[tuple[str, str]]:
    with world.parts.db.read() as session:
        return [(found.name, found.reentry) for found in world.event(session).lists]


def ids_of(world: World) -> tuple[Sequence[int], Sequence[int]]:
    """The event's gates and lists."""
    with world.parts.db.read() as session:
        event = world.event(session)
        return [gate.id for gate in event.gates], [found.id for found in event.lists]


def kinds(world: World) -> list[str]:
    """What doors were told."""
    with world.parts.db.read() as session:
        return list(session.scalars(select(DoorChange.kind).order_by(DoorChange.seq)))


def code_of(failing: Callable[[], object], kind: type[EinlassError]) -> str:
    with pytest.raises(kind) as caught:
        failing()
    return caught.value.code


def shown(world: World, code: str, phone: int, *, minutes: int) -> None:
    """A scan that a door without a network answered by itself, some minutes ago."""
    fact = ScanFact(
        id=uuid4(),
        code=code,
        scanned_at=NOW - timedelta(minutes=minutes),
        synced_at=NOW - timedelta(hours=1),
        source=Source.CAMERA,
        shown=Outcome.ADMITTED,
    )
    keep(world, phone, fact)


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        (GateWish("hauptEINGANG", BOTH), "gate_name_twice"),
        (GateWish("x" * 61, BOTH), "gate_name_too_long"),
        (GateWish("Nord", ()), "gate_lets_nobody_in"),
        (GateWish("Nord", (3,)), "gate_lets_nobody_in"),
    ],
)
def test_change_gates__a_new_one_that_cannot_be__refused_and_nobody_told(
    world: World, wish: GateWish, code: str
) -> None:
    before = gate_table(world)
    assert code_of(lambda: gates(world, wish), Invalid) == code
    assert (gate_table(world), kinds(world)) == (before, [])


def test_change_gates__a_tier_that_no_gate_lets_in__refused(world: World) -> None:
    (main, _), _ = ids_of(world)
    assert code_of(lambda: gates(world, GateWish("Haupteingang", (2,), main)), Invalid) == "tier_without_gate"


def test_change_gates__emptied_where_a_device_works__stays(world: World) -> None:
    device(world, gate=YARD)
    (_, yard), _ = ids_of(world)
    assert code_of(lambda: gates(world, GateWish("", (2,), yard)), Conflict) == "gate_in_use"
    assert len(gate_table(world)) == 2


def test_change_gates__renamed_added_and_emptied__as_wished_and_told_once(world: World) -> None:
    (main, yard), _ = ids_of(world)
    gates(world, GateWish("  Vorne ", BOTH, main), GateWish(" ", (), yard), GateWish("Nord", (2,)), GateWish("", BOTH))
    assert gate_table(world) == [("Vorne", BOTH), ("Nord", (2,))]
    assert kinds(world) == ["rules"]


def test_change_gates__two_add_the_same_at_once__one_is_refused(world: World) -> None:
    results = together([partial(gates, world, GateWish("Nord", BOTH))] * 2)
    errors = [result for result in results if isinstance(result, Exception)]
    assert [type(error) for error in errors] == [Invalid], results
    assert len(gate_table(world)) == 3


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        ([ListWish("einlass")], "list_name_twice"),
        ([ListWish("x" * 61)], "list_name_too_long"),
        ([ListWish(f"Liste {n}") for n in range(12)], "lists_too_many"),
    ],
)
def test_change_lists__new_ones_that_cannot_be__refused(world: World, wishes: list[ListWish], code: str) -> None:
    assert code_of(lambda: lists(world, *wishes), Invalid) == code
    assert list_table(world) == [("Einlass", "never")]


def test_change_lists__the_entrance_emptied__stays(world: World) -> None:
    _, (entrance,) = ids_of(world)
    assert code_of(lambda: lists(world, ListWish("", id=entrance)), Conflict) == "list_is_entrance"


def test_change_lists__emptied_where_a_device_counts__stays(world: World) -> None:
    lists(world, ListWish("Getränke", Reentry.ANY))
    device(world, on_list=1)
    _, (_, drinks) = ids_of(world)
    assert code_of(lambda: lists(world, ListWish("", id=drinks)), Conflict) == "list_in_use"


def test_change_lists__added_renamed_and_emptied__as_wished(world: World) -> None:
    lists(world, ListWish("Getränke", Reentry.ANY), ListWish("Merch"))
    _, (entrance, drinks, _) = ids_of(world)
    lists(world, ListWish("Tür", Reentry.AFTER_EXIT, entrance), ListWish("", id=drinks))
    assert list_table(world) == [("Tür", "after_exit"), ("Merch", "never")]
    assert kinds(world) == ["rules", "rules"]


def test_change_lists__another_rule_for_coming_again__clashes_counted_by_it(world: World) -> None:
    world.on_chain(ids := world.issue(quantity=3))
    first, second = device(world, "A"), device(world, "B")
    for token_id, times in zip(ids, (3, 2, 1), strict=True):
        for minutes in range(times):
            shown(world, world.code(token_id), first if minutes % 2 else second, minutes=10 - minutes)
    _, (entrance,) = ids_of(world)

    def counted() -> tuple[list[int], int, int]:
        with world.parts.db.read() as session:
            rows = session.scalars(select(Admission).order_by(Admission.ticket_id)).all()
            total = session.scalars(select(ListCount)).one()
            on_list = world.event(session).lists[0]
            listed = [sum(one.clash for one in clash.scans) for clash in clashes.listing(session, on_list)]
            assert listed == [row.clashes for row in rows if row.clashes]
            return [row.clashes for row in rows], total.clashes, total.inside

    assert counted() == ([2, 1, 0], 3, 6)
    lists(world, ListWish("Einlass", Reentry.ANY, entrance))
    assert counted() == ([0, 0, 0], 0, 6)
    lists(world, ListWish("Einlass", Reentry.NEVER, entrance))
    assert counted() == ([2, 1, 0], 3, 6)
    shown(world, world.code(ids[1]), first, minutes=1)
    assert counted() == ([2, 2, 0], 4, 7)


def test_allow_paper__one_tier_only__the_other_s_paper_is_refused(world: World) -> None:
    world.on_chain(ids := [*world.issue(), *world.issue(tier=2)])
    change(world, lambda session, event: door.allow_paper(session, world.parts, event, [2]))
    assert [scan(world, world.code(token_id)).reason for token_id in ids] == [Reason.PAPER, None]


def test_show_names__on_and_off__told(world: World) -> None:
    for shown_now in (True, False):
        change(world, lambda session, event, on=shown_now: door.show_names(session, world.parts, event, shown=on))
        with world.parts.db.read() as session:
            assert world.event(session).names_at_door is shown_now
    assert kinds(world) == ["rules", "rules"]


def test_block__twice_and_unblock_twice__conflict(world: World) -> None:
    world.issue()
    block, unblock = (partial(change_ticket, world, how) for how in (tickets_door.block, tickets_door.unblock))
    assert code_of(unblock, Conflict) == "ticket_not_blocked"
    block()
    assert code_of(block, Conflict) == "ticket_blocked_already"
    unblock()
    assert code_of(unblock, Conflict) == "ticket_not_blocked"


def change_ticket(world: World, how: Callable[..., None]) -> None:
    with world.parts.db.write() as session:
        how(session, world.parts, world.event(session), session.scalars(select(Ticket)).one())


def test_block__and_unblock__refused_and_let_in_and_told(world: World) -> None:
    world.on_chain(ids := world.issue())
    change_ticket(world, tickets_door.block)
    assert scan(world, world.code(ids[0])).reason is Reason.BLOCKED
    change_ticket(world, tickets_door.unblock)
    assert scan(world, world.code(ids[0])).outcome is Outcome.ADMITTED
    with world.parts.db.read() as session:
        told = [
            (c.body["on"], c.body["off"])
            for c in session.scalars(select(DoorChange))
            if c.body.get("what") == "blocked"
        ]
    assert told == [("r:0", "r:"), ("r:", "r:0")]


def test_note__too_long__refused(world: World) -> None:
    world.issue()
    with world.parts.db.write() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert code_of(lambda: tickets_door.set_note(session, ticket, "x" * 201), Invalid) == "note_too_long"


def test_note__kept_tidy__shown_at_the_scan_and_never_in_the_feed(world: World) -> None:
    world.on_chain(ids := world.issue())
    with world.parts.db.write() as session:
        tickets_door.set_note(session, session.scalars(select(Ticket)).one(), "  braucht\n einen  Stuhl ")
    assert scan(world, world.code(ids[0]), gate=MAIN).note == "braucht einen Stuhl"
    with world.parts.db.read() as session:
        assert not any("Stuhl" in str(change.body) for change in session.scalars(select(DoorChange)))
        assert session.scalars(select(Device)).all() == []
