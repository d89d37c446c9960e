"""What makes an event possible; pure."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.core.errors import Invalid
from backend.core.text import clean_line, utf8_length
from backend.features.events.schemas import NewEvent, NewGate, NewList, NewTier

EVENT_NAME_BYTES = 96
TIER_NAME_BYTES = 32
VENUE_LENGTH = 120
GATE_LENGTH = 60
LIST_LENGTH = 60
TIERS_MAX = 16
GATES_MAX = 32
LISTS_MAX = 12
SUPPLY_MAX = 1_000_000


def checked(event: NewEvent) -> NewEvent:
    """The event with tidy names. Raises Invalid; the code says which part does not fit."""
    tidy = NewEvent(
        name=_name(event.name, most=EVENT_NAME_BYTES, code="event_name"),
        venue=clean_line(event.venue),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        policy=event.policy,
        tiers=tuple(
            NewTier(_name(tier.name, most=TIER_NAME_BYTES, code="tier_name"), tier.supply) for tier in event.tiers
        ),
        gates=tuple(NewGate(clean_line(gate.name), gate.tiers) for gate in event.gates),
        style=event.style,
    )
    if len(tidy.venue) > VENUE_LENGTH:
        raise Invalid("venue_too_long", most=VENUE_LENGTH)
    _check_times(tidy)
    _check_tiers(tidy.tiers)
    check_gates(tidy.gates, tiers=len(tidy.tiers))
    return tidy


def _name(text: str, *, most: int, code: str) -> str:
    name = clean_line(text)
    if not name:
        raise Invalid(f"{code}_missing")
    if utf8_length(name) > most:
        raise Invalid(f"{code}_too_long", most=most)
    return name


def zone_of(name: str) -> ZoneInfo:
    """The time zone with this IANA name. Raises Invalid `zone_unknown`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # OSError: a name that is a folder of the zone files, or longer than a file name may be.
        raise Invalid("zone_unknown", zone=name[:40]) from None


def _check_times(event: NewEvent) -> None:
    zone_of(event.zone)
    if event.ends_at <= event.starts_at:
        raise Invalid("event_ends_before_start")


def _check_tiers(tiers: tuple[NewTier, ...]) -> None:
    if not tiers:
        raise Invalid("tiers_missing")
    if len(tiers) > TIERS_MAX:
        raise Invalid("tiers_too_many", most=TIERS_MAX)
    if repeated := _repeated(tier.name for tier in tiers):
        raise Invalid("tier_name_twice", name=repeated)
    for tier in tiers:
        if not 1 <= tier.supply <= SUPPLY_MAX:
            raise Invalid("supply_out_of_range", name=tier.name, most=SUPPLY_MAX)


def check_gates(gates: tuple[NewGate, ...], *, tiers: int) -> None:
    """Raise Invalid unless these gates can work together; `tiers` is how many kinds of tickets there are."""
    if not gates:
        raise Invalid("gates_missing")
    if len(gates) > GATES_MAX:
        raise Invalid("gates_too_many", most=GATES_MAX)
    if repeated := _repeated(gate.name for gate in gates):
        raise Invalid("gate_name_twice", name=repeated)
    for gate in gates:
        if not gate.name:
            raise Invalid("gate_name_missing")
        if len(gate.name) > GATE_LENGTH:
            raise Invalid("gate_name_too_long", most=GATE_LENGTH)
        if not gate.tiers or any(not 1 <= number <= tiers for number in gate.tiers):
            raise Invalid("gate_lets_nobody_in", name=gate.name)
    closed = set(range(1, tiers + 1)).difference(*(gate.tiers for gate in gates))
    if closed:
        raise Invalid("tier_without_gate", number=min(closed))


def check_lists(lists: Sequence[NewList]) -> None:
    """Raise Invalid unless these lists can stand beside each other."""
    if len(lists) > LISTS_MAX:
        raise Invalid("lists_too_many", most=LISTS_MAX)
    if repeated := _repeated(found.name for found in lists):
        raise Invalid("list_name_twice", name=repeated)
    for found in lists:
        if len(found.name) > LIST_LENGTH:
            raise Invalid("list_name_too_long", most=LIST_LENGTH)


def _repeated(names: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            return name
        seen.add(name.casefold())
    return None
