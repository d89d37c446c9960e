"""What a phone's claim to a ticket says and does: judged without a database, spelled as in the ticket app."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend.features.holders.rules import CLAIM_LASTS, Binding, Claim, Step, current, is_fresh, judge
from backend.passes.holder import HolderSigner

VECTORS = json.loads((Path(__file__).parents[2] / "vectors" / "holder" / "claim.json").read_text())
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
MINE, OTHER = (HolderSigner(secret).public_key.point for secret in (1, 2))


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["name"])
def test_message__as_in_the_vectors(case: dict[str, object]) -> None:
    claim = Claim(
        str(case["event_ref"]),
        int(str(case["token_id"])),
        bytes.fromhex(str(case["public_key"])),
        int(str(case["at"])),
        bool(case["replace"]),
    )
    assert claim.message().hex() == case["message"]


def test_is_signed__another_key__false() -> None:
    claim = Claim("00" * 8, 1 << 32, MINE, 1, replace=False)
    assert claim.is_signed(HolderSigner(1).sign(claim.message()))
    assert not claim.is_signed(HolderSigner(2).sign(claim.message()))


@pytest.mark.parametrize("sign", [-1, 1])
def test_is_fresh__up_to_its_limit_on_both_sides(sign: int) -> None:
    limit = int((NOW + sign * CLAIM_LASTS).timestamp())
    assert is_fresh(limit, NOW)
    assert not is_fresh(limit + sign, NOW)
    assert not is_fresh(limit, NOW - sign * timedelta(seconds=1))


@pytest.mark.parametrize(
    ("bound", "replace", "paper", "step"),
    [
        (Binding(OTHER, 0), False, False, Step.REFUSE),
        (Binding(OTHER, 0), False, True, Step.REFUSE),
        (Binding(OTHER, 0), True, False, Step.BIND_ANEW),
        (Binding(OTHER, 0), True, True, Step.BIND_ANEW),
        (Binding(MINE, 0), False, True, Step.KEEP),
        (Binding(MINE, 0), True, True, Step.KEEP),
        (None, False, True, Step.BIND_ANEW),
        (None, True, True, Step.BIND_ANEW),
        (None, False, False, Step.BIND),
        (None, True, False, Step.BIND),
    ],
)
def test_judge__every_case(bound: Binding | None, replace: bool, paper: bool, step: Step) -> None:
    assert judge(bound, MINE, replace=replace, paper=paper) is step


def test_current__older_epoch__counts_no_more() -> None:
    assert current(Binding(MINE, 1), 1) == Binding(MINE, 1)
    assert current(Binding(MINE, 1), 2) is None
    assert current(None, 0) is None
