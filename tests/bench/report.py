"""What every benchmark says in the end: a table, a JSON file, and whether each reach was met."""

import json
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Row:
    """One comparison. `reach` is the ratio that is just good enough; None where nothing was promised.

    Ours may cost at most so much of the other's; where it is something done (`more`), it has to be at least so much.
    """

    what: str
    peer: str
    ours: int
    other: int
    reach: float | None = None
    more: bool = False

    @property
    def ratio(self) -> float:
        """How many times the other's ours is; below 1 is less."""
        return self.ours / self.other

    @property
    def ok(self) -> bool:
        """Whether the reach is met. A row without one is information and always is."""
        if self.reach is None:
            return True
        return self.ratio >= self.reach if self.more else self.ratio <= self.reach


def table(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table."""
    lines = [
        "| what | ours | compared with | theirs | ratio | reach | |",
        "|---|--:|---|--:|--:|--:|---|",
    ]
    for row in rows:
        reach = "" if row.reach is None else f"at {'least' if row.more else 'most'} {row.reach:.2f}"
        verdict = "" if row.reach is None else "ok" if row.ok else "MISSED"
        lines.append(
            f"| {row.what} | {row.ours:,} | {row.peer} | {row.other:,} | {row.ratio:.3f} | {reach} | {verdict} |"
        )
    return "\n".join(lines)


def machine() -> dict[str, str | int]:
    """Return what the figures were measured on."""
    names = [line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")]
    return {
        "cpu": names[0] if names else platform.processor(),
        "cores": os.cpu_count() or 1,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }


def commit() -> str:
    """Return the commit the figures belong to, with `+` when something is not committed."""
    head = _git("rev-parse", "HEAD")
    return head + ("+" if _git("status", "--porcelain") else "")


def publish(name: str, rows: Sequence[Row]) -> int:
    """Print the table and write `var/bench/NAME.json`. Returns the exit code: 1 when a reach was missed."""
    print(table(rows))
    facts = {"commit": commit(), "machine": machine(), "at": datetime.now(UTC).isoformat(timespec="seconds")}
    results = [{**asdict(row), "ratio": round(row.ratio, 4), "ok": row.ok, **facts} for row in rows]
    path = ROOT / "var" / "bench" / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    missed = [row for row in rows if not row.ok]
    print(f"\n{len(rows)} rows, {len(missed)} missed; {path.relative_to(ROOT)}")
    return 1 if missed else 0


def _lines(path: str) -> list[str]:
    source = Path(path)
    return source.read_text("utf-8").splitlines() if source.is_file() else []


def _git(*arguments: str) -> str:
    return subprocess.run(("git", *arguments), cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
