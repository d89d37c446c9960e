"""All commands."""

from datetime import datetime
from typing import Annotated

import typer
import uvicorn

from backend import worker
from backend.chain.client import ChainClient
from backend.cli import chain as chain_commands
from backend.cli import collective as collective_commands
from backend.cli import relayer, tickets
from backend.cli.shared import collective_of, parts, spoken_errors, texts
from backend.core.clock import SystemClock
from backend.core.settings import Settings
from backend.db.migrate import upgrade
from backend.db.repositories import accounts
from backend.db.session import Database
from backend.features.auth.service import DEFAULT_ORGANISER, make_login_link
from backend.features.collectives import service as collectives_service
from backend.features.collectives.schemas import NewCollective
from backend.features.events import service as events_service
from backend.features.events.rules import zone_of
from backend.features.events.schemas import NewEvent, NewGate, NewTier, TransferPolicy
from backend.features.installation import service as installation
from backend.features.looks import Palette, Style
from backend.launch import run as launch

app = typer.Typer(
    no_args_is_help=True, pretty_exceptions_enable=False, help="Einlass: tickets that a collective owns itself."
)
app.add_typer(tickets.app, name="tickets")
app.add_typer(tickets.members, name="members")
app.add_typer(collective_commands.app, name="collective")


def _loop_commands(name: str, help_text: str) -> typer.Typer:
    group = typer.Typer(no_args_is_help=True, help=help_text)

    @group.command("run", help="Run this loop until it is told to stop.")
    def run() -> None:
        with spoken_errors():
            worker.run(name, Settings())

    return group


app.add_typer(relayer.app, name="relayer")
app.add_typer(chain_commands.indexer, name="indexer")
app.command("audit")(chain_commands.audit)
app.add_typer(
    _loop_commands("settlement", "Brings check-ins towards the chain, and takes up tickets bought there."),
    name="settlement",
)


@app.command()
def up(
    port: Annotated[int, typer.Option(help="Port of the web server.")] = 8000,
    rpc_port: Annotated[int, typer.Option(help="Port of the local chain.")] = 8545,
    lan: Annotated[bool, typer.Option("--lan", help="Serve https to phones in this network.")] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Forget the local chain and database first.")] = False,
) -> None:
    """Start a local chain, contracts, database, demo and server; what `make run` calls."""
    with spoken_errors():
        launch.up(Settings(), launch.Options(port=port, rpc_port=rpc_port, lan=lan, reset=reset), texts())


@app.command()
def serve(host: Annotated[str, typer.Option()] = "127.0.0.1", port: Annotated[int, typer.Option()] = 8000) -> None:
    """Run the web server alone."""
    uvicorn.run(
        "backend.app:from_environment", factory=True, host=host, port=port, access_log=False, server_header=False
    )


@app.command()
def init() -> None:
    """Make what is missing: secrets, keys, tables, and the binding to the chain that EINLASS_RPC_URL names."""
    t = texts()
    with spoken_errors():
        settings = Settings()
        database = Database(settings.database)
        upgrade(database)
        for path in installation.ensure_secrets(settings, installation.known(database)):
            typer.echo(t("cli-made", path=str(path)))
        for name, address in installation.addresses(settings).items():
            typer.echo(f"{name:<12}{address}")
        with database.write() as session:
            bound = installation.bind(session, settings, ChainClient(settings.rpc_endpoints[0]), SystemClock())
            typer.echo(t("cli-bound", chain=str(bound.chain_id), factory=bound.factory))


@app.command("login-link")
def login_link(
    name: Annotated[str, typer.Option(help="Whose account; it is made if there is none.")] = DEFAULT_ORGANISER,
) -> None:
    """Print a one-time login link."""
    with parts() as built, built.db.write() as session:
        typer.echo(make_login_link(session, built, name=name))


@app.command("found")
def found(
    name: Annotated[str, typer.Argument()],
    symbol: Annotated[str, typer.Argument(help="2 to 11 letters or digits, the token's short name.")],
    account: Annotated[str, typer.Option(help="Whose collective it is.")] = DEFAULT_ORGANISER,
    style: Annotated[Style, typer.Option(help="How the chain draws its tickets and badges.")] = Style.DADA,
    palette: Annotated[Palette, typer.Option(help="The colours of its pages and pictures.")] = Palette.SIGNAL,
) -> None:
    """Found a collective; prints its slug."""
    with parts() as built, built.db.write() as session:
        now = built.clock.now()
        owner = accounts.account_by_name(session, account) or accounts.add_account(session, name=account, now=now)
        typer.echo(collectives_service.found(session, built, owner.id, NewCollective(name, symbol, style, palette)))


@app.command()
def announce(  # noqa: PLR0917 - typer passes them by name
    collective: Annotated[str, typer.Argument(metavar="COLLECTIVE")],
    name: Annotated[str, typer.Argument()],
    starts: Annotated[datetime, typer.Option(help="Local time of the zone, e.g. 2026-12-31T20:00")],
    ends: Annotated[datetime, typer.Option(help="Local time of the zone.")],
    tier: Annotated[list[str], typer.Option(help="NAME:SUPPLY, once for each tier.")],
    gate: Annotated[list[str] | None, typer.Option(help="NAME, once for each gate; all tiers may enter.")] = None,
    venue: Annotated[str, typer.Option()] = "",
    zone: Annotated[str, typer.Option()] = "Europe/Berlin",
    policy: Annotated[TransferPolicy, typer.Option()] = TransferPolicy.FREE,
    style: Annotated[
        Style | None, typer.Option(help="How the chain draws its tickets; the collective's if left out.")
    ] = None,
) -> None:
    """Announce an event; prints its path for other commands."""
    tiers = []
    for text in tier:
        label, _, supply = text.rpartition(":")
        if not label or not supply.isdecimal():
            raise typer.BadParameter(text, param_hint="--tier NAME:SUPPLY")
        tiers.append(NewTier(label, int(supply)))
    everything = tuple(range(1, len(tiers) + 1))
    with parts() as built, built.db.write() as session:
        owner = collective_of(session, collective)
        wish = NewEvent(
            name=name,
            venue=venue,
            starts_at=starts.replace(tzinfo=zone_of(zone)),
            ends_at=ends.replace(tzinfo=zone_of(zone)),
            zone=zone,
            policy=policy,
            tiers=tuple(tiers),
            gates=tuple(NewGate(label, everything) for label in gate or ["Einlass"]),
            style=style,
        )
        typer.echo(f"{collective}/{events_service.announce(session, built, owner, wish)}")


def main() -> None:
    """The entry point."""
    app()
