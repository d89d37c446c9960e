"""The whole suite, part by part, with times: `python tests/run.py` or `python tests/run.py lint backend`.

Most parts wait more than they compute, so contracts, scanner and browser run beside the server; what a part says is printed
when it ends.
"""

import ctypes.util
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
ANVIL = ("--network", "ethereum:local:foundry")


class Stage(Enum):
    """When a part runs: before the others, or beside them in one of two lanes."""

    FIRST = "first"
    EDGES = "contracts, scanner, browser"
    SERVER = "server"


@dataclass(frozen=True)
class Part:
    """One command of a group; it has passed when it exits with 0."""

    group: str
    name: str
    command: tuple[str, ...]
    stage: Stage = Stage.FIRST


@dataclass(frozen=True)
class Result:
    part: Part
    failed: bool
    seconds: float


_printing = Lock()


def run(part: Part) -> Result:
    """Run one part and print what it said, in one piece."""
    began = time.monotonic()
    done = subprocess.run(
        part.command, cwd=ROOT, env=dict(os.environ), check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    seconds = time.monotonic() - began
    with _printing:
        print(f"\n=== {part.group}: {part.name} ({seconds:.1f} s)", flush=True)
        sys.stdout.buffer.write(done.stdout)
        sys.stdout.flush()
    return Result(part, done.returncode != 0, seconds)


PARTS = (
    Part("lint", "ruff", (PYTHON, "-m", "ruff", "check", "backend", "tests", "scripts", "tools")),
    Part("lint", "ruff format", (PYTHON, "-m", "ruff", "format", "--check", "backend", "tests", "scripts", "tools")),
    Part("lint", "mypy", (PYTHON, "-m", "mypy")),
    Part("lint", "tsc", ("npm", "run", "--silent", "typecheck")),
    Part("lint", "eslint", ("npm", "run", "--silent", "lint:ts")),
    Part("lint", "solhint", ("npm", "run", "--silent", "lint:sol")),
    Part("contracts", "abi is fresh", ("ape", "run", "export_abi", "--check")),
    Part("contracts", "ape test", ("ape", "test", "tests/contracts", *ANVIL, "-q"), Stage.EDGES),
    Part("contracts", "fuzzing", (PYTHON, "tools/audit.py", "settings", "quick"), Stage.EDGES),
    Part("scanner", "vitest", ("npm", "run", "--silent", "test:ts"), Stage.EDGES),
    Part("scanner", "hard pictures", (PYTHON, "-m", "pytest", "tests/hard_pictures", "-q"), Stage.EDGES),
    Part("e2e", "in a browser", (PYTHON, "-m", "pytest", "tests/e2e", "-q"), Stage.EDGES),
    Part("backend", "pytest backend", (PYTHON, "-m", "pytest", "tests/backend", "-q"), Stage.SERVER),
    Part("integration", "pytest integration", (PYTHON, "-m", "pytest", "tests/integration", "-q"), Stage.SERVER),
    Part("faults", "pytest faults", (PYTHON, "-m", "pytest", "tests/faults", "-q"), Stage.SERVER),
)


def missing() -> list[str]:
    """The programs the suite needs that no lock file brings, by their Debian package."""
    found = {
        "chromium": shutil.which("chromium"),
        "ffmpeg": shutil.which("ffmpeg"),
        "libzbar0": ctypes.util.find_library("zbar"),
    }
    return [package for package, where in found.items() if not where]


def main(wanted: list[str]) -> int:
    """Run the parts of the wanted groups (all when none is named); 0 when every one passed."""
    groups = {part.group for part in PARTS}
    if unknown := set(wanted) - groups:
        print(f"no such group: {', '.join(sorted(unknown))}; there are: {', '.join(sorted(groups))}")
        return 2
    if packages := missing():
        print(f"Missing for the tests: {', '.join(packages)}. On Debian: apt install {' '.join(packages)}")
        return 2
    chosen = [part for part in PARTS if not wanted or part.group in wanted]
    results = [run(part) for part in chosen if part.stage is Stage.FIRST]
    lanes = [[part for part in chosen if part.stage is stage] for stage in (Stage.EDGES, Stage.SERVER)]
    with ThreadPoolExecutor() as pool:
        for done in pool.map(lambda lane: [run(part) for part in lane], lanes):
            results += done
    print("\n=== summary")
    for result in results:
        print(
            f"{'FAILED' if result.failed else 'ok    '}  {result.seconds:7.1f} s  {result.part.group}: {result.part.name}"
        )
    failed = sum(result.failed for result in results)
    print(f"parts: {len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
