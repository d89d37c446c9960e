"""The feed and the state are two ways to know the same; whatever happens, in whatever order, from however many at once."""

import gzip
import json
import time
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from backend.core.token_ids import token_id as token_id_of
from backend.db.models.door import Admission, DoorChange, DoorFeed, Scan
from backend.db.models.events import Tier
from backend.db.models.tickets import Ticket
from backend.db.projections import cursor, fold
from backend.db.repositories import doors, people, tickets
from backend.features.checkin.schemas import Direction, ScanFact, Source
from backend.features.devices import service as devices_service
from backend.features.devices.schemas import DeviceIdentity, DeviceRole
from backend.features.door import tell
from backend.features.door.changes import changes
from backend.features.door.endpoints import _json
from backend.features.door.mirror import Mirror
from backend.features.door.state import state
from backend.features.events import door as event_door
from backend.features.events.door import ListWish
from backend.features.tickets import door as tickets_door
from backend.features.tickets import service as tickets_service
from backend.features.tickets.service import RevokeReason
from tests.backend.conftest import NOW, TICKETS, World, cancelled
from tests.backend.door import keep
from tests.backend.doors import Told, mirror_chain
from tests.backend.together import together


def identity(world: World, on_list: int = 0, gate: int = 0) -> DeviceIdentity:
    """A paired phone on a list."""
    with world.parts.db.write() as session:
        event = world.event(session)
        pairing = devices_service.start_pairing(
            session,
            world.parts,
            event,
            gate_id=event.gates[gate].id,
            list_id=event.lists[on_list].id,
            role=DeviceRole.SUPERVISOR,
        )
        return devices_service.pair(session, world.parts, code=pairing.code, name="Telefon")[1]


def state_of(world: World, phone: DeviceIdentity) -> dict[str, Any]:
    with world.parts.db.snapshot() as session:
        return state(session, world.parts, phone)


def changes_of(world: World, phone: DeviceIdentity, after: int = 0) -> dict[str, Any]:
    with world.parts.db.snapshot() as session:
        return changes(session, world.parts, phone, after=after)


def ticket_ids(world: World) -> list[int]:
    with world.parts.db.read() as session:
        here = Ticket.event_id == world.event(session).id
        return list(session.scalars(select(Ticket.token_id).where(here).order_by(Ticket.id)))


class Evening:
    """An event with two lists and a phone on each, and things that happen to it."""

    def __init__(self, world: World) -> None:
        self.world = world
        with world.parts.db.write() as session:
            event_door.change_lists(session, world.parts, world.event(session), [ListWish("Getränke")])
        self.phones = [identity(world), identity(world, on_list=1)]
        self.mirror = Mirror()
        self.block = 10

    def happen(self, what: str, which: int) -> None:
        """One thing; `which` chooses the ticket."""
        if what == "issue":
            self.world.issue(tier=1 + which % 2, quantity=1 + which % 3)
            return
        ids = ticket_ids(self.world)
        if not ids:
            return
        chosen = ids[which % len(ids)]
        match what:
            case "mint":
                self.block += 1
                self.world.on_chain([chosen], block=self.block, final=0)
            case "reorganise":
                self.reorganise(back=which % 3)
            case "mirror":
                mirror_chain(self.world, self.mirror)
            case "scan" | "leave" | "drink":
                direction = Direction.EXIT if what == "leave" else Direction.ENTRY
                self.scan(chosen, phone=self.phones[what == "drink"], direction=direction)
            case _:
                self.change(what, chosen)

    def reorganise(self, *, back: int) -> None:
        self.block = max(10, self.block - back)
        with self.world.parts.db.write() as session:
            fold.rewind(session, self.block)
            cursor.move(session, next_block=self.block + 1, head=self.block, final=0, now=NOW)

    def scan(self, token_id: int, *, phone: DeviceIdentity, direction: Direction) -> None:
        fact = ScanFact(
            id=uuid4(), code=self.world.code(token_id), scanned_at=NOW, source=Source.CAMERA, direction=direction
        )
        keep(self.world, phone.id, fact)

    def change(self, what: str, token_id: int) -> None:
        with self.world.parts.db.write() as session:
            event = self.world.event(session)
            ticket = tickets.by_token(session, event.id, token_id)
            assert ticket
            try:
                CHANGES[what](session, self.world, event, ticket)
            except tickets_service.Conflict:
                # As with a person who presses a button twice: nothing changes.
                session.rollback()


def rebind(session: Session, _world: World, event: Any, ticket: Ticket) -> None:
    ticket.epoch += 1
    session.flush()
    tell.epoch(session, event.id, ticket.token_id, epoch=ticket.epoch, now=NOW)


CHANGES: dict[str, Callable[[Session, World, Any, Ticket], None]] = {
    "revoke": lambda s, w, e, t: tickets_service.revoke(s, w.parts, e, t, reason=RevokeReason.OTHER),
    "block": lambda s, w, e, t: tickets_door.block(s, w.parts, e, t),
    "unblock": lambda s, w, e, t: tickets_door.unblock(s, w.parts, e, t),
    "rebind": rebind,
}
THINGS = ("issue", "mint", "reorganise", "mirror", "scan", "leave", "drink", *CHANGES)


# Not shrunk: the stories are short, and each step is several transactions.
@settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from(THINGS), st.integers(0, 11)), max_size=16))
def test_feed__any_evening__folds_from_nothing_to_the_state(
    make_world: Callable[..., World], story: list[tuple[str, int]]
) -> None:
    evening = Evening(make_world(uuid4().hex))
    evening.happen("issue", 2)
    for what, which in story:
        evening.happen(what, which)
    for phone in evening.phones:
        found = state_of(evening.world, phone)
        told = Told()
        body = changes_of(evening.world, phone)
        assert (body["reset"], body["cursor"]) == (False, found["cursor"])
        for change in body["changes"]:
            told.apply(change)
        assert told == Told.of_state(found), story


def test_feed__any_moment_in_between__state_and_what_follows_give_the_end(world: World) -> None:
    evening = Evening(world)
    states = []
    for what, which in [
        ("issue", 2),
        ("mint", 0),
        ("mirror", 0),
        ("scan", 0),
        ("rebind", 1),
        ("block", 2),
        ("leave", 0),
    ]:
        evening.happen(what, which)
        states.append(state_of(world, evening.phones[0]))
    end = Told.of_state(states[-1])
    for start in states:
        told = Told.of_state(start)
        for change in changes_of(world, evening.phones[0], after=start["cursor"])["changes"]:
            told.apply(change)
        assert told == end


def test_feed__many_write_at_once__every_number_once_and_none_missing(world: World) -> None:
    world.on_chain(ids := world.issue(quantity=24))
    phone = identity(world)

    def block(token_id: int) -> None:
        with world.parts.db.write() as session:
            ticket = session.scalars(select(Ticket).where(Ticket.token_id == token_id)).one()
            tickets_door.block(session, world.parts, world.event(session), ticket)

    def scan(token_id: int) -> None:
        keep(world, phone.id, ScanFact(id=uuid4(), code=world.code(token_id), scanned_at=NOW, source=Source.CAMERA))

    def issue(_: int) -> None:
        with world.parts.db.write() as session:
            wanted = [tickets_service.Wanted(None, 2, 1)]
            tickets_service.issue(session, world.parts, world.event(session), wanted, import_id=None)

    seen: list[dict[str, Any]] = []

    def watch(_: int) -> None:
        # What a door sees while the others write: each answer follows the one before without a gap.
        after = 0
        for _ in range(40):
            body = changes_of(world, phone, after)
            seen.extend(body["changes"])
            after = body["cursor"]

    works = [(block, ids[:8]), (scan, ids[8:16]), (issue, ids[16:]), (watch, ids[:1])]
    results = together([partial(lambda how, some: [how(one) for one in some], how, some) for how, some in works])
    assert not [result for result in results if isinstance(result, Exception)], results
    with world.parts.db.read() as session:
        numbers = list(session.scalars(select(DoorChange.seq).order_by(DoorChange.seq)))
        assert session.scalars(select(DoorFeed.seq)).one() == numbers[-1]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [change["seq"] for change in seen] == list(range(1, len(seen) + 1))


def test_mirror__called_off_and_back_again__told_each_time_and_else_quiet(world: World) -> None:
    world.on_chain(world.issue(quantity=2), block=7)
    phone, mirror = identity(world), Mirror()
    assert mirror_chain(world, mirror) == 1
    with world.parts.db.write() as session:
        fold.write(session, fold.Changes(logs=[cancelled(TICKETS, block=8)]))
        cursor.move(session, next_block=9, head=8, final=7, now=NOW)
    assert (mirror_chain(world, mirror), state_of(world, phone)["event"]["cancelled"]) == (1, True)
    with world.parts.db.write() as session:
        fold.rewind(session, 7)
        cursor.move(session, next_block=8, head=7, final=7, now=NOW)
    assert (mirror_chain(world, mirror), state_of(world, phone)["event"]["cancelled"]) == (1, False)
    assert [change["kind"] for change in changes_of(world, phone)["changes"]][-2:] == ["rules", "rules"]


def test_mirror__a_block_that_goes_again__tickets_pending_again(world: World) -> None:
    ids = world.issue(quantity=3)
    phone, mirror = identity(world), Mirror()
    world.on_chain(ids[:2], block=7, final=0)
    world.on_chain(ids[2:], block=8, final=0)
    mirror_chain(world, mirror)
    assert state_of(world, phone)["tiers"][0]["pending"] == "r:"
    with world.parts.db.write() as session:
        fold.rewind(session, 7)
        cursor.move(session, next_block=8, head=7, final=0, now=NOW)
    mirror_chain(world, mirror)
    assert state_of(world, phone)["tiers"][0]["pending"] == "r:2"


def test_mirror__nothing_moved__looks_at_no_event(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.on_chain(world.issue(), block=7)
    mirror = Mirror()
    mirror_chain(world, mirror)

    def never(*_: object) -> None:
        raise AssertionError("compared without need")

    monkeypatch.setattr(doors, "minted_runs", never)
    with world.parts.db.read() as session:
        assert not mirror.is_due(session)


def test_mirror__a_transaction_that_fails__told_the_next_time(world: World) -> None:
    world.on_chain(world.issue(), block=7)
    mirror, phone = Mirror(), identity(world)
    with world.parts.db.read() as session:
        assert mirror.is_due(session)
    with world.parts.db.write() as session:
        assert mirror.tell(session, now=NOW) == 1
        session.rollback()
    assert mirror_chain(world, mirror) == 1
    assert state_of(world, phone)["tiers"][0]["pending"] == "r:"


def test_state_and_feed__of_people_with_names_and_notes__name_nobody(world: World) -> None:
    with world.parts.db.write() as session:
        event = world.event(session)
        event.names_at_door = True
        person = {"name": "Käthe Kollwitz", "email": "kaethe@example.org"}
        ids = people.ensure(session, event.collective_id, [person], now=NOW)
        wanted = [tickets_service.Wanted(ids["kaethe@example.org"], 1, 1, note="braucht einen Stuhl")]
        tickets_service.issue(session, world.parts, event, wanted, import_id=None)
    world.on_chain(ticket_ids(world))
    mirror_chain(world)
    phone = identity(world)
    fact = ScanFact(id=uuid4(), code=world.code(ticket_ids(world)[0]), scanned_at=NOW, source=Source.CAMERA)
    answer = keep(world, phone.id, fact)
    assert (answer.name, answer.note) == ("Käthe Kollwitz", "braucht einen Stuhl")
    said = json.dumps([state_of(world, phone), changes_of(world, phone)], ensure_ascii=False)
    assert not [word for word in ("Käthe", "Kollwitz", "kaethe", "Stuhl", "Telefon") if word in said]


MANY = 100_000


def crowd(world: World, phone: DeviceIdentity) -> None:
    """100,000 tickets: half of them in at random, some revoked, many bound anew."""
    dice = Random(14)  # noqa: S311 - the same on every machine is what is wanted
    with world.parts.db.write() as session:
        event = world.event(session)
        tier = event.tiers[0]
        session.execute(update(Tier).where(Tier.id == tier.id).values(next_serial=MANY))
        rows = [
            {
                "id": serial + 1,
                "event_id": event.id,
                "tier_id": tier.id,
                "token_id": token_id_of(1, serial),
                "epoch": dice.randrange(3),
                "link_version": 0,
                "created_at": NOW,
                "revoked_at": NOW if dice.random() < 0.02 else None,
            }
            for serial in range(MANY)
        ]
        session.execute(insert(Ticket.table()), rows)
        inside = [row for row in rows if dice.random() < 0.5]
        base = {"event_id": event.id, "list_id": phone.list_id, "gate_id": phone.gate_id}
        scan = {"source": "camera", "scanned_at": NOW, "received_at": NOW, "at": NOW, "outcome": "admitted"}
        scans = [
            {"id": uuid4(), "ticket_id": row["id"], **base, **scan, "let_in": True, "answer": {}} for row in inside
        ]
        session.execute(insert(Scan.table()), scans)
        admissions = [
            {
                "ticket_id": found["ticket_id"],
                "scan_id": found["id"],
                "admitted_at": NOW,
                "inside": min(n % 10, 1),
                **base,
            }
            for n, found in enumerate(scans)
        ]
        session.execute(insert(Admission.table()), admissions)


# How large it is does not depend on the database, and to make it takes a while.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_state__a_hundred_thousand_tickets__at_most_100_kb_and_soon_there(world: World) -> None:
    phone = identity(world)
    crowd(world, phone)
    mirror_chain(world)
    took = []
    for _ in range(3):
        began = time.thread_time()
        packed = gzip.compress(_json(state_of(world, phone)).encode(), compresslevel=6)
        took.append(time.thread_time() - began)
    print(f"{len(packed)} bytes, {min(took):.2f} s")
    assert len(packed) <= 100_000
    # Of a processor, whatever else it does meanwhile: half of what a browser may take until it can decide.
    assert min(took) < 1
