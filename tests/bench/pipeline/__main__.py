"""`make bench-pipeline`: from a request to final tickets, and from a chain to tables. See docs/benchmarks.md."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.pipeline.stage import stage
from tests.bench.pipeline.works import memory, speed
from tests.bench.report import ROOT, Row, publish

_PARTS = {"speed": speed, "memory": memory}


def main(wanted: list[str]) -> int:
    """Measure the wanted parts (all when none is named), print, write `var/bench/pipeline.json`; 1 when a reach was missed."""

    def rows() -> Iterator[Row]:
        # Below the project: Ape does not find its configuration from a folder below /tmp.
        scratch = ROOT / "var" / "bench"
        scratch.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=scratch) as folder, stage(Path(folder)) as found:
            for name, part in _PARTS.items():
                if not wanted or name in wanted:
                    yield from part(found)

    return publish("pipeline", list(rows()))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
