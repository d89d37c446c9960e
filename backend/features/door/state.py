"""All a door has to know to decide by itself (docs/checkin.md): about a bit a ticket, and nobody's name."""

from collections import defaultdict
from typing import Any

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.core.serial_sets import read, run_set, sets_by_tier, spell
from backend.core.token_ids import serial_of, tier_of
from backend.db.models.events import CheckinList, Event, Gate
from backend.db.repositories import doors, events
from backend.features.checkin.rules import opens_at
from backend.features.collectives.issuer_keys import door_keys
from backend.features.devices.schemas import DeviceIdentity
from backend.features.door.counts import counts
from backend.features.parts import Parts

# Nearly every ticket has a low epoch: a set each. The few that were passed on more often are listed.
EPOCH_SETS = 8

# Sets of serials by tier number.
Sets = dict[int, int]


def state(session: Session, parts: Parts, device: DeviceIdentity) -> dict[str, Any]:
    """What the door of this device has to know, as the interface spells it; with the cursor that changes follow.

    `session` is a snapshot: cursor and sets are of one moment.
    """
    event = events.by_id(session, device.event_id)
    cursor, cancelled = doors.feed_of(session, event.id)
    here = next(gate for gate in event.gates if gate.id == device.gate_id)
    on_list = next(found for found in event.lists if found.id == device.list_id)
    return {
        "cursor": cursor,
        "server_time": iso(parts.clock.now()),
        "event": _event(event, cancelled=cancelled),
        "gate": {"id": here.id, "name": here.name, "tiers": [tier.number for tier in here.tiers]},
        "gates": [_named(gate) for gate in event.gates],
        "list": {**_named(on_list), "entrance": on_list.entrance, "reentry": on_list.reentry},
        "keys": [
            {"kid": key.kid, "public_key": key.public_key.hex()} for key in door_keys(session, event.collective_id)
        ],
        "tiers": _tiers(session, event, on_list),
        "counts": counts(session, event.id, list_id=on_list.id, gate_id=here.id),
    }


def _event(event: Event, *, cancelled: bool) -> dict[str, Any]:
    return {
        "ref": event.ref,
        "name": event.name,
        "venue": event.venue,
        "starts_at": iso(event.starts_at),
        "ends_at": iso(event.ends_at),
        "timezone": event.zone,
        "opens_at": iso(opens_at(event.starts_at)),
        "cancelled": cancelled,
        "names": event.names_at_door,
    }


def _named(row: Gate | CheckinList) -> dict[str, Any]:
    return {"id": row.id, "name": row.name}


def _tiers(session: Session, event: Event, on_list: CheckinList) -> list[dict[str, Any]]:
    known = known_sets(session, event.id)
    minted = {tier: read(text) for tier, text in doors.mirror(session, event.id).items()}
    let_in = doors.let_in(session, on_list.id)
    sets = {
        "known": known,
        "pending": {tier: serials & ~minted.get(tier, 0) for tier, serials in known.items()},
        "revoked": sets_by_tier(doors.revoked(session, event.id)),
        "blocked": sets_by_tier(doors.blocked(session, event.id)),
        # Next to each other: mostly the same, and then gzip sends them once.
        "admitted": sets_by_tier(token_id for token_id, _ in let_in),
        "inside": sets_by_tier(token_id for token_id, heads in let_in if heads),
    }
    raised = doors.raised(session, event.id)
    highest = max((epoch for _, epoch in raised), default=0)
    above = [sets_by_tier(token_id for token_id, epoch in raised if epoch > k) for k in range(min(highest, EPOCH_SETS))]
    rare = sorted((token_id, epoch) for token_id, epoch in raised if epoch > EPOCH_SETS)
    return [
        {
            "number": tier.number,
            "name": tier.name,
            "paper": tier.paper,
            **{what: spell(by_tier.get(tier.number, 0)) for what, by_tier in sets.items()},
            "epochs": [spell(by_tier[tier.number]) for by_tier in above if tier.number in by_tier],
            "epochs_above": [
                [serial_of(token_id), epoch] for token_id, epoch in rare if tier_of(token_id) == tier.number
            ],
        }
        for tier in event.tiers
    ]


def known_sets(session: Session, event_id: int) -> Sets:
    """The serials of the event's tickets by tier, revoked ones too."""
    runs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for run in doors.issued_runs(session, event_id):
        tier, serials = doors.split(run)
        runs[tier].append(serials)
    return {tier: run_set(found) for tier, found in runs.items()}
