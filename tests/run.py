"""The whole suite, part by part, with times: `python tests/run.py` or `python tests/run.py lint backend`."""

import ctypes.util
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
ANVIL = ("--network", "ethereum:local:foundry")


@dataclass(frozen=True)
class Part:
    """One command of a group; it has passed when it exits with 0."""

    group: str
    name: str
    command: tuple[str, ...]


PARTS = (
    Part("lint", "ruff", (PYTHON, "-m", "ruff", "check", "backend", "tests", "scripts", "tools")),
    Part("lint", "ruff format", (PYTHON, "-m", "ruff", "format", "--check", "backend", "tests", "scripts", "tools")),
    Part("lint", "mypy", (PYTHON, "-m", "mypy")),
    Part("lint", "tsc", ("npm", "run", "--silent", "typecheck")),
    Part("lint", "eslint", ("npm", "run", "--silent", "lint:ts")),
    Part("lint", "solhint", ("npm", "run", "--silent", "lint:sol")),
    Part("scanner", "vitest", ("npm", "run", "--silent", "test:ts")),
    Part("contracts", "abi is fresh", ("ape", "run", "export_abi", "--check")),
    Part("contracts", "ape test", ("ape", "test", "tests/contracts", *ANVIL, "-q")),
    Part("contracts", "fuzzing", (PYTHON, "tools/audit.py", "settings", "quick")),
    Part("backend", "pytest backend", (PYTHON, "-m", "pytest", "tests/backend", "-q")),
    Part("integration", "pytest integration", (PYTHON, "-m", "pytest", "tests/integration", "-q")),
    Part("faults", "pytest faults", (PYTHON, "-m", "pytest", "tests/faults", "-q")),
    Part("e2e", "one evening", (PYTHON, "-m", "pytest", "tests/e2e", "-q")),
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
    results: list[tuple[Part, int, float]] = []
    for part in chosen:
        print(f"\n=== {part.group}: {part.name}", flush=True)
        began = time.monotonic()
        code = subprocess.run(part.command, cwd=ROOT, env=dict(os.environ), check=False).returncode
        results.append((part, code, time.monotonic() - began))
    print("\n=== summary")
    for part, code, seconds in results:
        print(f"{'ok    ' if code == 0 else 'FAILED'}  {seconds:7.1f} s  {part.group}: {part.name}")
    failed = sum(code != 0 for _, code, _ in results)
    print(f"parts: {len(results) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
