"""How an event's doors work: gates, check-in lists, paper, names. May change while people come in; doors follow at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from backend.core.errors import Conflict
from backend.core.text import clean_line
from backend.db.models.events import CheckinList, Event, Gate
from backend.db.repositories import events
from backend.features.checkin import feed
from backend.features.checkin.schemas import Reentry
from backend.features.door import clashes, tell
from backend.features.events import rules
from backend.features.events.schemas import NewGate, NewList
from backend.features.parts import Parts


@dataclass(frozen=True)
class GateWish(NewGate):
    """A gate as it shall be; without `id` a new one, without a name it shall go."""

    id: int | None = None


@dataclass(frozen=True)
class ListWish(NewList):
    """A check-in list as it shall be; without `id` a new one, without a name it shall go."""

    id: int | None = None


def change_gates(session: Session, parts: Parts, event: Event, wishes: Sequence[GateWish]) -> None:
    """Add, change and remove gates; those that are not named stay as they are.

    Raises Invalid as announcing an event does, Conflict `gate_in_use` when a gate shall go that devices work or worked at.
    """
    _hold(session, event)
    wanted = {wish.id: wish for wish in wishes if wish.id is not None}
    kept = [gate for gate in event.gates if gate.id not in wanted or clean_line(wanted[gate.id].name)]
    new = [wish for wish in wishes if wish.id is None and clean_line(wish.name)]
    after = [*(_gate_after(gate, wanted.get(gate.id)) for gate in kept), *(_tidy_gate(wish) for wish in new)]
    rules.check_gates(tuple(after), tiers=len(event.tiers))
    for gate in event.gates:
        if gate not in kept and events.gate_in_use(session, gate.id):
            raise Conflict("gate_in_use", name=gate.name)
    tiers = {tier.number: tier for tier in event.tiers}
    gone = [gate for gate in event.gates if gate not in kept]
    for gate, plan in zip([*kept, *(Gate(event_id=event.id) for _ in new)], after, strict=True):
        gate.name, gate.tiers = plan.name, [tiers[number] for number in sorted(set(plan.tiers))]
        session.add(gate)
    for gate in gone:
        session.delete(gate)
    _told(session, parts, event)


def _gate_after(gate: Gate, wish: GateWish | None) -> NewGate:
    return _tidy_gate(wish) if wish else NewGate(gate.name, tuple(tier.number for tier in gate.tiers))


def _tidy_gate(wish: NewGate) -> NewGate:
    return NewGate(clean_line(wish.name), wish.tiers)


def change_lists(session: Session, parts: Parts, event: Event, wishes: Sequence[ListWish]) -> None:
    """Add, change and remove check-in lists; those that are not named stay as they are.

    A new rule for coming again holds for what was scanned before, too. Raises Invalid `lists_too_many`, `list_name_too_long`,
    `list_name_twice`, Conflict `list_in_use` when one shall go that somebody scanned on, `list_is_entrance`.
    """
    _hold(session, event)
    wanted = {wish.id: wish for wish in wishes if wish.id is not None}
    kept = [found for found in event.lists if found.id not in wanted or clean_line(wanted[found.id].name)]
    new = [wish for wish in wishes if wish.id is None and clean_line(wish.name)]
    after = [*(_list_after(found, wanted.get(found.id)) for found in kept), *(_tidy_list(wish) for wish in new)]
    rules.check_lists(after)
    gone = [found for found in event.lists if found not in kept]
    for found in gone:
        if found.entrance:
            raise Conflict("list_is_entrance")
        if events.list_in_use(session, found.id):
            raise Conflict("list_in_use", name=found.name)
    for found, plan in zip([*kept, *(CheckinList(event_id=event.id) for _ in new)], after, strict=True):
        judged_anew = found.id is not None and found.reentry != plan.reentry.value
        found.name, found.reentry = plan.name, plan.reentry.value
        session.add(found)
        session.flush()
        if judged_anew:
            clashes.count_anew(session, found)
    for found in gone:
        session.delete(found)
    _told(session, parts, event)


def _list_after(found: CheckinList, wish: ListWish | None) -> NewList:
    return _tidy_list(wish) if wish else NewList(found.name, Reentry(found.reentry))


def _tidy_list(wish: NewList) -> NewList:
    return NewList(clean_line(wish.name), wish.reentry)


def allow_paper(session: Session, parts: Parts, event: Event, tiers: Iterable[int]) -> None:
    """Let in the static passes (paper, a picture of the code) of the tiers with these numbers, and of no other."""
    chosen = set(tiers)
    for tier in event.tiers:
        tier.paper = tier.number in chosen
    _told(session, parts, event)


def show_names(session: Session, parts: Parts, event: Event, *, shown: bool) -> None:
    """Let devices with a network see names, or not."""
    event.names_at_door = shown
    _told(session, parts, event)


def _hold(session: Session, event: Event) -> None:
    """Wait for whoever changes doors at this moment, and look at the event again."""
    feed.lock(session, event.id)
    session.expire(event)


def _told(session: Session, parts: Parts, event: Event) -> None:
    # Flushed first: the rows of tiers are locked before the feed, as when tickets are issued.
    session.flush()
    tell.rules(session, [event.id], now=parts.clock.now())
