"""What has changed since a cursor, for doors that have a state; and how long that is kept."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from backend.core.clock import iso
from backend.db.models.door import DoorChange
from backend.db.repositories import doors
from backend.features.devices.schemas import DeviceIdentity
from backend.features.door.counts import counts
from backend.features.parts import Parts

# A device that was away for longer loads the state, which is smaller than what it missed.
MOST_CHANGES = 5_000
# From the evening before to the day after; nobody is at a door for longer without ever reaching the server.
KEPT_FOR = timedelta(days=3)
# One transaction forgets so many: a door that scans meanwhile must not wait for a whole festival's.
FORGET_BATCH = 2_000


def changes(session: Session, parts: Parts, device: DeviceIdentity, *, after: int) -> dict[str, Any]:
    """What the door of this device has to learn after a cursor, as the interface spells it.

    `reset` instead of changes when the cursor is none of this feed's, or what follows it is not kept any more.
    """
    head, _ = doors.feed_of(session, device.event_id)
    reset = is_lost(session, device.event_id, after=after, head=head)
    found = [] if reset else doors.changes(session, device.event_id, after=after, until=head)
    return {
        "cursor": head,
        "server_time": iso(parts.clock.now()),
        "reset": reset,
        "changes": [spelled(change) for change in found if change.list_id in {None, device.list_id}],
        "counts": counts(session, device.event_id, list_id=device.list_id, gate_id=device.gate_id),
    }


def is_lost(session: Session, event_id: int, *, after: int, head: int) -> bool:
    """Whether the changes after this number cannot be told one by one."""
    if after == head:
        return False
    if after > head or head - after > MOST_CHANGES:
        return True
    oldest = doors.oldest_change(session, event_id)
    return oldest is None or oldest > after + 1


def spelled(change: DoorChange) -> dict[str, Any]:
    """A change as the interface spells it."""
    return {"seq": change.seq, "kind": change.kind, "list_id": change.list_id, **change.body}


def forget_old(session: Session, *, now: datetime) -> bool:
    """Forget some of the changes that are older than KEPT_FOR; whether there may be more."""
    return doors.forget_changes(session, before=now - KEPT_FOR, limit=FORGET_BATCH) == FORGET_BATCH
