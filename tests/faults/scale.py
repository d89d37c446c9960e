"""How long a campaign runs: short in `make test`, long in `make soak` (EINLASS_SOAK=1)."""

import os
from pathlib import Path

SOAK = os.environ.get("EINLASS_SOAK") == "1"
_SEEDS = Path(__file__).parent / "seeds.txt"


def scaled(short: int, long: int) -> int:
    """`short` in the suite, `long` in a soak."""
    return long if SOAK else short


def notable_seeds() -> list[int]:
    """Seeds that once found something, one a line before its story."""
    lines = _SEEDS.read_text().splitlines()
    return [int(line.split(maxsplit=1)[0]) for line in lines if line.strip() and not line.startswith("#")]
