"""halmos, and one thing it cannot do: read a clone's arguments at a place that follows from the path.

The place of a tier's record depends on the tier, which is symbolic; but in an event with one tier every other number has
been refused by then, so only one place is left. halmos gives up at anything that is not written as a number. Here the
solver is asked: a term that has exactly one value under the path's conditions is that value. Nothing is assumed.

Runs in the audit's own environment: `var/audit/venv/bin/python tools/audit_halmos.py …`, arguments as for `halmos`.
"""

import sys
from typing import Any

from halmos.__main__ import main
from halmos.exceptions import NotConcreteError
from halmos.sevm import Exec
from z3 import Solver, sat, unsat

TIMEOUT = 20_000  # milliseconds; a question that takes longer counts as not answered

_int_of = Exec.int_of


def int_of(self: Exec, term: Any, err: str | None = None) -> int:
    """Return the term's only value. Raises NotConcreteError when it may have several, or the solver does not know."""
    try:
        return int(_int_of(self, term, err))
    except NotConcreteError:
        wanted = term.unwrap() if hasattr(term, "unwrap") else term
        if not hasattr(wanted, "sort"):
            wanted = term.as_z3()
        solver = Solver()
        solver.set(timeout=TIMEOUT)
        solver.add(*self.path.conditions)
        if solver.check() != sat:
            raise
        value = solver.model().eval(wanted, model_completion=True)
        if solver.check(wanted != value) != unsat:
            raise
        return int(value.as_long())


Exec.int_of = int_of

if __name__ == "__main__":
    sys.exit(main())
