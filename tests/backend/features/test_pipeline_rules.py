"""When the relayer counts as silent: something waits for it, and it has not moved for too long."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from backend.core.clock import FixedClock
from backend.db.repositories import relay_watch
from backend.features.pipeline import service
from backend.features.pipeline.rules import Signs, silent_since
from tests.backend.conftest import NOW, World
from tests.backend.pipelines import ALL_ALARMS, alarm, carry_all, read_to, settle_rest


def ago(**units: float) -> object:
    return NOW - timedelta(**units)


ROLE = "key_without_role"
NOTHING = {"asked": None, "untouched": None, "ready": None, "moved": []}


@pytest.mark.parametrize(
    ("signs", "since"),
    [
        ({"asked": ago(seconds=61)}, ago(seconds=61)),
        ({"untouched": ago(minutes=6)}, ago(minutes=6)),
        ({"ready": ago(minutes=6)}, ago(minutes=6)),
        ({"ready": ago(minutes=9), "moved": [ago(minutes=20), ago(minutes=6)]}, ago(minutes=6)),
        ({"asked": ago(minutes=2), "untouched": ago(minutes=8)}, ago(minutes=8)),
        ({"asked": ago(seconds=59)}, None),
        ({"untouched": ago(minutes=5)}, None),
        ({"ready": ago(minutes=5)}, None),
        # Old wishes of which one has just gone out: it works through them.
        ({"ready": ago(hours=9), "moved": [ago(minutes=1), ago(hours=1)]}, None),
        ({"moved": [ago(days=9)]}, None),
        ({}, None),
    ],
)
def test_silent_since__signs__the_longest_that_is_too_long(signs: dict[str, object], since: object) -> None:
    assert silent_since(Signs(**{**NOTHING, **signs}), NOW) == since  # type: ignore[arg-type]


def kinds(world: World) -> list[str]:
    """The alarms that stand."""
    with world.parts.db.read() as session:
        return [found.kind for found in service.alarms(session, world.parts)]


def test_alarms__fresh_server__none(world: World) -> None:
    assert kinds(world) == []


def test_alarms__relayer_never_started__silent_after_five_minutes(world: World, clock: FixedClock) -> None:
    clock.at += timedelta(minutes=5, seconds=1)
    # Nobody reads the chain either; that is worth a word once something waits for it.
    assert kinds(world) == ["relayer_silent", "chain_not_read"]


@pytest.mark.parametrize(
    ("prepare", "silent"),
    [
        # What needs the event's contract waits for it, whoever works.
        (lambda world: world.issue(), False),
        (lambda world: (world.on_chain(), world.issue()), True),
        (lambda world: (world.on_chain(), world.issue(), alarm(world, ROLE, **ALL_ALARMS[ROLE])), False),
        (lambda world: (world.on_chain(), world.issue(), carry_all(world, "broadcast")), True),
        (lambda world: (world.on_chain(), world.issue(), carry_all(world, "mined")), False),
    ],
    ids=["no contract", "contract", "no role", "sent and left alone", "mined"],
)  # fmt: skip
def test_alarms__tickets_wait_for_long__silent_if_they_could_move(
    world: World, clock: FixedClock, prepare: Callable[[World], object], silent: bool
) -> None:
    settle_rest(world)
    prepare(world)
    clock.at += timedelta(minutes=6)
    assert ("relayer_silent" in kinds(world)) == silent


def test_alarms__request_unanswered__silent_until_it_is_answered(world: World, clock: FixedClock) -> None:
    settle_rest(world)
    read_to(world, 100, head=100)
    with world.parts.db.write() as session:
        number = relay_watch.ask(session, kind="cancel", target=1, now=NOW)
    clock.at += timedelta(seconds=61)
    assert kinds(world) == ["relayer_silent"]
    with world.parts.db.write() as session:
        relay_watch.answer(session, number, outcome="done", now=clock.at)
    assert kinds(world) == []


@pytest.mark.parametrize(("head", "halted", "kind"), [(151, None, "indexer_behind"), (100, "gone", "indexer_halted")])
def test_alarms__indexer_in_trouble__is_one(world: World, head: int, halted: str | None, kind: str) -> None:
    read_to(world, 100, head=head, halted=halted)
    assert kinds(world) == [kind]
