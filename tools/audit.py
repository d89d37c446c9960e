"""`make audit`: what slither finds, what halmos proves, what forge cannot break.

`python tools/audit.py [settings|slither|halmos|fuzz|quick]` prints one line a part and exits with 0 only when every one
passed. `quick` is what `make test` runs: it needs nothing that `make install-dev` does not bring. What the parts prove,
and what they do not: docs/audit.md.
"""

import json
import os
import re
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
WORK = ROOT / "var" / "audit"
TOOLS = WORK / "venv" / "bin"
REVIEWED = ROOT / "tests" / "proofs" / "slither.json"
# Calls with lists up to two long, loops up to four times round: as far as halmos looks.
LOOPS = 4
# A proof takes a minute on two idle cores; the solver's own limit is for one question.
SOLVER_SECONDS = 300
PASSED = re.compile(r"\[PASS\]\S* (check_\w+)")
SUMMARY = re.compile(r"Symbolic test result: (\d+) passed; (\d+) failed")


@dataclass(frozen=True)
class Verdict:
    """What a part ended with."""

    passed: bool
    said: str


def foundry(out: str, **settings: str | int) -> dict[str, str]:
    """Return the environment for forge: the binary, a folder of its own for what it makes, and what shall differ."""
    paths = {"FOUNDRY_OUT": f"var/audit/{out}", "FOUNDRY_CACHE_PATH": f"var/audit/{out}-cache"}
    others = {f"FOUNDRY_{name.upper()}": str(value) for name, value in settings.items()}
    search = os.pathsep.join((str(_forge().parent), str(TOOLS), os.environ["PATH"]))
    return {**paths, **others, "PATH": search}


def settings() -> Verdict:
    """Forge compiles exactly as Ape does; what is proven is what is deployed."""
    ape = yaml.safe_load((ROOT / "ape-config.yaml").read_text("utf-8"))["solidity"]
    forge = tomllib.loads((ROOT / "foundry.toml").read_text("utf-8"))["profile"]["default"]
    ours = (f"tools/solc/solc-v{ape['version']}", ape["evm_version"], ape["optimize"], ape["optimization_runs"])
    theirs = (forge["solc"], forge["evm_version"], forge["optimizer"], forge["optimizer_runs"])
    return Verdict(passed=ours == theirs, said=f"{ours}" if ours == theirs else f"ape {ours}, forge {theirs}")


def slither() -> Verdict:
    """Every finding of high or medium impact is one that somebody has looked at and explained in `slither.json`."""
    report = WORK / "slither-report.json"
    report.unlink(missing_ok=True)
    # OpenZeppelin is analysed too and only its own findings are left out; leaving out its files would hide what our
    # code does through it.
    options = ("--exclude-dependencies", "--exclude-low", "--exclude-informational", "--exclude-optimization")
    command = (str(TOOLS / "slither"), ".", "--compile-force-framework", "foundry", *options, "--json", str(report))
    done = _run(command, foundry("slither", src="contracts"))
    analysed = re.search(r"analyzed \((\d+) contracts", done.stderr)
    if analysed is None or int(analysed[1]) == 0:
        return Verdict(passed=False, said=f"nothing was analysed\n{done.stderr[-2000:]}")
    if not report.is_file():
        return Verdict(passed=False, said=done.stderr[-2000:])
    answer = json.loads(report.read_text("utf-8"))
    if not answer["success"]:
        return Verdict(passed=False, said=str(answer["error"])[-2000:])
    findings = [finding for finding in answer["results"].get("detectors", []) if not _in_mock(finding)]
    found = {_name(finding): finding["description"] for finding in findings}
    explained = json.loads(REVIEWED.read_text("utf-8"))
    summary = f"{analysed[1]} contracts, {len(found)} findings, all explained"
    new = [f"not explained: {name}\n{found[name]}" for name in sorted(found.keys() - explained.keys())]
    old = [f"explained, but no longer found: {name}" for name in sorted(explained.keys() - found.keys())]
    return Verdict(passed=not new and not old, said="\n".join([*new, *old]) or summary)


def halmos() -> Verdict:
    """Every proof passes: not failed, no error, no time-out, none left out."""
    wanted = set(re.findall(r"function (check_\w+)", _sources()))
    arguments = ("--root", ".", "--forge-build-out", "var/audit/halmos", "--loop", str(LOOPS), "--function", "check_")
    limits = ("--solver-timeout-assertion", str(SOLVER_SECONDS * 1000))
    command = (str(TOOLS / "python"), "tools/audit_halmos.py", *arguments, *limits)
    done = _run(command, foundry("halmos"))
    passed = set(PASSED.findall(done.stdout))
    counts = [(int(good), int(bad)) for good, bad in SUMMARY.findall(done.stdout)]
    clean = done.returncode == 0 and bool(counts) and not any(bad for _, bad in counts)
    if clean and passed == wanted and sum(good for good, _ in counts) == len(wanted):
        return Verdict(passed=True, said=f"{len(passed)} proofs")
    missing = ", ".join(sorted(wanted - passed))
    return Verdict(passed=False, said=f"not proven: {missing}\n{done.stdout[-4000:]}{done.stderr[-1000:]}")


def fuzz(runs: int, depth: int) -> Verdict:
    """Random amounts, calls and evenings find nothing wrong."""
    # The launcher that npm puts into node_modules/.bin exits with 0 whatever happens; this is the binary itself.
    done = _run(
        (str(_forge()), "test", "--root", ".", "--json"),
        foundry("forge", fuzz_runs=16 * runs, invariant_runs=runs, invariant_depth=depth),
    )
    line = next((line for line in done.stdout.splitlines() if line.startswith("{")), "")
    if not line:
        return Verdict(passed=False, said=done.stdout[-2000:] + done.stderr[-2000:])
    results = {
        f"{suite} {name}": result
        for suite, ran in json.loads(line).items()
        for name, result in ran["test_results"].items()
    }
    failed = [f"{name}: {result['reason']}" for name, result in results.items() if result["status"] != "Success"]
    passed = done.returncode == 0 and bool(results) and not failed
    if passed:
        return Verdict(passed=True, said=f"{len(results)} tests")
    return Verdict(passed=False, said="\n".join([*failed, "for the calls that led there: forge test --root ."]))


PARTS = {
    "quick": lambda: fuzz(8, 40),
    "settings": settings,
    "fuzz": lambda: fuzz(64, 200),
    "slither": slither,
    "halmos": halmos,
}


def main(wanted: list[str]) -> int:
    """Run the parts that were asked for, or all but the quick one."""
    if unknown := set(wanted) - PARTS.keys():
        print(f"no such part: {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
        return 2
    failed = 0
    for name in wanted or [name for name in PARTS if name != "quick"]:
        began = time.monotonic()
        verdict = PARTS[name]()
        failed += not verdict.passed
        state = "ok    " if verdict.passed else "FAILED"
        print(f"{state}  {time.monotonic() - began:6.1f} s  {name}: {verdict.said}", flush=True)
    return 1 if failed else 0


def _forge() -> Path:
    found = sorted((ROOT / "node_modules" / "@foundry-rs").glob("forge-*/bin/forge"))
    if not found:
        sys.exit("forge is missing: make install-dev")
    return found[0]


def _sources() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "tests" / "proofs").glob("*.t.sol")))


def _name(finding: Mapping[str, Any]) -> str:
    """Return what a finding is called in the reviewed file: the detector and where, without line numbers."""
    first = finding["elements"][0]
    parent = first.get("type_specific_fields", {}).get("parent", {}).get("name", "")
    return f"{finding['check']} {parent}.{first['name']}" if parent else f"{finding['check']} {first['name']}"


def _in_mock(finding: Mapping[str, Any]) -> bool:
    """Whether it is about an adversary, which is there to be bad."""
    return str(finding["elements"][0]["source_mapping"]["filename_relative"]).startswith("contracts/mocks/")


def _run(command: tuple[str, ...], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
