"""When a scan happened: what the device says, held within what can be true. Pure; tests/vectors/checkin/time.json."""

from datetime import datetime, timedelta

from backend.features.checkin.schemas import DeviceClock, TimeMark

# A device that adds half of its request's way to the server's time can be ahead by the other half.
_AHEAD = timedelta(seconds=2)


def corrected(
    scanned_at: datetime, *, synced_at: datetime | None, clock: DeviceClock, now: datetime
) -> tuple[datetime, TimeMark | None]:
    """The time that counts for a scan, and what is doubtful about it.

    `synced_at` is the server's time at the device's last sync. Without one the device's time means nothing, and the time
    that counts is when the server heard of the scan, `now`. Nothing happens after `now` or before the sync; being ahead by
    less than two seconds is the network's doing and not marked.
    """
    if synced_at is None:
        return now, None
    if scanned_at > now:
        return now, TimeMark.FUTURE if scanned_at - now > _AHEAD else _mark(clock)
    if scanned_at < synced_at:
        return min(synced_at, now), TimeMark.BEFORE_SYNC
    return scanned_at, _mark(clock)


def _mark(clock: DeviceClock) -> TimeMark | None:
    return TimeMark.WALL if clock is DeviceClock.WALL else None
