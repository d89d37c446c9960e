"""Sets of a tier's serials as the door spells them (docs/adr/0014). Pure.

In memory a set is one integer: bit n stands for serial n, so union, intersection and difference are `|`, `&` and `& ~`.
"""

import base64
import binascii
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

# A serial fits 32 bits; of a tier there are never more than a million (features.events.rules.SUPPLY_MAX).
SERIAL_MAX = 2**20 - 1

EMPTY = "r:"
_RUNS = re.compile(r"(?:(?:0|[1-9][0-9]{0,6})(?:-[1-9][0-9]{0,6})?(?:,(?!$)|$))*")
_ONES = re.compile("1+")

# First and last serial, both in it.
Run = tuple[int, int]


def serial_set(serials: Iterable[int]) -> int:
    """The set of these serials."""
    found = list(serials)
    if not found:
        return 0
    bits = bytearray(max(found) // 8 + 1)
    for serial in found:
        bits[serial >> 3] |= 1 << (serial & 7)
    return int.from_bytes(bits, "little")


def sets_by_tier(token_ids: Iterable[int]) -> dict[int, int]:
    """The sets of these tickets' serials, by tier."""
    serials: defaultdict[int, list[int]] = defaultdict(list)
    for token_id in token_ids:
        serials[token_id >> 32].append(token_id & 0xFFFFFFFF)
    return {tier: serial_set(found) for tier, found in sorted(serials.items())}


def run_set(runs: Iterable[Run]) -> int:
    """The set of all serials from first to last of each run."""
    bits = 0
    for first, last in runs:
        bits |= ((1 << (last - first + 1)) - 1) << first
    return bits


def runs_of(bits: int) -> Iterator[Run]:
    """The set as runs, in order, none touching the next."""
    for found in _ONES.finditer(f"{bits:b}"[::-1] if bits else ""):
        yield found.start(), found.end() - 1


def serials_of(bits: int) -> Iterator[int]:
    """The serials in the set, in order."""
    for first, last in runs_of(bits):
        yield from range(first, last + 1)


def spell(bits: int) -> str:
    """The set as text: `r:` and runs, or `b:` and a bitmap in base64 if that is shorter."""
    bitmap = "b:" + base64.b64encode(bits.to_bytes((bits.bit_length() + 7) // 8, "little")).decode()
    runs, left = [], len(bitmap) - len(EMPTY)
    for first, last in runs_of(bits):
        runs.append(f"{first}-{last}" if last > first else str(first))
        left -= len(runs[-1]) + 1
        if left < -1:
            return bitmap
    return EMPTY + ",".join(runs)


def read(text: str) -> int:
    """The set a text spells. Raises ValueError when it is none: runs that touch or are out of order, a bitmap that is not
    base64 or ends in a zero byte, a serial above SERIAL_MAX.
    """
    if text.startswith("b:"):
        bits = _bitmap(text[2:])
    elif text.startswith(EMPTY) and _RUNS.fullmatch(text, 2):
        bits = _runs(text[2:])
    else:
        raise ValueError("not a set of serials")
    if bits >> (SERIAL_MAX + 1):
        raise ValueError("a serial too large")
    return bits


def _bitmap(text: str) -> int:
    try:
        raw = base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("not base64") from None
    if not raw or raw[-1] == 0 or base64.b64encode(raw).decode() != text:
        raise ValueError("not the one spelling of a bitmap")
    return int.from_bytes(raw, "little")


def _runs(text: str) -> int:
    runs: list[Run] = []
    for part in text.split(",") if text else ():
        first, _, last = part.partition("-")
        run = int(first), int(last or first)
        if (last and run[1] <= run[0]) or (runs and run[0] <= runs[-1][1] + 1) or run[1] > SERIAL_MAX:
            raise ValueError("runs out of order, touching or too large")
        runs.append(run)
    return run_set(runs)
