"""Writes tests/vectors/checkin/*.json. Every expectation is written down here by hand; nothing is asked of the code under test.

Run: python tests/vectors/make_checkin_vectors.py
"""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "checkin"
REF, OTHER = "e1c5a7f00d5eed42", "0badc0de0badc0de"
NOW = "2026-11-22T18:00:00.000Z"
Case = dict[str, Any]


# ---------------------------------------------------------------------------------------------------------- decide.json


def shown(**changes: object) -> Case:
    return {
        "event_ref": REF,
        "token_id": "4294967306",
        "epoch": 0,
        "expires_at": "2026-11-24T01:00:00.000Z",
        "proof_at": None,
        **changes,
    }


def ticket(**changes: object) -> Case:
    return {
        "epoch": 0,
        "revoked": False,
        "blocked": False,
        "minted": True,
        "entries": 0,
        "inside": 0,
        **changes,
    }


def door(**changes: object) -> Case:
    return {
        "event_ref": REF,
        "opens_at": "2026-11-22T07:00:00.000Z",
        "tiers": [1, 2],
        "paper": [1, 2],
        "cancelled": False,
        "reentry": "never",
        **changes,
    }


# What makes each reason the answer, in the order of the decision: (reason, pass, ticket, door, now).
EARLY = "2026-11-22T06:59:59.999Z"
WRONGS: list[tuple[str, Case, Case | None, Case, str | None]] = [
    ("wrong_event", {"event_ref": OTHER}, {}, {}, None),
    ("canceled", {}, {}, {"cancelled": True}, None),
    ("invalid", {}, None, {}, None),
    ("revoked", {}, {"revoked": True}, {}, None),
    ("blocked", {}, {"blocked": True}, {}, None),
    ("paper", {}, {}, {"paper": [2]}, None),
    ("stale", {"proof_at": "2026-11-22T05:00:00.000Z"}, {}, {}, None),
    ("already_redeemed", {}, {"entries": 1, "inside": 1}, {}, None),
    ("tier", {}, {}, {"tiers": [2]}, None),
    ("invalid_time", {}, {}, {}, EARLY),
    ("not_minted", {}, {"minted": False}, {}, None),
]
# A static pass cannot be stale and a proof is never paper; and of no ticket nothing else is known.
EXCLUDE = {frozenset({"paper", "stale"})}
ENTRY_ONLY = {"already_redeemed", "tier", "invalid_time", "not_minted"}


def decide_case(
    name: str,
    expect: str | None,
    *,
    seen: Case | None = None,
    known: Case | None = None,
    there: bool = True,
    at: Case | None = None,
    now: str = NOW,
    direction: str = "entry",
) -> Case:
    return {
        "name": name,
        "pass": shown(**(seen or {})),
        "ticket": ticket(**(known or {})) if there else None,
        "door": door(**(at or {})),
        "now": now,
        "direction": direction,
        "expect": expect,
    }


def mixed(wrongs: list[int], *, direction: str, expect: str | None, name: str) -> Case:
    seen: Case = {}
    known: Case = {}
    at: Case = {}
    there, now = True, NOW
    for index in wrongs:
        _, in_pass, in_ticket, in_door, when = WRONGS[index]
        seen |= in_pass
        known |= in_ticket or {}
        there = there and in_ticket is not None
        at |= in_door
        now = when or now
    return decide_case(name, expect, seen=seen, known=known, there=there, at=at, now=now, direction=direction)


def each_and_each_pair() -> list[Case]:
    """Every rule alone and every two together: the one that comes first is the answer; out, only what is about the ticket."""
    cases = []
    for direction in ("entry", "exit"):
        for first in range(len(WRONGS)):
            names = [WRONGS[first][0]]
            for second in (None, *range(first + 1, len(WRONGS))):
                both = [first] if second is None else [first, second]
                names = [WRONGS[index][0] for index in both]
                if frozenset(names) in EXCLUDE:
                    continue
                answer = names[0]
                if direction == "exit" and answer in ENTRY_ONLY:
                    answer = None
                cases.append(
                    mixed(both, direction=direction, expect=answer, name=f"{direction}: {' and '.join(names)}")
                )
    return cases


def everything_from_here_on() -> list[Case]:
    """Each rule with everything that comes after it wrong as well."""
    cases = []
    for first in range(len(WRONGS)):
        rest = [i for i in range(first, len(WRONGS)) if WRONGS[i][0] != "invalid" or i == first]
        if WRONGS[first][0] != "paper":
            rest = [i for i in rest if WRONGS[i][0] != "paper"]
        else:
            rest = [i for i in rest if WRONGS[i][0] != "stale"]
        cases.append(
            mixed(rest, direction="entry", expect=WRONGS[first][0], name=f"{WRONGS[first][0]} and all that follows it")
        )
    return cases


def proof_cases() -> list[Case]:
    table = [
        ("17:59:29.999", "stale", "a proof of a moment more than 30 s ago"),
        ("17:59:30.000", None, "a proof of 30 s ago"),
        ("17:59:55.000", None, "a proof of 5 s ago"),
        ("18:00:00.000", None, "a proof of this moment"),
        ("18:00:15.000", None, "a proof of a phone that is 15 s ahead"),
        ("18:00:15.001", "stale", "a proof of a phone that is further ahead"),
        ("18:01:00.000", "stale", "a proof of a minute from now"),
    ]
    cases = []
    for clock, expect, name in table:
        for paper in ([1, 2], []):
            label = name if paper else f"{name}, no paper in its tier"
            cases.append(decide_case(label, expect, seen={"proof_at": f"2026-11-22T{clock}Z"}, at={"paper": paper}))
    cases.append(
        decide_case(
            "out with a proof that is too old", "stale", seen={"proof_at": "2026-11-22T17:00:00.000Z"}, direction="exit"
        )
    )
    return cases


def reentry_cases() -> list[Case]:
    table = {
        ("never", 0, 0): None,
        ("never", 1, 1): "already_redeemed",
        ("never", 1, 0): "already_redeemed",
        ("never", 2, 2): "already_redeemed",
        ("never", 3, 0): "already_redeemed",
        ("after_exit", 0, 0): None,
        ("after_exit", 1, 1): "already_redeemed",
        ("after_exit", 1, 0): None,
        ("after_exit", 2, 1): "already_redeemed",
        ("after_exit", 2, 2): "already_redeemed",
        ("after_exit", 5, 0): None,
        ("any", 0, 0): None,
        ("any", 1, 1): None,
        ("any", 1, 0): None,
        ("any", 2, 2): None,
        ("any", 9, 3): None,
    }
    cases = []
    for (reentry, entries, inside), expect in table.items():
        for direction in ("entry", "exit"):
            cases.append(
                decide_case(
                    f"{direction}, {reentry}, entries {entries}, inside {inside}",
                    expect if direction == "entry" else None,
                    known={"entries": entries, "inside": inside},
                    at={"reentry": reentry},
                    direction=direction,
                )
            )
    return cases


def other_cases() -> list[Case]:
    largest = str(((2**31 - 1) << 32) | (2**32 - 1))
    return [
        decide_case("a good ticket", None),
        decide_case("out with a good ticket", None, direction="exit"),
        decide_case("out, though nobody saw it come in", None, direction="exit", known={"entries": 0, "inside": 0}),
        decide_case("out through a gate that lets nobody in", None, direction="exit", at={"tiers": []}),
        decide_case("out after the pass has expired", None, direction="exit", now="2026-12-24T18:00:00.000Z"),
        decide_case("out with a pass older than the ticket", "revoked", direction="exit", known={"epoch": 1}),
        decide_case(
            "another event, a ticket with this id not known here", "wrong_event", seen={"event_ref": OTHER}, there=False
        ),
        decide_case("a pass older than the ticket", "revoked", known={"epoch": 1}),
        decide_case("a pass newer than what is known of the ticket", "revoked", seen={"epoch": 2}, known={"epoch": 1}),
        decide_case("re-issued twice, shown with its newest pass", None, seen={"epoch": 2}, known={"epoch": 2}),
        decide_case("a gate that lets nobody in", "tier", at={"tiers": []}),
        decide_case(
            "the second tier where only the first is let in", "tier", seen={"token_id": "8589934592"}, at={"tiers": [1]}
        ),
        decide_case(
            "the first serial of the second tier at a gate for it alone",
            None,
            seen={"token_id": "8589934592"},
            at={"tiers": [2]},
        ),
        decide_case("paper of a tier that takes it, beside one that does not", None, at={"paper": [1]}),
        decide_case(
            "the largest tier and serial there can be",
            None,
            seen={"token_id": largest},
            at={"tiers": [2**31 - 1], "paper": [2**31 - 1]},
        ),
        decide_case("a millisecond before the door opens", "invalid_time", now=EARLY),
        decide_case("the moment the door opens", None, now="2026-11-22T07:00:00.000Z"),
        decide_case("a millisecond before the pass expires", None, now="2026-11-24T00:59:59.999Z"),
        decide_case("the moment the pass expires", "invalid_time", now="2026-11-24T01:00:00.000Z"),
        decide_case("a pass that expired last year", "invalid_time", seen={"expires_at": "2025-11-24T01:00:00.000Z"}),
    ]


# ------------------------------------------------------------------------------------------------------------ fold.json


def scan_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def moment(second: float) -> str:
    whole = int(second)
    return f"2026-11-22T18:{whole // 60:02d}:{whole % 60:02d}.{round((second - whole) * 1000):03d}Z"


def fact(
    number: int, second: float, *, way: str = "entry", gate: int = 1, let_in: bool = True, override: bool = False
) -> Case:
    return {
        "id": scan_id(number),
        "kind": "scan",
        "direction": way,
        "at": moment(second),
        "gate": gate,
        "let_in": let_in,
        "override": override,
        "undoes": None,
    }


def undo(number: int, of: int, second: float, gate: int = 1) -> Case:
    return {**fact(number, second, gate=gate, let_in=False), "kind": "undo", "undoes": scan_id(of)}


def fold_case(
    name: str,
    facts: list[Case],
    *,
    rules: tuple[str, ...] = ("never", "after_exit", "any"),
    first: int | None,
    entries: int,
    inside: int,
    clashes: tuple[int, ...] = (),
    entered: dict[str, int],
    exited: dict[str, int] | None = None,
) -> list[Case]:
    return [
        {
            "name": f"{name} ({rule})",
            "reentry": rule,
            "facts": facts,
            "expect": {
                "first": None if first is None else scan_id(first),
                "entries": entries,
                "inside": inside,
                "clashes": [scan_id(number) for number in clashes],
                "entered": entered,
                "exited": exited or {},
            },
        }
        for rule in rules
    ]


STRICT = ("never", "after_exit")


def fold_cases() -> list[Case]:
    out, back = fact(2, 10, way="exit"), fact(3, 20)
    table = [
        fold_case("nothing", [], first=None, entries=0, inside=0, entered={}),
        fold_case("refused only", [fact(1, 0, let_in=False)], first=None, entries=0, inside=0, entered={}),
        fold_case("one entry", [fact(1, 0)], first=1, entries=1, inside=1, entered={"1": 1}),
        fold_case(
            "an entry and a refusal",
            [fact(1, 0), fact(2, 5, let_in=False)],
            first=1,
            entries=1,
            inside=1,
            entered={"1": 1},
        ),
        # Two doors without a network.
        fold_case(
            "two doors",
            [fact(1, 0), fact(2, 5, gate=2)],
            rules=STRICT,
            first=1,
            entries=2,
            inside=2,
            clashes=(2,),
            entered={"1": 1, "2": 1},
        ),
        fold_case(
            "two doors",
            [fact(1, 0), fact(2, 5, gate=2)],
            rules=("any",),
            first=1,
            entries=2,
            inside=2,
            entered={"1": 1, "2": 1},
        ),
        fold_case(
            "the later one came in first",
            [fact(2, 5, gate=2), fact(1, 0)],
            rules=STRICT,
            first=1,
            entries=2,
            inside=2,
            clashes=(2,),
            entered={"1": 1, "2": 1},
        ),
        fold_case(
            "three doors",
            [fact(3, 9), fact(1, 4, gate=3), fact(2, 5, gate=2)],
            rules=STRICT,
            first=1,
            entries=3,
            inside=3,
            clashes=(2, 3),
            entered={"1": 1, "2": 1, "3": 1},
        ),
        fold_case(
            "the same moment, the smaller id is first",
            [fact(8, 3, gate=2), fact(7, 3)],
            rules=STRICT,
            first=7,
            entries=2,
            inside=2,
            clashes=(8,),
            entered={"1": 1, "2": 1},
        ),
        fold_case(
            "a millisecond apart, the larger id is first",
            [fact(8, 3, gate=2), fact(7, 3.001)],
            rules=STRICT,
            first=8,
            entries=2,
            inside=2,
            clashes=(7,),
            entered={"1": 1, "2": 1},
        ),
        # Out and in again.
        fold_case("out", [fact(1, 0), out], first=1, entries=1, inside=0, entered={"1": 1}, exited={"1": 1}),
        fold_case(
            "out and in again",
            [fact(1, 0), out, back],
            rules=("never",),
            first=1,
            entries=2,
            inside=1,
            clashes=(3,),
            entered={"1": 2},
            exited={"1": 1},
        ),
        fold_case(
            "out and in again",
            [fact(1, 0), out, back],
            rules=("after_exit", "any"),
            first=1,
            entries=2,
            inside=1,
            entered={"1": 2},
            exited={"1": 1},
        ),
        fold_case(
            "out and in again, uploaded backwards",
            [back, out, fact(1, 0)],
            rules=("after_exit",),
            first=1,
            entries=2,
            inside=1,
            entered={"1": 2},
            exited={"1": 1},
        ),
        fold_case(
            "in, in, out, in",
            [fact(1, 0), fact(2, 1), fact(3, 2, way="exit"), fact(4, 3)],
            rules=("after_exit",),
            first=1,
            entries=3,
            inside=2,
            clashes=(2, 4),
            entered={"1": 3},
            exited={"1": 1},
        ),
        fold_case(
            "in, in, out, out, in",
            [fact(1, 0), fact(2, 1), fact(3, 2, way="exit"), fact(4, 3, way="exit"), fact(5, 4)],
            rules=("after_exit",),
            first=1,
            entries=3,
            inside=1,
            clashes=(2,),
            entered={"1": 3},
            exited={"1": 2},
        ),
        fold_case(
            "an exit nobody saw come in",
            [fact(1, 0, way="exit", gate=2)],
            first=None,
            entries=0,
            inside=0,
            entered={},
            exited={"2": 1},
        ),
        fold_case(
            "an exit before the entry takes nobody out",
            [fact(1, 0, way="exit"), fact(2, 1)],
            first=2,
            entries=1,
            inside=1,
            entered={"1": 1},
            exited={"1": 1},
        ),
        fold_case(
            "two exits of one",
            [fact(1, 0), fact(2, 1, way="exit"), fact(3, 2, way="exit")],
            first=1,
            entries=1,
            inside=0,
            entered={"1": 1},
            exited={"1": 2},
        ),
        # A supervisor.
        fold_case(
            "a supervisor let a second one in",
            [fact(1, 0), fact(2, 5, override=True)],
            first=1,
            entries=2,
            inside=2,
            entered={"1": 2},
        ),
        fold_case(
            "after the supervisor's one another clashes",
            [fact(1, 0), fact(2, 5, override=True), fact(3, 6)],
            rules=STRICT,
            first=1,
            entries=3,
            inside=3,
            clashes=(3,),
            entered={"1": 3},
        ),
        fold_case(
            "an override of what was first anyway",
            [fact(1, 0, override=True), fact(2, 5)],
            rules=STRICT,
            first=1,
            entries=2,
            inside=2,
            clashes=(2,),
            entered={"1": 2},
        ),
        fold_case("undone", [fact(1, 0), undo(2, 1, 9)], first=None, entries=0, inside=0, entered={}),
        fold_case(
            "undone twice", [fact(1, 0), undo(2, 1, 9), undo(3, 1, 10)], first=None, entries=0, inside=0, entered={}
        ),
        fold_case(
            "undone, known before the scan", [undo(2, 1, 9), fact(1, 0)], first=None, entries=0, inside=0, entered={}
        ),
        fold_case(
            "the first of two undone, the second is the admission",
            [fact(1, 0), fact(2, 5, gate=2), undo(3, 1, 9)],
            first=2,
            entries=1,
            inside=1,
            entered={"2": 1},
        ),
        fold_case(
            "the clash undone",
            [fact(1, 0), fact(2, 5, gate=2), undo(3, 2, 9)],
            first=1,
            entries=1,
            inside=1,
            entered={"1": 1},
        ),
        fold_case(
            "undone and in again",
            [fact(1, 0), undo(2, 1, 4), fact(3, 5)],
            first=3,
            entries=1,
            inside=1,
            entered={"1": 1},
        ),
        fold_case("an exit undone", [fact(1, 0), out, undo(4, 2, 12)], first=1, entries=1, inside=1, entered={"1": 1}),
        fold_case(
            "an exit undone, so the next entry clashes",
            [fact(1, 0), out, undo(4, 2, 12), back],
            rules=("after_exit",),
            first=1,
            entries=2,
            inside=2,
            clashes=(3,),
            entered={"1": 2},
        ),
        fold_case(
            "a refusal undone",
            [fact(1, 0), fact(2, 4, let_in=False), undo(3, 2, 9)],
            first=1,
            entries=1,
            inside=1,
            entered={"1": 1},
        ),
    ]
    return [case for cases in table for case in cases]


# ------------------------------------------------------------------------------------------------------------ time.json


def time_case(
    name: str,
    scanned: str,
    synced: str | None,
    expect: str,
    mark: str | None,
    *,
    clock: str = "monotonic",
    now: str = "18:00:00.000",
) -> Case:
    def day(time: str) -> str:
        return f"2026-11-22T{time}Z"

    return {
        "name": name,
        "scanned_at": day(scanned),
        "synced_at": day(synced) if synced else None,
        "clock": clock,
        "now": day(now),
        "expect": {"at": day(expect), "mark": mark},
    }


def time_cases() -> list[Case]:
    return [
        time_case("live", "17:59:59.900", "17:59:50.000", "17:59:59.900", None),
        time_case("two hours offline", "16:12:00.000", "16:00:00.000", "16:12:00.000", None),
        time_case("the moment of the sync", "16:00:00.000", "16:00:00.000", "16:00:00.000", None),
        time_case("before the sync", "15:59:59.999", "16:00:00.000", "16:00:00.000", "before_sync"),
        time_case("long before the sync", "04:00:00.000", "16:00:00.000", "16:00:00.000", "before_sync"),
        time_case("now", "18:00:00.000", "17:00:00.000", "18:00:00.000", None),
        time_case("a moment ahead, the way of a request", "18:00:00.120", "17:00:00.000", "18:00:00.000", None),
        time_case("two seconds ahead", "18:00:02.000", "17:00:00.000", "18:00:00.000", None),
        time_case("more than two seconds ahead", "18:00:02.001", "17:00:00.000", "18:00:00.000", "future"),
        time_case("tomorrow", "23:59:59.000", "17:00:00.000", "18:00:00.000", "future"),
        time_case("by the wall clock", "16:12:00.000", "16:00:00.000", "16:12:00.000", "wall", clock="wall"),
        time_case(
            "by the wall clock, a moment ahead", "18:00:01.000", "16:00:00.000", "18:00:00.000", "wall", clock="wall"
        ),
        time_case(
            "by the wall clock, far ahead", "19:00:00.000", "16:00:00.000", "18:00:00.000", "future", clock="wall"
        ),
        time_case(
            "by the wall clock, before the sync",
            "15:00:00.000",
            "16:00:00.000",
            "16:00:00.000",
            "before_sync",
            clock="wall",
        ),
        time_case(
            "a sync that is not yet, the scan before it", "17:00:00.000", "19:00:00.000", "18:00:00.000", "before_sync"
        ),
        time_case("a sync and a scan that are not yet", "19:30:00.000", "19:00:00.000", "18:00:00.000", "future"),
        time_case("never synced", "16:12:00.000", None, "18:00:00.000", None),
        time_case("never synced, ahead", "19:00:00.000", None, "18:00:00.000", None, clock="wall"),
    ]


def write(name: str, cases: list[Case]) -> None:
    lines = ",\n".join(f" {json.dumps(case, ensure_ascii=True)}" for case in cases)
    (FOLDER / name).write_text(f"[\n{lines}\n]\n", encoding="ascii")


if __name__ == "__main__":
    write(
        "decide.json",
        [*other_cases(), *each_and_each_pair(), *everything_from_here_on(), *proof_cases(), *reentry_cases()],
    )
    write("fold.json", fold_cases())
    write("time.json", time_cases())
