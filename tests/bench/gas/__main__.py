"""`make bench-gas`: the same work on our contracts and on the peers', on one Anvil. See docs/benchmarks.md."""

import sys

from tests.bench.chain import fresh_chain
from tests.bench.gas.works import rows
from tests.bench.report import publish


def main() -> int:
    """Measure, print, write `var/bench/gas.json`; 1 when a reach was missed."""
    with fresh_chain() as w3:
        return publish("gas", rows(w3))


if __name__ == "__main__":
    sys.exit(main())
