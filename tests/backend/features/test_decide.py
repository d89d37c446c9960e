"""The decision at the door, as tests/vectors/checkin/decide.json specifies it for every implementation.

A vector is {name, pass, ticket (null: there is none), door, now, expect (a reason, or null: let them in)}; token ids are decimal
text, times RFC 3339.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.features.checkin.rules import KnownTicket, SeenPass, decide, door
from backend.features.checkin.schemas import Reason

FILE = Path(__file__).parents[2] / "vectors" / "checkin" / "decide.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="ascii"))


def decided(case: dict[str, Any]) -> Reason | None:
    shown, ticket, at = case["pass"], case["ticket"], case["door"]
    return decide(
        SeenPass(
            event_ref=shown["event_ref"],
            token_id=int(shown["token_id"]),
            epoch=shown["epoch"],
            expires_at=datetime.fromisoformat(shown["expires_at"]),
        ),
        KnownTicket(**ticket) if ticket else None,
        door(
            event_ref=at["event_ref"],
            starts_at=datetime.fromisoformat(at["starts_at"]),
            tiers=frozenset(at["tiers"]),
            cancelled=at["cancelled"],
        ),
        datetime.fromisoformat(case["now"]),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_decide__vector__as_specified(case: dict[str, Any]) -> None:
    assert decided(case) == case["expect"]


def test_vectors__every_answer_there_is__is_asked_for_and_names_are_unique() -> None:
    known = {
        None,
        "wrong_event",
        "canceled",
        "invalid",
        "revoked",
        "already_redeemed",
        "tier",
        "invalid_time",
        "not_minted",
    }
    assert {case["expect"] for case in CASES} == known
    assert len({case["name"] for case in CASES}) == len(CASES)


GOOD = next(case for case in CASES if case["name"] == "a good ticket")


@given(
    st.fixed_dictionaries({}, optional={"event_ref": st.just("0badc0de0badc0de"), "epoch": st.integers(1, 3)}),
    st.none() | st.fixed_dictionaries({key: st.booleans() for key in ("revoked", "minted", "admitted")}),
    st.frozensets(st.sampled_from([1, 2])),
    st.booleans(),
    st.sampled_from(["2026-11-22T06:59:59.999Z", "2026-11-22T18:00:00.000Z", "2026-11-24T01:00:00.000Z"]),
)
def test_decide__any_mixture__admits_only_when_nothing_at_all_is_wrong(
    shown: dict[str, Any], ticket: dict[str, Any] | None, tiers: frozenset[int], cancelled: bool, now: str
) -> None:
    case = {
        "pass": {**GOOD["pass"], **shown},
        "ticket": {**ticket, "epoch": 0} if ticket else None,
        "door": {**GOOD["door"], "tiers": tiers, "cancelled": cancelled},
        "now": now,
    }
    nothing_wrong = (
        not shown
        and ticket == {"revoked": False, "minted": True, "admitted": False}
        and 1 in tiers
        and not cancelled
        and now == GOOD["now"]
    )
    assert (decided(case) is None) == nothing_wrong
