"""The form that announces an event: what was typed, kept as typed, and what is wrong with it, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from starlette.datastructures import FormData

from backend.core.errors import Invalid
from backend.core.i18n import Texts
from backend.core.text import clean_line, utf8_length
from backend.features.events.rules import TIER_NAME_BYTES
from backend.features.events.schemas import NewEvent, NewGate, NewTier, TransferPolicy
from backend.features.looks import Style
from backend.web.deps import text_of

TIER_ROWS = 8
GATE_ROWS = 6
DEFAULT_ZONE = "Europe/Berlin"
_ALL_TIERS = frozenset(range(1, TIER_ROWS + 1))


@dataclass(frozen=True)
class TierInput:
    name: str = ""
    supply: str = ""

    @property
    def filled(self) -> bool:
        return bool(self.name.strip() or self.supply.strip())


@dataclass(frozen=True)
class GateInput:
    """A gate's row; `tiers` are the rows of the tiers it lets in."""

    name: str = ""
    tiers: frozenset[int] = _ALL_TIERS


@dataclass(frozen=True)
class EventInput:
    """What stands in the form."""

    name: str = ""
    venue: str = ""
    starts_at: str = ""
    ends_at: str = ""
    zone: str = DEFAULT_ZONE
    policy: str = TransferPolicy.FREE.value
    style: str = ""
    tiers: tuple[TierInput, ...] = (TierInput(),) * TIER_ROWS
    gates: tuple[GateInput, ...] = (GateInput(),) * GATE_ROWS


@dataclass
class Problems:
    """A sentence a field; the field "" is the form as a whole."""

    texts: Texts
    found: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, key: str, /, **params: object) -> None:
        """Note what is wrong with a field; the first finding stays."""
        self.found.setdefault(name, self.texts(key, **params))


@cache
def zones() -> tuple[str, ...]:
    """The time zones to choose from, Europe's first."""
    places = [zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))]
    return tuple(sorted(places, key=lambda zone: (not zone.startswith("Europe/"), zone)))


def empty(texts: Texts) -> EventInput:
    """The form as it is first shown: one gate that lets everybody in."""
    first = GateInput(name=texts("event-new-first-gate"))
    return EventInput(gates=(first, *(GateInput(),) * (GATE_ROWS - 1)))


def read(form: FormData) -> EventInput:
    """What was typed."""
    return EventInput(
        name=text_of(form, "name"),
        venue=text_of(form, "venue"),
        starts_at=text_of(form, "starts_at"),
        ends_at=text_of(form, "ends_at"),
        zone=text_of(form, "zone"),
        policy=text_of(form, "policy"),
        style=text_of(form, "style"),
        tiers=tuple(
            TierInput(text_of(form, f"tier_name_{row}"), text_of(form, f"tier_supply_{row}"))
            for row in range(1, TIER_ROWS + 1)
        ),
        gates=tuple(
            GateInput(
                text_of(form, f"gate_name_{row}"),
                frozenset(int(str(v)) for v in form.getlist(f"gate_tiers_{row}") if str(v) in _ROW_VALUES),
            )
            for row in range(1, GATE_ROWS + 1)
        ),
    )


_ROW_VALUES = {str(row) for row in _ALL_TIERS}


def understand(typed: EventInput, problems: Problems) -> NewEvent | None:
    """The event that was meant, or None with every field that cannot be understood in `problems`."""
    if not clean_line(typed.name):
        problems.add("name", "error-event-name-missing")
    if typed.zone not in available_timezones():
        problems.add("zone", "error-zone-unknown", zone=typed.zone[:40])
        return None
    starts_at = _moment("starts_at", typed.starts_at, typed.zone, problems)
    ends_at = _moment("ends_at", typed.ends_at, typed.zone, problems)
    if typed.policy not in {policy.value for policy in TransferPolicy}:
        problems.add("policy", "event-new-policy-missing")
    if typed.style and typed.style not in list(Style):
        problems.add("style", "found-style-missing")
    tiers = _tiers(typed, problems)
    gates = _gates(typed, problems, numbers={row: number for number, row in enumerate(tiers, start=1)})
    if problems.found or starts_at is None or ends_at is None:
        return None
    return NewEvent(
        name=typed.name,
        venue=typed.venue,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=typed.zone,
        policy=TransferPolicy(typed.policy),
        tiers=tuple(tiers.values()),
        gates=gates,
        style=Style(typed.style) if typed.style else None,
    )


def _moment(name: str, text: str, zone: str, problems: Problems) -> datetime | None:
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        problems.add(name, "event-new-time-missing")
        return None
    local = typed.replace(tzinfo=ZoneInfo(zone))
    # A clock put forward skips an hour; times in it come back different from the way through UTC.
    if local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != typed.replace(tzinfo=None):
        problems.add(name, "event-new-time-skipped", zone=zone)
        return None
    return local.astimezone(UTC)


def _tiers(typed: EventInput, problems: Problems) -> dict[int, NewTier]:
    found: dict[int, NewTier] = {}
    for row, tier in enumerate(typed.tiers, start=1):
        if not tier.filled:
            continue
        if not clean_line(tier.name):
            problems.add(f"tier_name_{row}", "error-tier-name-missing")
        supply = tier.supply.strip().replace(".", "").replace(",", "").replace(" ", "")
        if not (supply.isascii() and supply.isdecimal() and len(supply) <= 9):
            problems.add(f"tier_supply_{row}", "event-new-supply-missing")
            supply = "0"
        found[row] = NewTier(tier.name, int(supply))
    if not found:
        problems.add("tier_name_1", "error-tiers-missing")
    return found


def _gates(typed: EventInput, problems: Problems, *, numbers: Mapping[int, int]) -> tuple[NewGate, ...]:
    named = [gate for gate in typed.gates if gate.name.strip()]
    if not named:
        problems.add("gate_name_1", "error-gates-missing")
    return tuple(
        NewGate(gate.name, tuple(sorted(numbers[row] for row in gate.tiers if row in numbers))) for gate in named
    )


_FIELDS = {
    "event_name_missing": "name",
    "event_name_too_long": "name",
    "venue_too_long": "venue",
    "zone_unknown": "zone",
    "event_ends_before_start": "ends_at",
    "tiers_missing": "tier_name_1",
    "gates_missing": "gate_name_1",
}


def field_of(error: Invalid, typed: EventInput) -> str:
    """The field an error of the service belongs to; empty when it is none in particular."""
    if error.code in _FIELDS:
        return _FIELDS[error.code]
    name = str(error.params.get("name", "")).casefold()
    tier_rows = [row for row, tier in enumerate(typed.tiers, start=1) if tier.filled]
    tiers = {row: clean_line(typed.tiers[row - 1].name) for row in tier_rows}
    gates = {row: clean_line(gate.name) for row, gate in enumerate(typed.gates, start=1) if gate.name.strip()}
    match error.code:
        case "tier_name_too_long":
            return next((f"tier_name_{row}" for row, text in tiers.items() if utf8_length(text) > TIER_NAME_BYTES), "")
        case "tier_name_twice":
            return next((f"tier_name_{row}" for row in reversed(tiers) if tiers[row].casefold() == name), "")
        case "supply_out_of_range":
            return next((f"tier_supply_{row}" for row, text in tiers.items() if text.casefold() == name), "")
        case "gate_name_twice" | "gate_lets_nobody_in":
            return next((f"gate_name_{row}" for row in reversed(gates) if gates[row].casefold() == name), "")
        case "tier_without_gate":
            return f"tier_name_{tier_rows[int(error.params['number']) - 1]}"
    return ""
