"""The one-way flow of docs/architecture.md, section 2, holds, and each of its rules has been seen to break."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = {
    "One-way flow: no import upwards, siblings do not know each other",
    "Only the indexer writes projections",
    "Only the relayer signs and sends",
    "Only backend.chain knows web3 and its parts",
    "Services and rules know no HTTP",
}
FLOW, PROJECTIONS, SENDER, WEB3, HTTP = (
    next(name for name in CONTRACTS if word in name)
    for word in ("One-way", "projections", "signs", "web3", "know no HTTP")
)


def verdicts(tree: Path) -> tuple[int, dict[str, str]]:
    """What import-linter says of a tree: its exit code, and KEPT or BROKEN by contract."""
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    found = {}
    for line in done.stdout.splitlines():
        # A contract with an exception says so behind its verdict.
        said = re.fullmatch(r"(.+) (KEPT|BROKEN)(?: \(1 ignored import\))?", line)
        if said:
            found[said[1]] = said[2]
    return done.returncode, found


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the backend and its rules, to plant things in."""
    shutil.copytree(
        ROOT / "backend", tmp_path / "backend", ignore=shutil.ignore_patterns("__pycache__", "static", "templates")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


PLANTED = [
    pytest.param("core/planted.py", "from backend.db import session", FLOW, id="core knows the database"),
    pytest.param("relayer/planted.py", "from backend.indexer import window", FLOW, id="relayer knows the indexer"),
    pytest.param("db/planted.py", "from backend.chain import profiles", FLOW, id="database knows the chain"),
    pytest.param("planted.py", "", FLOW, id="a module outside of every layer"),
    pytest.param("features/planted.py", "from backend.db.projections import cursor", PROJECTIONS, id="feature writes"),
    pytest.param("relayer/planted.py", "from backend.db.projections import fold", PROJECTIONS, id="relayer writes"),
    pytest.param("features/planted.py", "from backend.chain import sender", SENDER, id="a feature signs"),
    pytest.param("indexer/planted.py", "from backend.chain.sender import Key", SENDER, id="the indexer signs"),
    pytest.param("cli/planted.py", "from backend.db.projections import fold", PROJECTIONS, id="a command writes"),
    pytest.param(
        "db/repositories/planted.py", "from backend.db.projections import fold", PROJECTIONS, id="a query writes"
    ),
    pytest.param("launch/planted.py", "from backend.chain import sender", SENDER, id="the launcher signs"),
    pytest.param("features/planted/service.py", "import eth_utils", WEB3, id="a feature knows eth_utils"),
    pytest.param("cli/planted.py", "import fastapi", HTTP, id="a command knows FastAPI"),
    pytest.param("features/planted/export.py", "import starlette", HTTP, id="an export knows Starlette"),
    pytest.param("relayer/planted.py", "import web3", WEB3, id="the relayer knows web3"),
    pytest.param("features/planted.py", "import eth_account", WEB3, id="a feature knows eth_account"),
    pytest.param("features/planted/service.py", "import fastapi", HTTP, id="a service knows FastAPI"),
    pytest.param("db/planted.py", "import starlette", HTTP, id="the database knows Starlette"),
]


@pytest.mark.parametrize(("path", "line", "broken"), PLANTED)
def test_contracts__bad_import_planted__the_one_contract_breaks(tree: Path, path: str, line: str, broken: str) -> None:
    target = tree / "backend" / path
    target.parent.mkdir(exist_ok=True)
    target.parent.joinpath("__init__.py").touch()
    target.write_text(line + "\n")
    code, found = verdicts(tree)
    assert code == 1
    assert {name for name, verdict in found.items() if verdict == "BROKEN"} == {broken}
    assert set(found) == CONTRACTS


def test_contracts__the_tree_as_it_is__all_kept() -> None:
    assert verdicts(ROOT) == (0, dict.fromkeys(CONTRACTS, "KEPT"))
