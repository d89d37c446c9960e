"""`make bench-door`: check-ins over HTTP, beside pretix and beside our own empty endpoint. See docs/benchmarks.md."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench.door.works import Bench, durability, rates, sizes
from tests.bench.report import ROOT, Row, publish
from tests.databases import postgres_server

_PARTS = {"rates": rates, "sizes": sizes}


def main(wanted: list[str]) -> int:
    """Measure the wanted parts (all when none is named), print, write `var/bench/door.json`.

    Returns 1 when a reach was missed, or when our server answered anything but what it should.
    """
    scratch = ROOT / "var" / "bench"
    scratch.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=scratch) as folder,
        tempfile.TemporaryDirectory() as runtime,
        postgres_server(Path(runtime)) as postgres,
    ):
        print(durability(postgres), flush=True)
        bench = Bench(Path(folder), postgres)

        def rows() -> Iterator[Row]:
            for name, part in _PARTS.items():
                if not wanted or name in wanted:
                    yield from part(bench)

        missed = publish("door", list(rows()))
    if bench.failed:
        print(f"{bench.failed} of our own answers were wrong")
    return 1 if missed or bench.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
