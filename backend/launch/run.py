"""From nothing to "ready": each step says what it does, every failure is one line that says what to do."""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2 as httpx
import qrcode
from sqlalchemy import make_url

from backend.chain.client import ChainClient
from backend.composition import build_parts
from backend.core.clock import SystemClock
from backend.core.errors import SetupError
from backend.core.i18n import Texts
from backend.core.loop import Stop
from backend.core.settings import Settings
from backend.db.locks import LockHeld, take_file
from backend.db.migrate import upgrade
from backend.db.session import Database
from backend.features.auth.service import make_login_link
from backend.features.demo.service import DemoLinks, seed
from backend.features.installation import service as installation
from backend.launch import anvil, ports, tls
from backend.launch.contracts import run_ape
from backend.launch.processes import Family, tail

_PATIENCE_SECONDS = 60.0
_LOOPS = ("indexer", "relayer", "settlement")


@dataclass(frozen=True)
class Options:
    """What `make run` may be told."""

    port: int
    rpc_port: int
    lan: bool
    reset: bool


def up(base: Settings, options: Options, texts: Texts) -> None:
    """Start everything, print the links, and stay until Ctrl-C or until a part ends.

    Raises SetupError; whatever was started has been stopped by then.
    """
    host, settings, server_options = _address(base, options)
    with _alone(settings.var):
        _up(settings, options, texts, host=host, server_options=server_options)


@contextmanager
def _alone(var: Path) -> Iterator[None]:
    """Only one launcher a state folder: two would fight over the chain. Raises SetupError `run_already`."""
    try:
        lock = take_file(var / "run.lock", "run")
    except LockHeld:
        raise SetupError("run_already") from None
    with lock:
        yield


def _up(settings: Settings, options: Options, texts: Texts, *, host: str, server_options: list[str]) -> None:
    started = time.monotonic()
    ports.require_free(host, options.port, option="PORT")
    ports.require_free("127.0.0.1", options.rpc_port, option="RPC_PORT")
    if options.reset:
        _reset(settings)
        print(texts("run-reset"))
    stop = Stop()
    stop.on_signals()
    family = Family(settings.var / "logs")
    try:
        links = _prepare(family, settings, options, texts)
        environment = _environment(settings)
        for name in _LOOPS:
            family.start(name, [sys.executable, "-m", "backend.cli", name, "run"], environment=environment)
        family.start("web", [*_uvicorn(host, options.port), *server_options], environment=environment)
        _wait_for_web(family, settings, stop)
        _wait_for_demo(family, settings, links, texts, stop)
        _print_ready(settings, links, texts, seconds=time.monotonic() - started, lan=options.lan)
        _stay(family, stop)
        print("\n" + texts("run-stopping"))
    finally:
        family.stop()


def _address(base: Settings, options: Options) -> tuple[str, Settings, list[str]]:
    rpc = {"rpc_url": f"http://127.0.0.1:{options.rpc_port}", "rpc_urls": ""}
    if not options.lan:
        return "127.0.0.1", base.model_copy(update={"base_url": f"http://localhost:{options.port}", **rpc}), []
    address = ports.lan_address()
    certificate, key, _authority = tls.ensure_certificate(base.var / "tls", address)
    settings = base.model_copy(update={"base_url": f"https://{address}:{options.port}", **rpc})
    return "0.0.0.0", settings, ["--ssl-certfile", str(certificate), "--ssl-keyfile", str(key)]  # noqa: S104 - asked for


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "EINLASS_VAR": str(settings.var),
        "EINLASS_DATABASE_URL": settings.database,
        "EINLASS_RPC_URL": settings.rpc_url,
        "EINLASS_RPC_URLS": settings.rpc_urls,
        "EINLASS_BASE_URL": settings.base_url,
        "PYTHONUNBUFFERED": "1",
    }


def _uvicorn(host: str, port: int) -> list[str]:
    return [
        sys.executable,
        "-m",
        "uvicorn",
        "backend.app:from_environment",
        "--factory",
        "--host",
        host,
        "--port",
        str(port),
        "--no-access-log",
        "--no-server-header",
        # Doors listen for as long as the night lasts; they come back by themselves.
        "--timeout-graceful-shutdown",
        "2",
    ]


def _reset(settings: Settings) -> None:
    """Forget the chain, the database, the logs and, because all is local, the keys and secrets; the certificates stay.

    Raises SetupError before anything is deleted: `reset_foreign_database` when the database is not ours to delete,
    `reset_public_chain` when it is bound to a chain whose keys would be gone for ever.
    """
    database = make_url(settings.database)
    if database.get_backend_name() != "sqlite" or database.database is None:
        raise SetupError("reset_foreign_database")
    path = Path(database.database)
    if path.is_file():
        opened = Database(settings.database)
        bound = installation.known(opened)
        opened.close()
        if bound is not None and bound.chain_id != anvil.CHAIN_ID:
            raise SetupError("reset_public_chain", chain=str(bound.chain_id))
    for name in ("anvil", "deployments", "keys", "secrets", "logs"):
        shutil.rmtree(settings.var / name, ignore_errors=True)
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


@contextmanager
def _step(text: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    began = time.monotonic()
    print(f"  {text} ", end="", flush=True)
    try:
        yield
    except BaseException:
        print("✗")
        raise
    print(f"✓ {time.monotonic() - began:.1f} s")


def _prepare(family: Family, settings: Settings, options: Options, texts: Texts) -> DemoLinks:
    """Chain, contracts, database, demo: everything that must be there before the first request."""
    record = settings.deployment_path(anvil.CHAIN_ID)
    with _step(texts("run-database")):
        database = Database(settings.database)
        upgrade(database)
    with _step(texts("run-keys")):
        installation.ensure_secrets(settings, installation.known(database))
    with _step(texts("run-chain")):
        anvil.start(family, state=settings.var / "anvil" / "state.json", port=options.rpc_port)
        client = ChainClient(settings.rpc_url)
        # Before anything is deployed: a chain that is not this database's shall not get a record of its own.
        with database.read() as session:
            installation.require_same_chain(session, client)
    if not _is_deployed(settings, client):
        with _step(texts("run-deploy")):
            run_ape(settings, settings.rpc_url, record, ["run", "deploy", "--network", "ethereum:local:foundry"])
        with _step(texts("run-fund")):
            addresses = installation.addresses(settings).values()
            run_ape(
                settings, settings.rpc_url, record, ["run", "fund", "--network", "ethereum:local:foundry", *addresses]
            )
    with database.write() as session:
        installation.bind(session, settings, client, SystemClock())
    parts = build_parts(settings, db=database)
    with _step(texts("run-seed")), database.write() as session:
        links = seed(session, parts)
    database.close()
    return links


def _is_deployed(settings: Settings, client: ChainClient) -> bool:
    """Whether this chain has our factory already.

    Contracts are never replaced behind a database's back: one that changed in the working tree is deployed by RESET=1.
    """
    try:
        deployment = installation.read_deployment(settings, anvil.CHAIN_ID)
    except SetupError:
        return False
    genesis = client.header(0)
    same = genesis is not None and genesis.hash == deployment.genesis_hash
    return same and bool(client.code(deployment.factory))


def _wait_for_web(family: Family, settings: Settings, stop: Stop) -> None:
    url = f"{settings.base_url}/healthz"
    deadline = time.monotonic() + _PATIENCE_SECONDS
    authority = settings.var / "tls" / "ca.crt"
    with httpx.Client(verify=str(authority) if settings.https else True, timeout=2, trust_env=False) as http:
        while time.monotonic() < deadline and not stop.is_set:
            _require_alive(family)
            try:
                if http.get(url).status_code == 200:
                    return
            except httpx.HTTPError:
                stop.wait(0.1)
    if not stop.is_set:
        raise SetupError("web_silent", log=str(settings.var / "logs" / "web.log"))


def _wait_for_demo(family: Family, settings: Settings, links: DemoLinks, texts: Texts, stop: Stop) -> None:
    """Wait until the demo's tickets are on the chain, so that "ready" means what it says."""
    database = Database(settings.database)
    deadline = time.monotonic() + _PATIENCE_SECONDS
    try:
        with _step(texts("run-mint")):
            while not stop.is_set:
                _require_alive(family)
                with database.read() as session:
                    if links.minted(session):
                        return
                if time.monotonic() > deadline:
                    raise SetupError("demo_not_minted", log=str(settings.var / "logs" / "relayer.log"))
                stop.wait(0.1)
    finally:
        database.close()


def _require_alive(family: Family) -> None:
    dead = family.first_dead()
    if dead is not None:
        raise SetupError("part_died", part=dead.name, log=str(dead.log), tail=tail(dead.log, 5))


def _stay(family: Family, stop: Stop) -> None:
    while not stop.wait(0.5):
        _require_alive(family)


def _print_ready(settings: Settings, links: DemoLinks, texts: Texts, *, seconds: float, lan: bool) -> None:
    parts = build_parts(settings)
    with parts.db.write() as session:
        login, pairing = make_login_link(session, parts), links.pairing(session, parts)
    parts.db.close()
    print()
    print(texts("run-ready", seconds=f"{seconds:.0f}"))
    print()
    for label, url in (("run-organiser", login), ("run-ticket", links.ticket_url(settings)), ("run-door", pairing)):
        print(f"  {texts(label):<14}{url}")
    print()
    code = qrcode.QRCode(border=2)
    code.add_data(settings.base_url)
    code.print_ascii(out=sys.stdout, invert=_dark_terminal())
    print(texts("run-lan-certificate", url=f"{settings.base_url}/ca.crt") if lan else texts("run-lan-hint"))
    print(texts("run-stop-hint"))
    sys.stdout.flush()


def _dark_terminal() -> bool:
    """Most terminals are dark: the code is drawn light on dark inverted, so that it is dark on light for the camera."""
    return os.environ.get("COLORFGBG", "15;0").rsplit(";", 1)[-1] not in ("7", "15")
