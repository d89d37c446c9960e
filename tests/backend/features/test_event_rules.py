"""What makes an event impossible, code by code, and what is tidied up."""

from datetime import timedelta

import pytest

from backend.core.errors import Invalid
from backend.features.events.rules import checked
from backend.features.events.schemas import NewGate, NewTier
from tests.backend.conftest import NOW, new_event

TIERS = (NewTier("Abendkasse", 300), NewTier("Solidarisch", 100))
OPEN = (NewGate("Tor", (1, 2)),)


def many_tiers(count: int) -> dict[str, object]:
    tiers = tuple(NewTier(f"Stufe {n}", 1) for n in range(count))
    return {"tiers": tiers, "gates": (NewGate("Tor", tuple(range(1, count + 1))),)}


@pytest.mark.parametrize(
    ("changes", "code", "params"),
    [
        ({"name": " \u202e "}, "event_name_missing", {}),
        ({"name": "ü" * 49}, "event_name_too_long", {"most": 96}),
        ({"venue": "v" * 121}, "venue_too_long", {"most": 120}),
        ({"zone": "Europe/Leipzig"}, "zone_unknown", {"zone": "Europe/Leipzig"}),
        ({"zone": "../../etc/passwd"}, "zone_unknown", {"zone": "../../etc/passwd"}),
        ({"zone": ""}, "zone_unknown", {"zone": ""}),
        ({"zone": "x" * 300}, "zone_unknown", {"zone": "x" * 40}),
        ({"zone": "Europe"}, "zone_unknown", {"zone": "Europe"}),
        ({"zone": "Europe/Berlin\x00"}, "zone_unknown", {"zone": "Europe/Berlin\x00"}),
        ({"ends_at": NOW + timedelta(hours=1)}, "event_ends_before_start", {}),
        ({"tiers": ()}, "tiers_missing", {}),
        (many_tiers(17), "tiers_too_many", {"most": 16}),
        ({"tiers": (NewTier("\t", 1),)}, "tier_name_missing", {}),
        ({"tiers": (NewTier("ü" * 17, 1),)}, "tier_name_too_long", {"most": 32}),
        ({"tiers": (*TIERS, NewTier(" SOLIDARISCH ", 5))}, "tier_name_twice", {"name": "SOLIDARISCH"}),
        ({"tiers": (NewTier("Abend", 0),)}, "supply_out_of_range", {"name": "Abend", "most": 1_000_000}),
        ({"tiers": (NewTier("Abend", 1_000_001),)}, "supply_out_of_range", {"name": "Abend", "most": 1_000_000}),
        ({"gates": ()}, "gates_missing", {}),
        ({"gates": tuple(NewGate(f"Tor {n}", (1, 2)) for n in range(33))}, "gates_too_many", {"most": 32}),
        ({"gates": (NewGate(" ", (1, 2)),)}, "gate_name_missing", {}),
        ({"gates": (NewGate("t" * 61, (1, 2)),)}, "gate_name_too_long", {"most": 60}),
        ({"gates": (NewGate("Tor", (1, 2)), NewGate("tor ", (1,)))}, "gate_name_twice", {"name": "tor"}),
        ({"gates": (*OPEN, NewGate("Hof", ()))}, "gate_lets_nobody_in", {"name": "Hof"}),
        ({"gates": (*OPEN, NewGate("Hof", (0,)))}, "gate_lets_nobody_in", {"name": "Hof"}),
        ({"gates": (*OPEN, NewGate("Hof", (1, 3)))}, "gate_lets_nobody_in", {"name": "Hof"}),
        ({"gates": (NewGate("Tor", (1,)),)}, "tier_without_gate", {"number": 2}),
    ],
)
def test_checked__what_does_not_fit__invalid(changes: dict[str, object], code: str, params: dict[str, object]) -> None:
    with pytest.raises(Invalid) as caught:
        checked(new_event(**changes))
    assert (caught.value.code, caught.value.params) == (code, params)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "ü" * 48},
        {"venue": ""},
        {"venue": "v" * 120},
        many_tiers(16),
        {"tiers": (NewTier("ü" * 16, 1_000_000),), "gates": (NewGate("t" * 60, (1,)),)},
        {"gates": tuple(NewGate(f"Tor {n}", (1, 2)) for n in range(32))},
        {"gates": (NewGate("Tor", (1,)), NewGate("Hof", (2, 2)))},
        {"ends_at": NOW + timedelta(hours=1, seconds=1)},
    ],
)
def test_checked__to_the_edge__taken(changes: dict[str, object]) -> None:
    event = new_event(**changes)
    assert checked(event) == event


def test_checked__untidy_names__tidied() -> None:
    wish = new_event(
        name=" Nacht\u202e druck ",
        venue=" Drucke\x07rei ",
        tiers=(NewTier("  Abend  kasse ", 3),),
        gates=(NewGate(" Haupt\teingang ", (1,)),),
    )
    assert checked(wish) == new_event(
        name="Nacht druck",
        venue="Druckerei",
        tiers=(NewTier("Abend kasse", 3),),
        gates=(NewGate("Haupt eingang", (1,)),),
    )
