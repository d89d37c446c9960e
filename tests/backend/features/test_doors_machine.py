"""Several doors, online and offline, whose facts are lost, doubled and shuffled: all of them and the server end up the same.

What should be is reckoned here by itself, from what the doors did. `EINLASS_SOAK=1` plays many more nights.
"""

import os
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from backend.core.clock import FixedClock, iso
from backend.core.errors import NotFound
from backend.core.token_ids import serial_of
from backend.db.models.door import Admission, Device, DoorChange, GateCount, ListCount, Scan
from backend.db.models.events import CheckinList
from backend.features.checkin import group
from backend.features.checkin.answers import to_json
from backend.features.checkin.edge import keep_durably
from backend.features.checkin.group import Waiting
from backend.features.checkin.reading import PassReader
from backend.features.checkin.schemas import Direction, Fact, Outcome, Reentry, ScanAnswer, ScanFact, Source, UndoFact
from tests.backend.conftest import NOW, World

SOAK = os.environ.get("EINLASS_SOAK") == "1"
TICKETS, DOORS = 2, 3
_nights = count(1)
# What happens to a scan on its way: answered, not even sent, the answer lost, or too late: the door showed its own verdict.
WAYS = ("answered", "offline", "offline", "lost", "late")
# At which door, with which ticket, in or out, the way of the scan, whether a supervisor says so.
Coming = tuple[int, int, Direction, str, bool]
COMING = st.tuples(
    st.integers(0, DOORS - 1),
    st.integers(0, TICKETS - 1),
    st.sampled_from([Direction.ENTRY, Direction.ENTRY, Direction.EXIT]),
    st.sampled_from(WAYS),
    st.sampled_from([False, False, True]),
)


@dataclass
class Door:
    """A device as it is at the gate: what it has heard, and what it has not been able to get rid of."""

    device_id: int
    gate: str
    gate_id: int
    cursor: int = 0
    heard: dict[int, dict[str, Any]] = field(default_factory=dict)
    queue: list[Fact] = field(default_factory=list)

    def lets_in(self, serial: int, reentry: Reentry) -> bool:
        """Its own verdict on an entry, from what it has heard and what it let in itself since."""
        heard = self.heard.get(serial, {"entries": 0, "inside": 0})
        mine = [f for f in self.queue if isinstance(f, ScanFact) and f.shown and f.shown.lets_through]
        mine = [f for f in mine if f.code.endswith(f"#{serial}")]
        entries, inside = heard["entries"], heard["inside"]
        for fact in mine:
            entries += fact.direction is Direction.ENTRY
            inside = inside + 1 if fact.direction is Direction.ENTRY else max(0, inside - 1)
        return {Reentry.NEVER: entries == 0, Reentry.AFTER_EXIT: inside == 0, Reentry.ANY: True}[reentry]


@dataclass
class Happened:
    """A fact as the test remembers it. `went_through` is what the person did, known once somebody has said."""

    fact: Fact
    door: Door
    serial: int
    answer: dict[str, Any] | None = None

    @property
    def went_through(self) -> bool:
        if not isinstance(self.fact, ScanFact):
            return False
        if self.fact.shown is not None:
            return self.fact.shown.lets_through
        assert self.answer is not None
        return bool(self.answer["let_in"])


class Night(RuleBasedStateMachine):
    """One evening on a check-in list of its own; the event, its tickets and its feed are the same for all evenings."""

    world: World
    clock: FixedClock
    codes: tuple[str, ...]
    serials: tuple[int, ...]

    @initialize(reentry=st.sampled_from(Reentry), comings=st.lists(COMING, min_size=6, max_size=12))
    def open_doors(self, reentry: Reentry, comings: list[Coming]) -> None:
        self.reentry = reentry
        self.clock.at = NOW
        self.facts: dict[UUID, Happened] = {}
        self.reader = PassReader(self.world.parts.db)
        number = next(_nights)
        with self.world.parts.db.write() as session:
            event = self.world.event(session)
            self.event_id = event.id
            row = CheckinList(event_id=event.id, name=f"Abend {number}", reentry=reentry.value)
            session.add(row)
            session.flush()
            self.list_id = row.id
            devices = [
                Device(
                    event_id=event.id,
                    gate_id=event.gates[place % 2].id,
                    list_id=row.id,
                    name=f"Telefon {place}",
                    role="supervisor" if place == 0 else "steward",
                    token_hash=f"{number}/{place}",
                    paired_at=NOW,
                )
                for place in range(DOORS)
            ]
            session.add_all(devices)
            session.flush()
            self.doors = [
                Door(device.id, event.gates[place % 2].name, device.gate_id) for place, device in enumerate(devices)
            ]
        self.some_come(comings)

    # ----------------------------------------------------------------------------------------------------------- the door

    @rule(comings=st.lists(COMING, min_size=2, max_size=6))
    def more_come(self, comings: list[Coming]) -> None:
        self.some_come(comings)

    def some_come(self, comings: list[Coming]) -> None:
        for coming in comings:
            self._comes(coming)

    def _comes(self, coming: Coming) -> None:
        door, ticket, direction, way, overridden = coming
        at, serial = self.doors[door], self.serials[ticket]
        override = "hat sein Band verloren" if overridden and door == 0 else None
        through = direction is Direction.EXIT or bool(override) or at.lets_in(serial, self.reentry)
        went = Outcome.ADMITTED if direction is Direction.ENTRY else Outcome.EXITED
        fact = ScanFact(
            id=self._id(),
            code=self.codes[ticket] + f"#{serial}",
            direction=direction,
            scanned_at=self.clock.now(),
            synced_at=NOW,
            source=Source.CAMERA,
            shown=None if way != "offline" else went if through else Outcome.REFUSED,
            override=override,
        )
        self._happens(fact, at, serial)
        if way != "offline":
            self._deliver([(at, fact)], heard=way == "answered")
        if way == "late":
            later = replace(fact, shown=went if through else Outcome.REFUSED)
            at.queue[at.queue.index(fact)] = self.facts[fact.id].fact = later

    @precondition(lambda self: self.facts)
    @rule(data=st.data())
    def a_supervisor_undoes(self, data: st.DataObject) -> None:
        scans = [one for one in self.facts.values() if isinstance(one.fact, ScanFact)]
        target = data.draw(st.sampled_from(scans))
        fact = UndoFact(self._id(), target.fact.id, "falsche Person", self.clock.now(), Source.KEYBOARD, NOW)
        self._happens(fact, self.doors[0], target.serial)

    @precondition(lambda self: any(self._unshown()))
    @rule(data=st.data(), through=st.booleans())
    def a_door_could_not_wait(self, data: st.DataObject, through: bool) -> None:
        """The answer did not come in time: the door showed its own verdict, and says so from now on."""
        one = data.draw(st.sampled_from(list(self._unshown())))
        assert isinstance(one.fact, ScanFact)
        went = Outcome.ADMITTED if one.fact.direction is Direction.ENTRY else Outcome.EXITED
        later = replace(one.fact, shown=went if through else Outcome.REFUSED)
        one.door.queue[one.door.queue.index(one.fact)] = one.fact = later

    # -------------------------------------------------------------------------------------------------------- the network

    @precondition(lambda self: any(door.queue for door in self.doors))
    @rule(
        data=st.data(), heard=st.booleans(), doubled=st.booleans(), crash=st.sampled_from([False, False, False, True])
    )
    def some_are_uploaded(self, data: st.DataObject, heard: bool, doubled: bool, crash: bool) -> None:
        waiting = [(door, fact) for door in self.doors for fact in door.queue]
        some = data.draw(st.lists(st.sampled_from(waiting), min_size=1, max_size=6, unique_by=lambda one: one[1].id))
        self._deliver(some * (1 + doubled), heard=heard, crash=crash)

    @precondition(lambda self: any(one.answer for one in self.facts.values()))
    @rule(data=st.data())
    def one_is_sent_again(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from([one for one in self.facts.values() if one.answer]))
        self._deliver([(one.door, one.fact)], heard=True)

    @rule(door=st.integers(0, DOORS - 1))
    def a_door_listens(self, door: int) -> None:
        self._listen(self.doors[door])

    @rule(seconds=st.integers(0, 600))
    def time_passes(self, seconds: int) -> None:
        self.clock.at += timedelta(seconds=seconds)

    # -------------------------------------------------------------------------------------------------------- the morning

    def teardown(self) -> None:
        if not hasattr(self, "doors"):
            return
        while queued := [(door, fact) for door in self.doors for fact in door.queue]:
            self._deliver(queued, heard=True)
        for door in self.doors:
            self._listen(door)
        self._compare(self._reckoned())

    def _compare(self, reckoned: dict[int, dict[str, Any]]) -> None:
        with self.world.parts.db.read() as session:
            kept = session.scalars(select(Scan).where(Scan.list_id == self.list_id)).all()
            rows = session.scalars(select(Admission).where(Admission.list_id == self.list_id)).all()
            sums = session.get(ListCount, self.list_id)
            gates = session.scalars(select(GateCount).where(GateCount.list_id == self.list_id)).all()
            numbers = list(
                session.scalars(
                    select(DoorChange.seq).where(DoorChange.event_id == self.event_id).order_by(DoorChange.seq)
                )
            )
        assert sorted(scan.id for scan in kept) == sorted(self.facts)
        assert {scan.id: scan.let_in for scan in kept} == {i: one.went_through for i, one in self.facts.items()}
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
        inside = {serial: one for serial, one in reckoned.items() if one["first"]}
        assert {(row.scan_id, row.admitted_at, row.entries, row.inside, row.clashes, row.gate_id) for row in rows} == {
            (one["first"].fact.id, _at(one["first"]), one["entries"], one["inside"], len(one["clash"]), one["gate"])
            for one in inside.values()
        }
        counted = (sums.admitted, sums.inside, sums.clashes) if sums else (0, 0, 0)
        assert counted == (
            len(inside),
            sum(one["inside"] for one in reckoned.values()),
            sum(len(one["clash"]) for one in reckoned.values()),
        )
        entered = sum((one["entered"] for one in reckoned.values()), Counter())
        exited = sum((one["exited"] for one in reckoned.values()), Counter())
        assert {g.gate_id: g.entered for g in gates if g.entered} == entered
        assert {g.gate_id: g.exited for g in gates if g.exited} == exited
        for door in self.doors:
            for serial, one in reckoned.items():
                told = door.heard.get(serial, {"entries": 0, "inside": 0, "clash": None, "first": None})
                assert (told["entries"], told["inside"]) == (one["entries"], one["inside"])
                assert [clash["id"] for clash in told["clash"] or []] == [str(c.fact.id) for c in one["clash"]]
                assert (told["first"] or {}).get("at") == (iso(_at(one["first"])) if one["first"] else None)

    def _reckoned(self) -> dict[int, dict[str, Any]]:
        """What the doors did, added up: by serial."""
        undone = {one.fact.undoes for one in self.facts.values() if isinstance(one.fact, UndoFact)}
        counts = [one for one in self.facts.values() if one.went_through and one.fact.id not in undone]
        end = {}
        for serial in self.serials:
            sums: dict[str, Any] = {"first": None, "gate": None, "entries": 0, "inside": 0, "clash": []}
            sums |= {"entered": Counter(), "exited": Counter()}
            mine = [one for one in counts if one.serial == serial]
            for one in sorted(mine, key=lambda one: (_at(one), one.fact.id)):
                assert isinstance(one.fact, ScanFact)
                if one.fact.direction is Direction.EXIT:
                    sums["inside"] -= sums["inside"] > 0
                    sums["exited"][one.door.gate_id] += 1
                    continue
                allowed = {"never": sums["entries"] == 0, "after_exit": sums["inside"] == 0, "any": True}
                if not allowed[self.reentry.value] and not one.fact.override:
                    sums["clash"].append(one)
                if sums["first"] is None:
                    sums["first"], sums["gate"] = one, one.door.gate_id
                sums["entries"] += 1
                sums["inside"] += 1
                sums["entered"][one.door.gate_id] += 1
            end[serial] = sums
        return end

    # ---------------------------------------------------------------------------------------------------------- machinery

    def _id(self) -> UUID:
        return UUID(int=self.list_id << 64 | len(self.facts) * 7919 % 10_007 << 32 | len(self.facts), version=4)

    def _happens(self, fact: Fact, door: Door, serial: int) -> None:
        self.clock.at += timedelta(milliseconds=1)
        self.facts[fact.id] = Happened(fact, door, serial)
        door.queue.append(fact)

    def _unshown(self) -> list[Happened]:
        """Scans whose answer no door has heard, so that the person was told nothing yet."""
        waiting = (one for one in self.facts.values() if one.answer is None and one.fact in one.door.queue)
        return [one for one in waiting if isinstance(one.fact, ScanFact) and one.fact.shown is None]

    def _deliver(self, facts: list[tuple[Door, Fact]], *, heard: bool, crash: bool = False) -> None:
        """Bring facts of any doors to the server as one group; with `crash` the server dies before the commit."""
        waiting = [
            Waiting(
                fact,
                door.device_id,
                self.reader.read(fact.code.partition("#")[0]) if isinstance(fact, ScanFact) else None,
            )
            for door, fact in facts
        ]
        with pytest.MonkeyPatch.context() as patch:
            if crash:
                patch.setattr(group._Group, "keep", _die)
            results = keep_durably(self.world.parts, self.event_id, waiting)
        for (door, fact), result in zip(facts, results, strict=True):
            if crash or isinstance(result, NotFound):
                # Nothing is kept; what it undoes has not come in yet.
                assert isinstance(result, (_Crash, NotFound))
                continue
            assert isinstance(result, ScanAnswer), result
            if heard:
                self._hear(door, fact, result)

    def _hear(self, door: Door, fact: Fact, answer: ScanAnswer) -> None:
        one = self.facts[fact.id]
        said = to_json(answer)
        assert one.answer is None or one.answer == said
        one.answer = said
        if one.fact in door.queue:
            door.queue.remove(one.fact)

    def _listen(self, door: Door) -> None:
        with self.world.parts.db.read() as session:
            news = session.scalars(
                select(DoorChange)
                .where(DoorChange.event_id == self.event_id, DoorChange.seq > door.cursor)
                .order_by(DoorChange.seq)
            ).all()
        for change in news:
            door.cursor = change.seq
            if change.kind == "entry" and change.list_id == self.list_id:
                door.heard[change.body["serial"]] = change.body


class _Crash(Exception):
    pass


def _die(_group: object) -> None:
    raise _Crash


def _at(one: Happened) -> datetime:
    return one.fact.scanned_at


def test_doors__any_evening__everybody_ends_up_with_the_same(world: World, clock: FixedClock) -> None:
    ids = world.issue(quantity=TICKETS)
    world.on_chain(ids)
    night = type(
        "NightHere",
        (Night,),
        {
            "world": world,
            "clock": clock,
            "codes": tuple(world.code(token_id) for token_id in ids),
            "serials": tuple(serial_of(token_id) for token_id in ids),
        },
    )
    run_state_machine_as_test(
        night,
        settings=settings(
            max_examples=400 if SOAK else 20,
            stateful_step_count=60 if SOAK else 20,
            deadline=None,
            database=None,
            derandomize=not SOAK,
            phases=[Phase.generate, Phase.shrink] if SOAK else [Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
