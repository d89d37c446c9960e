"""Compiling and deploying with Ape, as a command: the backend never imports it."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from backend.core.errors import SetupError
from backend.core.settings import ROOT, Settings
from backend.launch.processes import tail


def ape_environment(settings: Settings, rpc_url: str, record: Path) -> dict[str, str]:
    """What Ape needs to find our compiler, our chain and our record, and to keep its own files below var/."""
    return {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "SOLCX_BINARY_PATH": str(ROOT / "tools" / "solc"),
        "APE_DATA_FOLDER": str(settings.var / "ape"),
        "APE_FOUNDRY_HOST": rpc_url,
        "EINLASS_DEPLOYMENT_FILE": str(record),
    }


def run_ape(settings: Settings, rpc_url: str, record: Path, arguments: Sequence[str]) -> None:
    """Run an Ape command. Raises SetupError `ape_failed` with the end of what it said."""
    log = settings.var / "logs" / "ape.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [str(Path(sys.executable).parent / "ape"), *arguments]
    with log.open("ab") as output:
        done = subprocess.run(  # noqa: S603 - our own command
            command,
            cwd=ROOT,
            env={**os.environ, **ape_environment(settings, rpc_url, record)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        raise SetupError("ape_failed", command=" ".join(["ape", *arguments]), log=str(log), tail=tail(log, 6))
