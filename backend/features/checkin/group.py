"""A group of facts of one event, decided one after the other and kept together in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from backend.core.clock import Clock, iso
from backend.core.errors import Conflict, EinlassError, Forbidden, NotFound, Unauthenticated
from backend.core.token_ids import LARGEST_ID, serial_of, tier_of, token_id
from backend.db.repositories import scans
from backend.db.repositories.scans import KeptScan, Scene, TicketHere
from backend.features.checkin import feed, rules
from backend.features.checkin.answers import from_kept, to_kept
from backend.features.checkin.books import Books
from backend.features.checkin.fold import Folded, Passage
from backend.features.checkin.reading import Reading
from backend.features.checkin.schemas import (
    Direction,
    Fact,
    FirstAdmission,
    Medium,
    Outcome,
    Reason,
    Reentry,
    ScanAnswer,
    ScanFact,
    Tier,
    TimeMark,
    UndoFact,
)
from backend.features.checkin.times import corrected
from backend.features.devices.schemas import DeviceRole


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact comes from when it is no device: the command line, which may do what a supervisor may."""

    gate_id: int
    list_id: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A fact that wants to be kept. `origin` is a device's id, or a place. `reading` is what its code says."""

    fact: Fact
    origin: int | Place
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class _Here:
    """Who reports a fact, and where."""

    device_id: int | None
    gate_id: int
    list_id: int
    supervisor: bool


@dataclass(frozen=True, slots=True)
class _Verdict:
    reason: Reason | None
    ticket: TicketHere | None
    medium: Medium | None
    sums: Folded


def keep_group(
    session: Session, event_id: int, waiting: Sequence[Waiting], *, clock: Clock, pass_grace: timedelta
) -> list[ScanAnswer | EinlassError]:
    """Decide the facts in this order, keep them and what follows from them, in the caller's transaction.

    Each is answered, or told what is wrong with it: Unauthenticated `device_unknown` or `device_revoked`, Forbidden
    `supervisor_needed`, Conflict `scan_id_taken` or `undo_of_undo`, NotFound `scan_unknown`. What is wrong with one touches no
    other. The answers may be shown once the transaction is committed.
    """
    # First of all: from here on nobody else changes what this event's doors know, so what is read stays true.
    feed.lock(session, event_id)
    group = _Group(session, event_id, waiting, clock.now(), pass_grace)
    answers = [group.judge(one) for one in waiting]
    group.keep()
    return answers


class _Group:
    def __init__(
        self, session: Session, event_id: int, waiting: Sequence[Waiting], now: datetime, pass_grace: timedelta
    ) -> None:
        self._session = session
        self._now = now
        self._pass_grace = pass_grace
        self._scene = scene = scans.scene(session, event_id)
        ids = {one.fact.id for one in waiting}
        ids |= {one.fact.undoes for one in waiting if isinstance(one.fact, UndoFact)}
        self._kept = scans.kept(session, ids)
        origins = {one.origin for one in waiting if isinstance(one.origin, int)}
        origins |= {scan.device_id for scan in self._kept.values() if scan.device_id is not None}
        self._devices = scans.devices(session, origins)
        known = scans.tickets(
            session,
            event_id,
            contract=scene.contract,
            token_ids={found for one in waiting if (found := _token_of(one, scene)) is not None},
            ids={scan.ticket_id for scan in self._kept.values() if scan.ticket_id is not None},
        )
        self._by_token = {ticket.token_id: ticket for ticket in known}
        self._by_id = {ticket.id: ticket for ticket in known}
        self._books = Books(scene.reentry, scans.passages(session, self._by_id))
        self._rows: list[dict[str, Any]] = []
        self._shown: list[dict[str, Any]] = []

    def judge(self, waiting: Waiting) -> ScanAnswer | EinlassError:
        """The answer to one fact, noted but not written yet; or what is wrong with it, and then nothing is noted."""
        try:
            here = self._here(waiting.origin)
            before = self._kept.get(waiting.fact.id)
            if before is not None:
                return self._again(before, waiting.fact, here)
            if isinstance(waiting.fact, UndoFact):
                return self._undo(waiting.fact, here)
            return self._scan(waiting.fact, waiting.reading, here)
        except EinlassError as error:
            return error

    def keep(self) -> None:
        """Write everything."""
        if self._rows:
            scans.add(self._session, self._rows)
        if self._shown:
            scans.note_shown(self._session, self._shown)
        self._books.keep(self._session, self._scene.event_id, self._scene.gates, self._now)

    # ---------------------------------------------------------------------------------------------------- who and where

    def _here(self, origin: int | Place) -> _Here:
        if isinstance(origin, Place):
            return _Here(None, origin.gate_id, origin.list_id, supervisor=True)
        device = self._devices.get(origin)
        if device is None:
            raise Unauthenticated("device_unknown")
        if device.revoked_at is not None:
            raise Unauthenticated("device_revoked", at=iso(device.revoked_at))
        return _Here(device.id, device.gate_id, device.list_id, supervisor=device.role == DeviceRole.SUPERVISOR)

    # -------------------------------------------------------------------------------------------------------- once more

    def _again(self, before: KeptScan, fact: Fact, here: _Here) -> ScanAnswer:
        """What was answered the first time. What the device had shown meanwhile is added, once."""
        if before.event_id != self._scene.event_id or not self._may_ask(before, here):
            raise Conflict("scan_id_taken")
        ticket = self._by_id.get(before.ticket_id) if before.ticket_id is not None else None
        answer = from_kept(before.answer)
        if isinstance(fact, ScanFact) and before.kind == "scan" and fact.shown and before.shown is None:
            self._add_shown(before, fact.shown, ticket)
        return self._with_personal(answer, ticket, live=not isinstance(fact, ScanFact) or fact.shown is None)

    def _may_ask(self, before: KeptScan, here: _Here) -> bool:
        """The device that made the scan may, and one that took its place: a phone that was paired anew."""
        if before.device_id == here.device_id:
            return True
        maker = self._devices.get(before.device_id) if before.device_id is not None else None
        return maker is not None and maker.revoked_at is not None

    def _add_shown(self, before: KeptScan, shown: Outcome, ticket: TicketHere | None) -> None:
        self._kept[before.id] = before._replace(shown=shown.value)
        self._shown.append({"scan": before.id, "was_shown": shown.value, "went_in": shown.lets_through})
        if ticket is None:
            return
        book = self._books.of(ticket, before.list_id)
        if not shown.lets_through:
            book.drop(before.id)
            return
        book.add(
            Passage(
                id=before.id,
                direction=Direction(before.direction),
                at=before.at,
                gate_id=before.gate_id,
                let_in=True,
                overridden=before.override is not None,
            )
        )

    # ------------------------------------------------------------------------------------------------------------ a scan

    def _scan(self, fact: ScanFact, reading: Reading | None, here: _Here) -> ScanAnswer:
        if (fact.override or fact.ticket) and not here.supervisor:
            raise Forbidden("supervisor_needed")
        at, mark = self._time(fact)
        verdict = self._verdict(fact, reading, here, at)
        reason, ticket, sums = verdict.reason, verdict.ticket, verdict.sums
        if fact.override and reason in rules.OVERRIDABLE:
            reason = None
        outcome = _outcome(reason, fact.direction)
        let_in = (fact.shown or outcome).lets_through
        clash = False
        if ticket and let_in:
            passage = Passage(fact.id, fact.direction, at, here.gate_id, let_in=True, overridden=bool(fact.override))
            book = self._books.of(ticket, here.list_id)
            book.add(passage)
            clash = passage in book.now.clashes
        first = sums.first
        answer = ScanAnswer(
            id=fact.id,
            outcome=outcome,
            reason=reason,
            tier=self._tier(ticket),
            serial=serial_of(ticket.token_id) + 1 if ticket else None,
            medium=verdict.medium if ticket else None,
            gate=self._scene.gates[here.gate_id].name,
            decided_at=self._now,
            first=FirstAdmission(first.at, self._scene.gates[first.gate_id].name) if first else None,
            direction=fact.direction,
            at=at,
            time_mark=mark,
            clash=clash,
            let_in=let_in,
        )
        self._note(fact, here, answer, ticket, list_id=here.list_id, words=fact.override)
        return self._with_personal(answer, ticket, live=fact.shown is None)

    def _verdict(self, fact: ScanFact, reading: Reading | None, here: _Here, at: datetime) -> _Verdict:
        seen, medium, genuine = self._seen(fact, reading, at)
        if seen is None:
            return _Verdict(reading.reason if reading else Reason.INVALID, None, None, Folded())
        ours = seen.event_ref == self._scene.ref
        ticket = self._by_token.get(seen.token_id) if ours else None
        if ours and not genuine:
            # For our event another collective's key is worth as little as a stranger's, and so is a retired one. If the
            # door let somebody in all the same, it happened, with this ticket.
            known = reading is not None and reading.kid in self._scene.keys and fact.shown is not None
            let_in = known and fact.shown is not None and fact.shown.lets_through
            return _Verdict(Reason.INVALID, ticket if let_in else None, medium, Folded())
        sums = Folded()
        if ticket:
            book = self._books.of(ticket, here.list_id)
            # Somebody who waits for the answer is judged by all that is known. A verdict that was given at the door is
            # judged by what had happened then.
            sums = book.now if fact.shown is None else book.as_of(at, fact.id)
        reason = rules.decide(seen, self._known(ticket, sums), self._door(here), at, fact.direction)
        return _Verdict(reason, ticket, medium, sums)

    def _seen(
        self, fact: ScanFact, reading: Reading | None, at: datetime
    ) -> tuple[rules.SeenPass | None, Medium | None, bool]:
        """The pass that was shown, on what, and whether a key that is trusted here signed it.

        For a ticket that a supervisor names, the pass it would have now, shown this moment.
        """
        if fact.ticket is None:
            if reading is None:
                return None, None, False
            return reading.seen, reading.medium, reading.kid in self._scene.trusted
        number = token_id(fact.ticket.tier, fact.ticket.serial)
        ticket = self._by_token.get(number)
        expires_at = self._scene.ends_at + self._pass_grace
        epoch = ticket.epoch if ticket else 0
        return rules.SeenPass(self._scene.ref, number, epoch, expires_at, proof_at=at), None, True

    def _known(self, ticket: TicketHere | None, sums: Folded) -> rules.KnownTicket | None:
        if ticket is None:
            return None
        return rules.KnownTicket(
            epoch=ticket.epoch,
            revoked=ticket.revoked_at is not None,
            blocked=ticket.blocked_at is not None,
            minted=ticket.minted is not None,
            entries=sums.entries,
            inside=sums.inside,
        )

    def _door(self, here: _Here) -> rules.Door:
        scene = self._scene
        return rules.Door(
            event_ref=scene.ref,
            opens_at=rules.opens_at(scene.starts_at),
            tiers=scene.gates[here.gate_id].tiers,
            paper=scene.paper,
            cancelled=scene.cancelled,
            reentry=Reentry(scene.reentry[here.list_id]),
        )

    # ---------------------------------------------------------------------------------------------------------- an undo

    def _undo(self, fact: UndoFact, here: _Here) -> ScanAnswer:
        if not here.supervisor:
            raise Forbidden("supervisor_needed")
        undone = self._kept.get(fact.undoes)
        if undone is None or undone.event_id != self._scene.event_id:
            raise NotFound("scan_unknown")
        if undone.kind != "scan":
            raise Conflict("undo_of_undo")
        ticket = self._by_id.get(undone.ticket_id) if undone.ticket_id is not None else None
        if ticket:
            self._books.of(ticket, undone.list_id).undo(undone.id)
        at, mark = self._time(fact)
        answer = ScanAnswer(
            id=fact.id,
            outcome=Outcome.UNDONE,
            reason=None,
            tier=self._tier(ticket),
            serial=serial_of(ticket.token_id) + 1 if ticket else None,
            medium=None,
            gate=self._scene.gates[here.gate_id].name,
            decided_at=self._now,
            first=None,
            direction=Direction(undone.direction),
            at=at,
            time_mark=mark,
            clash=False,
            let_in=False,
        )
        self._note(fact, here, answer, ticket, list_id=undone.list_id, words=fact.reason)
        return self._with_personal(answer, ticket, live=True)

    # ------------------------------------------------------------------------------------------------------------- both

    def _time(self, fact: Fact) -> tuple[datetime, TimeMark | None]:
        return corrected(fact.scanned_at, synced_at=fact.synced_at, clock=fact.clock, now=self._now)

    def _tier(self, ticket: TicketHere | None) -> Tier | None:
        if ticket is None:
            return None
        number = tier_of(ticket.token_id)
        return Tier(number, self._scene.tiers[number])

    def _with_personal(self, answer: ScanAnswer, ticket: TicketHere | None, *, live: bool) -> ScanAnswer:
        """The note for the door; and the name, where the organiser allows it and somebody stands there waiting."""
        if ticket is None:
            return answer
        name = ticket.person if live and self._scene.names_at_door else None
        return replace(answer, note=ticket.note, name=name) if ticket.note or name else answer

    def _note(
        self, fact: Fact, here: _Here, answer: ScanAnswer, ticket: TicketHere | None, *, list_id: int, words: str | None
    ) -> None:
        """Remember a fact for writing, and for those after it in this group."""
        shown = fact.shown.value if isinstance(fact, ScanFact) and fact.shown else None
        kind, undoes = ("undo", fact.undoes) if isinstance(fact, UndoFact) else ("scan", None)
        row: dict[str, Any] = {
            "id": fact.id,
            "event_id": self._scene.event_id,
            "list_id": list_id,
            "gate_id": here.gate_id,
            "device_id": here.device_id,
            "ticket_id": ticket.id if ticket else None,
            "kind": kind,
            "direction": answer.direction.value,
            "source": fact.source.value,
            "scanned_at": fact.scanned_at,
            "received_at": self._now,
            "at": answer.at,
            "time_mark": answer.time_mark.value if answer.time_mark else None,
            "outcome": answer.outcome.value,
            "reason": answer.reason.value if answer.reason else None,
            "shown": shown,
            "let_in": answer.let_in,
            "override": words,
            "undoes": undoes,
            "answer": to_kept(answer),
        }
        self._rows.append(row)
        self._kept[fact.id] = KeptScan(**{name: row[name] for name in KeptScan._fields})


def _outcome(reason: Reason | None, direction: Direction) -> Outcome:
    if reason is not None:
        return Outcome.REFUSED
    return Outcome.EXITED if direction is Direction.EXIT else Outcome.ADMITTED


def _token_of(waiting: Waiting, scene: Scene) -> int | None:
    """The token id that a fact is about, if it is one of this event's."""
    if isinstance(waiting.fact, ScanFact) and waiting.fact.ticket:
        found = token_id(waiting.fact.ticket.tier, waiting.fact.ticket.serial)
    elif waiting.reading and waiting.reading.seen and waiting.reading.seen.event_ref == scene.ref:
        found = waiting.reading.seen.token_id
    else:
        return None
    return found if found <= LARGEST_ID else None
