"""The forms that change how doors work: what was typed, and next to which row a problem belongs."""

from dataclasses import dataclass

from starlette.datastructures import FormData

from backend.core.errors import EinlassError, Invalid
from backend.core.text import clean_line
from backend.features.checkin.schemas import Reentry
from backend.features.events.door import GateWish, ListWish
from backend.features.events.rules import GATE_LENGTH, GATES_MAX, LIST_LENGTH, LISTS_MAX, TIERS_MAX
from backend.features.events.schemas import EventPage
from backend.web.deps import text_of

_TIERS = {str(number) for number in range(1, TIERS_MAX + 1)}
# What `id` of a row says when it is new.
_NEW = ""


@dataclass(frozen=True)
class GateRow:
    """A row of the form; without `id` for a gate that is not there yet."""

    id: int | None
    name: str
    tiers: frozenset[int]


@dataclass(frozen=True)
class ListRow:
    id: int | None
    name: str
    reentry: Reentry
    entrance: bool = False


def gate_rows(event: EventPage) -> tuple[GateRow, ...]:
    """The gates as they are, and an empty row that would let in everybody."""
    everybody = frozenset(tier.number for tier in event.tiers)
    known = tuple(GateRow(gate.id, gate.name, frozenset(gate.tiers)) for gate in event.gates)
    return known if len(known) >= GATES_MAX else (*known, GateRow(None, "", everybody))


def list_rows(event: EventPage) -> tuple[ListRow, ...]:
    """The lists as they are, and an empty row."""
    known = tuple(ListRow(found.id, found.name, found.reentry, found.entrance) for found in event.lists)
    return known if len(known) >= LISTS_MAX else (*known, ListRow(None, "", Reentry.NEVER))


def read_gates(form: FormData) -> tuple[GateRow, ...]:
    """The rows as they were sent."""
    return tuple(
        GateRow(row_id, text_of(form, f"gate_name_{row}"), chosen_tiers(form, f"gate_tiers_{row}"))
        for row, row_id in _rows(form, "gate", most=GATES_MAX)
    )


def read_lists(form: FormData, event: EventPage) -> tuple[ListRow, ...]:
    """The rows as they were sent. Raises Invalid `reentry_unknown`."""
    entrances = {found.id for found in event.lists if found.entrance}
    return tuple(
        ListRow(
            row_id, text_of(form, f"list_name_{row}"), _reentry(text_of(form, f"reentry_{row}")), row_id in entrances
        )
        for row, row_id in _rows(form, "list", most=LISTS_MAX)
    )


def _reentry(value: str) -> Reentry:
    try:
        return Reentry(value)
    except ValueError:
        raise Invalid("reentry_unknown") from None


def chosen_tiers(form: FormData, name: str) -> frozenset[int]:
    """The numbers of the tiers that are ticked."""
    return frozenset(int(str(value)) for value in form.getlist(name) if str(value) in _TIERS)


def _rows(form: FormData, kind: str, *, most: int) -> list[tuple[int, int | None]]:
    found: list[tuple[int, int | None]] = []
    for row in range(1, most + 2):
        value = text_of(form, f"{kind}_id_{row}")
        if f"{kind}_id_{row}" in form and (
            value == _NEW or (value.isascii() and value.isdecimal() and len(value) < 19)
        ):
            found.append((row, int(value) if value else None))
    return found


def gate_wishes(rows: tuple[GateRow, ...]) -> list[GateWish]:
    """What is asked for."""
    return [GateWish(row.name, tuple(sorted(row.tiers)), row.id) for row in rows]


def list_wishes(rows: tuple[ListRow, ...]) -> list[ListWish]:
    """What is asked for."""
    return [ListWish(row.name, row.reentry, row.id) for row in rows]


def problem_at(error: EinlassError, names: list[str], kind: str) -> str:
    """The field of the last row the problem is about; the form's own (`gates`, `lists`) when it is none in particular."""
    most = {"gate": GATE_LENGTH, "list": LIST_LENGTH}[kind]
    named = str(error.params.get("name", "")).casefold()
    tidy = [clean_line(name) for name in names]
    too_long = error.code.endswith("name_too_long")
    rows = [
        row for row, name in enumerate(tidy, start=1) if (len(name) > most if too_long else name.casefold() == named)
    ]
    # Found by what was typed; a row that was emptied has its old name in the sentence.
    return f"{kind}_name_{rows[-1]}" if rows and (named or too_long) else f"{kind}s"
