"""Installations to be measured: each with a chain and a database of its own, and its loops as the real processes."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import func, select

from backend.core.settings import ROOT
from backend.db.models.projections import ChainToken
from backend.db.repositories import chain
from backend.db.session import Database
from tests.databases import fresh_postgres, migrated_sqlite, postgres_server
from tests.integration.ground import Ground, install, lay
from tests.integration.node import Node
from tests.integration.site import Night, Site, begin

KINDS = ("SQLite", "PostgreSQL")
# Room for every run on one event.
_SUPPLY = 100_000
_PATIENCE_SECONDS = 900.0
_POLL_SECONDS = 0.05


@dataclass
class Stage:
    """What every installation is made from. `ends` undoes all of it."""

    folder: Path
    ground: Ground
    sqlite: Path
    postgres: str
    ends: ExitStack
    made: int = field(default=0)

    def night(self, kind: str) -> Night:
        """Open an installation with an event on the chain, on a database of this kind."""
        node = self.node(self.ground.state)
        home = self.folder / f"installation-{node.port}"
        site = install(self.ground, node, home, self.database(kind))
        self.ends.callback(site.db.close)
        return begin(site, supply=_SUPPLY)

    def node(self, state: Path) -> Node:
        """Start a chain that goes on from a saved state."""
        node = Node(self.folder / "nodes", state=state)
        self.ends.callback(node.stop)
        node.start()
        return node

    def saved(self, node: Node) -> Path:
        """A file with the node's chain as it is now."""
        self.made += 1
        path = self.folder / f"state-{self.made}.json"
        path.write_bytes(node.dump())
        return path

    def database(self, kind: str) -> str:
        """The URL of an empty, migrated database."""
        if kind == "PostgreSQL":
            return fresh_postgres(self.postgres)
        self.made += 1
        path = self.folder / f"database-{self.made}.db"
        shutil.copy(self.sqlite, path)
        return f"sqlite:///{path}"

    def reader(self, site: Site, kind: str) -> Site:
        """The same installation with an empty database: its indexer has the whole chain before it."""
        url = self.database(kind)
        db = Database(url)
        self.ends.callback(db.close)
        with db.write() as session:
            session.merge(site.installed)
        return replace(site, db=db, settings=site.settings.model_copy(update={"database_url": url}))


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """Deploy, and start a database server; all that is made on it ends with the block."""
    with ExitStack() as ends:
        postgres = ends.enter_context(postgres_server(folder))
        yield Stage(folder, lay(folder / "ground"), migrated_sqlite(folder / "template.db"), postgres, ends)


def environment(site: Site) -> dict[str, str]:
    """What a process of this installation needs; for the rest the settings are those everybody has."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("EINLASS_")}
    return kept | {
        "EINLASS_VAR": str(site.settings.var),
        "EINLASS_DATABASE_URL": site.settings.database_url,
        "EINLASS_RPC_URL": site.settings.rpc_url,
        "EINLASS_DEPLOYMENT_FILE": str(site.settings.deployment_file),
    }


@contextmanager
def running(site: Site, names: Sequence[str]) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Run these loops as the command line does, until the block ends."""
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name in names:
            with (site.settings.var / f"{name}.log").open("ab") as output:
                processes[name] = subprocess.Popen(
                    (sys.executable, "-m", "backend.cli", name, "run"),
                    cwd=ROOT,
                    env=environment(site),
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
        yield processes
    finally:
        for process in processes.values():
            process.terminate()
        for process in processes.values():
            process.wait(30)


def wait_for_final(night: Night, count: int, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Wait until so many tickets are read back from final blocks and no transaction is open.

    Raises RuntimeError when a loop ends meanwhile, or when that takes too long.
    """
    deadline = time.monotonic() + _PATIENCE_SECONDS
    contract = night.contract
    while _final_tokens(night.site, contract) < count or night.site.pending():
        if ended := [name for name, process in processes.items() if process.poll() is not None]:
            raise RuntimeError(f"ended by itself: {', '.join(ended)}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{_final_tokens(night.site, contract)} of {count} tickets are final")
        time.sleep(_POLL_SECONDS)


def wait_until_read(site: Site, processes: dict[str, subprocess.Popen[bytes]]) -> None:
    """Wait until the chain's newest block is read. Raises RuntimeError when a loop ends meanwhile."""
    while not site.has_read_the_head():
        if any(process.poll() is not None for process in processes.values()):
            raise RuntimeError("the indexer ended by itself")
        time.sleep(_POLL_SECONDS)


def _final_tokens(site: Site, contract: str) -> int:
    with site.db.read() as session:
        final = chain.tip(session).final_block
        tokens = select(func.count()).where(ChainToken.contract == contract, ChainToken.minted_block <= final)
        return session.scalar(tokens) or 0


def peak_kilobytes(process: subprocess.Popen[bytes]) -> int:
    """The most memory a running process has had resident so far (Linux)."""
    status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    found = re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    if found is None:
        raise RuntimeError("this system does not say how much memory a process has had")
    return int(found[1])
