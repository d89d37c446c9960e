"""The decision at the door, the fold of facts and the corrected time, as tests/vectors/checkin/*.json specify them.

The shape of the vectors is in docs/checkin.md; the door app runs the same files.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.features.checkin.fold import Passage, fold
from backend.features.checkin.rules import Door, KnownTicket, SeenPass, decide, may_enter
from backend.features.checkin.schemas import DeviceClock, Direction, Reason, Reentry
from backend.features.checkin.times import corrected

VECTORS = Path(__file__).parents[2] / "vectors"


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / "checkin" / name).read_text(encoding="ascii"))
    return found


DECIDE, FOLD, TIME = cases("decide.json"), cases("fold.json"), cases("time.json")
when = datetime.fromisoformat


def decided(case: dict[str, Any]) -> Reason | None:
    shown, ticket, at = case["pass"], case["ticket"], case["door"]
    return decide(
        SeenPass(
            event_ref=shown["event_ref"],
            token_id=int(shown["token_id"]),
            epoch=shown["epoch"],
            expires_at=when(shown["expires_at"]),
            proof_at=when(shown["proof_at"]) if shown["proof_at"] else None,
        ),
        KnownTicket(**ticket) if ticket else None,
        Door(
            event_ref=at["event_ref"],
            opens_at=when(at["opens_at"]),
            tiers=frozenset(at["tiers"]),
            paper=frozenset(at["paper"]),
            cancelled=at["cancelled"],
            reentry=Reentry(at["reentry"]),
        ),
        when(case["now"]),
        Direction(case["direction"]),
    )


def folded(case: dict[str, Any], facts: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    rows = case["facts"] if facts is None else facts
    passages = [
        Passage(
            id=UUID(row["id"]),
            direction=Direction(row["direction"]),
            at=when(row["at"]),
            gate_id=row["gate"],
            let_in=row["let_in"],
            overridden=row["override"],
        )
        for row in rows
        if row["kind"] == "scan"
    ]
    undone = {UUID(row["undoes"]) for row in rows if row["kind"] == "undo"}
    found = fold(passages, undone, Reentry(case["reentry"]))
    return {
        "first": str(found.first.id) if found.first else None,
        "entries": found.entries,
        "inside": found.inside,
        "clashes": [str(clash.id) for clash in found.clashes],
        "entered": {str(gate): count for gate, count in found.entered.items()},
        "exited": {str(gate): count for gate, count in found.exited.items()},
    }


@pytest.mark.parametrize("case", DECIDE, ids=lambda case: case["name"])
def test_decide__vector__as_specified(case: dict[str, Any]) -> None:
    assert decided(case) == case["expect"]


@pytest.mark.parametrize("case", FOLD, ids=lambda case: case["name"])
def test_fold__vector__as_specified(case: dict[str, Any]) -> None:
    assert folded(case) == case["expect"]


@pytest.mark.parametrize("case", TIME, ids=lambda case: case["name"])
def test_corrected__vector__as_specified(case: dict[str, Any]) -> None:
    at, mark = corrected(
        when(case["scanned_at"]),
        synced_at=when(case["synced_at"]) if case["synced_at"] else None,
        clock=DeviceClock(case["clock"]),
        now=when(case["now"]),
    )
    assert (at, mark) == (when(case["expect"]["at"]), case["expect"]["mark"])


def test_vectors__every_answer_there_is__is_asked_for_and_names_are_unique() -> None:
    # The others are given before a pass is read, or by nothing yet.
    others = {Reason.NOT_A_TICKET, Reason.UNPAID}
    assert {case["expect"] for case in DECIDE} == {None} | {reason.value for reason in set(Reason) - others}
    assert {case["expect"]["mark"] for case in TIME} == {None, "future", "before_sync", "wall"}
    for vectors in (DECIDE, FOLD, TIME):
        assert len({case["name"] for case in vectors}) == len(vectors)


def test_vectors__written_again__the_same_files() -> None:
    before = {path: path.read_bytes() for path in sorted((VECTORS / "checkin").glob("*.json"))}
    subprocess.run([sys.executable, VECTORS / "make_checkin_vectors.py"], check=True, timeout=60)
    assert before == {path: path.read_bytes() for path in before}


GOOD = next(case for case in DECIDE if case["name"] == "a good ticket")


@given(
    st.fixed_dictionaries({}, optional={"event_ref": st.just("0badc0de0badc0de"), "epoch": st.integers(1, 3)}),
    st.none() | st.fixed_dictionaries({key: st.booleans() for key in ("revoked", "blocked", "minted", "in")}),
    st.fixed_dictionaries(
        {"cancelled": st.booleans()} | dict.fromkeys(("tiers", "paper"), st.frozensets(st.sampled_from([1, 2])))
    ),
    st.sampled_from(["2026-11-22T06:59:59.999Z", "2026-11-22T18:00:00.000Z", "2026-11-24T01:00:00.000Z"]),
)
def test_decide__any_mixture__admits_only_when_nothing_at_all_is_wrong(
    shown: dict[str, Any], ticket: dict[str, Any] | None, at: dict[str, Any], now: str
) -> None:
    known = None
    if ticket:
        entries = int(ticket["in"])
        known = {**GOOD["ticket"], "entries": entries, "inside": entries}
        known |= {key: ticket[key] for key in ("revoked", "blocked", "minted")}
    case = {
        "pass": {**GOOD["pass"], **shown},
        "ticket": known,
        "door": {**GOOD["door"], **at},
        "now": now,
        "direction": "entry",
    }
    nothing_wrong = (
        not shown
        and ticket == {"revoked": False, "blocked": False, "minted": True, "in": False}
        and 1 in at["tiers"]
        and 1 in at["paper"]
        and not at["cancelled"]
        and now == GOOD["now"]
    )
    assert (decided(case) is None) == nothing_wrong


def passages() -> st.SearchStrategy[list[Passage]]:
    start = datetime(2026, 11, 22, 18, tzinfo=UTC)
    one = st.builds(
        Passage,
        id=st.uuids(),
        direction=st.sampled_from(Direction),
        at=st.integers(0, 5).map(lambda second: start + timedelta(seconds=second)),
        gate_id=st.integers(1, 3),
        let_in=st.booleans(),
        overridden=st.booleans(),
    )
    return st.lists(one, max_size=8, unique_by=lambda passage: passage.id)


@given(passages(), st.randoms(use_true_random=False), st.sampled_from(Reentry))
def test_fold__any_order_and_repeats_of_undoing__the_same_end(
    some: list[Passage], random: Any, reentry: Reentry
) -> None:
    undone = {passage.id for passage in some if random.random() < 0.3}
    end = fold(some, undone, reentry)
    shuffled = random.sample(some, len(some))
    assert fold(shuffled, undone, reentry) == end
    assert fold([passage for passage in shuffled if passage.id not in undone], set(), reentry) == end


@given(passages(), st.sampled_from(Reentry))
def test_fold__anything__counts_agree_with_each_other(some: list[Passage], reentry: Reentry) -> None:
    end = fold(some, set(), reentry)
    assert end.entries == sum(end.entered.values())
    assert 0 <= end.inside <= end.entries
    assert end.inside >= end.entries - sum(end.exited.values())
    assert (end.first is None) == (end.entries == 0)
    assert end.first not in end.clashes or end.first is None
    if reentry is Reentry.ANY:
        assert end.clashes == ()
    if reentry is Reentry.NEVER:
        overridden = sum(p.let_in and p.overridden and p.direction is Direction.ENTRY for p in some)
        assert len(end.clashes) >= end.entries - 1 - overridden


def test_may_enter__a_ticket_nobody_used__always() -> None:
    assert all(may_enter(reentry, entries=0, inside=0) for reentry in Reentry)
