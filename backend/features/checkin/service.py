"""Redeeming tickets: a scan is kept as a fact and answered, once, whatever happens afterwards."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.errors import Conflict
from backend.core.token_ids import serial_of
from backend.db.models.door import Scan
from backend.db.models.events import Event
from backend.db.models.projections import ChainEvent
from backend.db.models.tickets import Ticket
from backend.db.repositories import chain, collectives, door, events, tickets
from backend.features.checkin import rules
from backend.features.checkin.schemas import (
    Counts,
    FirstAdmission,
    Medium,
    Outcome,
    Reason,
    ScanAnswer,
    ScanRequest,
    Tier,
)
from backend.features.devices.schemas import DeviceIdentity
from backend.features.parts import Parts
from backend.passes.errors import NotAPass, PassError, PassUnknownIssuer
from backend.passes.issuer import load_issuer_key
from backend.passes.ticket_pass import VerifiedPass, normalise_scan, parse, verify_read


@dataclass(frozen=True)
class Place:
    """Where a scan happens. `device_id` is empty for the command line."""

    event: Event
    gate_id: int
    gate_name: str
    tiers: frozenset[int]
    list_id: int
    device_id: int | None


@dataclass(frozen=True)
class _Verdict:
    reason: Reason | None
    ticket: Ticket | None
    first: FirstAdmission | None


def redeem(session: Session, parts: Parts, place: Place, scan: ScanRequest) -> ScanAnswer:
    """Decide a scan, keep it, and admit the ticket if it may come in; all in the caller's transaction.

    The answer may be shown once the transaction is committed. The same scan id is answered as the first time, whatever
    has become of the ticket since. Raises Conflict `scan_id_taken` when another device used this id.
    """
    before = door.scan_by_id(session, scan.id)
    if before is not None:
        return _repeat(before, place)
    now = parts.clock.now()
    verdict = _judge(session, place, scan, now)
    answer = _answer(session, place, scan, verdict, now)
    if not door.add_scan(session, _scan_row(place, scan, verdict, answer, now)):
        # The same id arrived twice at the same moment; the other one stands.
        raise Conflict("scan_in_progress")
    if verdict.reason is None and verdict.ticket is not None:
        _admit(session, place, scan, verdict.ticket, now)
    return answer


class RacedAtTheDoor(Exception):
    """Two gates admitted one ticket at the same moment and this one came second; decide again in a new transaction."""


def _admit(session: Session, place: Place, scan: ScanRequest, ticket: Ticket, now: datetime) -> None:
    row = {
        "ticket_id": ticket.id,
        "list_id": place.list_id,
        "event_id": place.event.id,
        "scan_id": scan.id,
        "gate_id": place.gate_id,
        "admitted_at": now,
    }
    if not door.admit(session, row):
        raise RacedAtTheDoor


def _judge(session: Session, place: Place, scan: ScanRequest, now: datetime) -> _Verdict:
    try:
        seen, signed_by = _verified(session, scan.code)
    except NotAPass:
        return _Verdict(Reason.NOT_A_TICKET, None, None)
    except PassError:
        return _Verdict(Reason.INVALID, None, None)
    claims = seen.claims
    shown = rules.SeenPass(
        event_ref=claims.event_ref.hex(),
        token_id=claims.token_id,
        epoch=claims.epoch,
        expires_at=datetime.fromtimestamp(claims.expires_at, UTC),
    )
    ours = shown.event_ref == place.event.ref
    if ours and signed_by != place.event.collective_id:
        # For our event another collective's key is worth as little as a stranger's.
        return _Verdict(Reason.INVALID, None, None)
    ticket = tickets.by_token(session, place.event.id, claims.token_id, keep=True) if ours else None
    admission = door.admission(session, ticket_id=ticket.id, list_id=place.list_id) if ticket else None
    on_chain = events.on_chain(session, place.event) if ours else None
    known = _known(session, on_chain, ticket, admitted=admission is not None) if ticket else None
    at = rules.door(
        event_ref=place.event.ref,
        starts_at=place.event.starts_at,
        tiers=place.tiers,
        cancelled=on_chain is not None and on_chain.cancelled_block is not None,
    )
    first = FirstAdmission(at=admission[0].admitted_at, gate=admission[1]) if admission else None
    return _Verdict(rules.decide(shown, known, at, now), ticket, first)


def _verified(session: Session, code: str) -> tuple[VerifiedPass, int]:
    """The pass, and the id of the collective whose key signed it. Raises PassError; a retired key is a stranger's."""
    read = parse(normalise_scan(code))
    row = collectives.issuer_key(session, read.kid.hex())
    if row is None or row.retired_at is not None:
        raise PassUnknownIssuer(read.kid)
    return verify_read(read, {read.kid: load_issuer_key(row.public_key)}), row.collective_id


def _known(session: Session, on_chain: ChainEvent | None, ticket: Ticket, *, admitted: bool) -> rules.KnownTicket:
    token = chain.token(session, on_chain.tickets, ticket.token_id) if on_chain else None
    return rules.KnownTicket(
        epoch=ticket.epoch, revoked=ticket.revoked_at is not None, minted=token is not None, admitted=admitted
    )


def _answer(session: Session, place: Place, scan: ScanRequest, verdict: _Verdict, now: datetime) -> ScanAnswer:
    ticket = verdict.ticket
    tier = door.tier_of(session, ticket) if ticket else None
    return ScanAnswer(
        id=scan.id,
        outcome=Outcome.ADMITTED if verdict.reason is None else Outcome.REFUSED,
        reason=verdict.reason,
        tier=Tier(tier.number, tier.name) if tier else None,
        serial=serial_of(ticket.token_id) + 1 if ticket else None,
        medium=Medium.PAPER if ticket else None,
        gate=place.gate_name,
        decided_at=now,
        first=verdict.first,
    )


def _scan_row(place: Place, scan: ScanRequest, verdict: _Verdict, answer: ScanAnswer, now: datetime) -> dict[str, Any]:
    return {
        "id": scan.id,
        "event_id": place.event.id,
        "list_id": place.list_id,
        "gate_id": place.gate_id,
        "device_id": place.device_id,
        "ticket_id": verdict.ticket.id if verdict.ticket else None,
        "source": scan.source.value,
        "scanned_at": scan.scanned_at,
        "received_at": now,
        "at": now,
        "let_in": verdict.reason is None,
        "outcome": answer.outcome.value,
        "reason": answer.reason.value if answer.reason else None,
        "answer": to_json(answer),
    }


def _repeat(before: Scan, place: Place) -> ScanAnswer:
    if before.device_id != place.device_id:
        raise Conflict("scan_id_taken")
    return from_json(before.answer)


def to_json(answer: ScanAnswer) -> dict[str, Any]:
    """The answer as the API and the stored scan spell it; times in RFC 3339."""
    return {
        "id": str(answer.id),
        "outcome": answer.outcome.value,
        "reason": answer.reason.value if answer.reason else None,
        "tier": {"number": answer.tier.number, "name": answer.tier.name} if answer.tier else None,
        "serial": answer.serial,
        "medium": answer.medium.value if answer.medium else None,
        "gate": answer.gate,
        "decided_at": iso(answer.decided_at),
        "first": {"at": iso(answer.first.at), "gate": answer.first.gate} if answer.first else None,
    }


def from_json(stored: dict[str, Any]) -> ScanAnswer:
    """The inverse of to_json."""
    first, tier = stored["first"], stored["tier"]
    return ScanAnswer(
        id=UUID(stored["id"]),
        outcome=Outcome(stored["outcome"]),
        reason=Reason(stored["reason"]) if stored["reason"] else None,
        tier=Tier(tier["number"], tier["name"]) if tier else None,
        serial=stored["serial"],
        medium=Medium(stored["medium"]) if stored["medium"] else None,
        gate=stored["gate"],
        decided_at=datetime.fromisoformat(stored["decided_at"]),
        first=FirstAdmission(at=datetime.fromisoformat(first["at"]), gate=first["gate"]) if first else None,
    )


def counts(session: Session, *, event_id: int, list_id: int, gate_id: int) -> Counts:
    """How many are in."""
    gate, total, issued = door.counts(session, event_id=event_id, list_id=list_id, gate_id=gate_id)
    return Counts(gate=gate, total=total, issued=issued)


def place_of_device(session: Session, device: DeviceIdentity) -> Place:
    """The place a paired device works at."""
    return Place(
        event=events.by_id(session, device.event_id),
        gate_id=device.gate_id,
        gate_name=device.gate_name,
        tiers=frozenset(tier.number for tier in device.gate_tiers),
        list_id=device.list_id,
        device_id=device.id,
    )


def place_of_gate(session: Session, event: Event, gate_name: str) -> Place:
    """The place of a gate by name, for the command line. Raises Conflict `gate_unknown_here` with the gates there are."""
    gate = next((gate for gate in event.gates if gate.name.casefold() == gate_name.casefold()), None)
    if gate is None:
        raise Conflict("gate_unknown_here", gates=", ".join(gate.name for gate in event.gates))
    return Place(
        event=event,
        gate_id=gate.id,
        gate_name=gate.name,
        tiers=frozenset(tier.number for tier in gate.tiers),
        list_id=events.entrance(session, event.id).id,
        device_id=None,
    )
