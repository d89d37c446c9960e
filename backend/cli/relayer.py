"""The relayer on the command line: what it does, and what may be asked of it."""

import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer

from backend import worker
from backend.chain.errors import RevertReason, sentence
from backend.chain.keystores import ensure_keystore, keystore_address
from backend.cli.shared import parts, spoken_errors, texts
from backend.core.errors import SetupError
from backend.core.i18n import Texts
from backend.core.logging import configure_logging
from backend.core.loop import Stop
from backend.core.settings import Settings, read_secret
from backend.db.models.pipeline import RelayAlarm
from backend.db.repositories import chain, relay, relay_watch
from backend.features.installation.service import KEYSTORE_SECRET
from backend.outbox.intents import Signer

app = typer.Typer(no_args_is_help=True, help="Carries intents to the chain.")

_GWEI, _ETHER = 10**9, 10**18
# A relayer that runs looks for requests twice a second; one that waits for a node may need a little longer.
_PATIENCE_SECONDS = 10.0
# Seconds may be enough on a fast chain; a slow one needs a quarter of an hour to make a block final.
_DRAIN_SECONDS = 1_800


@app.command("run", help="Run this loop until it is told to stop.")
def run() -> None:
    with spoken_errors():
        worker.run("relayer", Settings())


@app.command("status")
def status() -> None:
    """Show what is open, what waits and since when, what failed, what it cost, and what needs a person."""
    t = texts()
    with parts() as built, built.db.read() as session:
        for state, count in sorted(relay.state_counts(session).items()):
            typer.echo(f"{t(f'tx-{state}'):<22}{count}")
        for signer in Signer:
            for group in relay.waiting_groups(session, signer.value):
                typer.echo(
                    t(
                        "cli-waiting",
                        kind=t("cli-kind", kind=group.kind),
                        count=group.count,
                        since=_when(t, group.since),
                    )
                )
        for found in relay_watch.open_transactions(session):
            typer.echo(_spoken(t, found))
        for failed in relay_watch.failures(session):
            reason = sentence(RevertReason(failed.reason, failed.args), t)
            typer.echo(t("cli-failed", kind=t("cli-kind", kind=failed.kind), count=failed.count, reason=reason))
        wei = relay_watch.cost(session)
        typer.echo(t("cli-cost", ether=_ether(wei), wei=str(wei)))
        for alarm in relay_watch.alarms(session):
            typer.secho(f"{t('cli-alarm')} {spoken_alarm(t, alarm)} ({_when(t, alarm.since)})", fg=typer.colors.RED)
        tip = chain.tip(session)
        unread = tip.next_block == 0
        typer.echo(t("cli-tip-none") if unread else t("cli-tip", block=tip.next_block - 1, head=tip.head_block))


def _spoken(t: Texts, found: relay_watch.OpenTransaction) -> str:
    """One open transaction as a line."""
    what = f"{found.count} × {t('cli-kind', kind=found.kind)}" if found.kind else t("cli-nothing")
    line = t(
        "cli-open",
        number=str(found.id),
        nonce=str(found.nonce),
        state=t(f"tx-{found.state}"),
        what=what,
        since=_when(t, found.since),
    )
    if found.max_fee is not None:
        line += t("cli-open-offer", attempts=found.attempts, gwei=f"{Decimal(found.max_fee) / _GWEI:.2f}")
    if found.refusal is not None:
        line += t("cli-open-refused", refusal=found.refusal)
    if found.cancel_reason is not None:
        line += t("cli-open-cancel", reason=found.cancel_reason)
    return line


def spoken_alarm(t: Texts, alarm: RelayAlarm) -> str:
    """An alarm as a sentence: what it is, and what to do."""
    args = {name: str(value) for name, value in alarm.args.items()}
    for name in ("balance", "missing"):
        if name in args:
            args[name] = _ether(int(args[name]))
    for name in ("max_fee", "cap", "base_fee"):
        if name in args:
            args[name] = f"{Decimal(args[name]) / _GWEI:.2f}"
    return t(f"alarm-{alarm.kind.replace('_', '-')}", **{"subject": alarm.subject, **args})


def _ether(wei: int) -> str:
    return f"{Decimal(wei) / _ETHER:.6f}"


def _when(t: Texts, value: datetime) -> str:
    return t.moment(value.astimezone(UTC), zone="UTC", form="yyyy-MM-dd HH:mm") + " UTC"


@app.command("add-key")
def add_key(
    file: Annotated[Path, typer.Argument(metavar="FILE.json", help="Where to keep it; it must not exist yet.")],
) -> None:
    """Make a further key for the office's work, and print its address: it needs gas, and the box office's role."""
    t = texts()
    with spoken_errors():
        password = read_secret(Settings(), KEYSTORE_SECRET).decode()
        if not ensure_keystore(file, password):
            raise SetupError("keystore_exists", path=str(file))
        typer.echo(t("cli-key-made", path=str(file), address=keystore_address(file)))


@app.command("retry")
def retry(
    intent: Annotated[str, typer.Argument(metavar="INTENT|all", help="The number of an intent that failed, or all.")],
) -> None:
    """Let what failed be tried again."""
    if intent != "all" and not intent.isdecimal():
        raise typer.BadParameter(intent, param_hint="INTENT")
    _ask("retry", None if intent == "all" else int(intent))


@app.command("cancel")
def cancel(transaction: Annotated[int, typer.Argument(min=1, help="The number that status shows.")]) -> None:
    """Give the nonce of a transaction that hangs to an empty one; what it carried fails, and can be tried again."""
    _ask("cancel", transaction)


def _ask(kind: str, target: int | None) -> None:
    """Write the request down and wait a moment for its outcome: only the relayer, under the key's lock, may do it."""
    t = texts()
    with parts() as built:
        with built.db.write() as session:
            number = relay_watch.ask(session, kind=kind, target=target, now=built.clock.now())
        deadline = time.monotonic() + _PATIENCE_SECONDS
        found = None
        while found is None and time.monotonic() < deadline:
            time.sleep(0.1)
            with built.db.read() as session:
                found = relay_watch.outcome(session, number)
    typer.echo(t("cli-asked", outcome=found or "waiting"))
    if found not in ("done", None):
        raise typer.Exit(1)


@app.command("drain")
def drain(
    seconds: Annotated[int, typer.Option(min=1, help="Give up after this long.")] = _DRAIN_SECONDS,
) -> None:
    """Bring everything open to its end and take nothing new. Ends with 0 when nothing is open any more, else with 1."""
    t = texts()
    with spoken_errors():
        configure_logging(process="relayer")
        stop = Stop()
        stop.on_signals()
        stop.after(seconds)
        left = worker.drain_relayer(Settings(), stop)
    typer.echo(t("cli-drained", left="unknown" if left is None else left))
    if left != 0:
        raise typer.Exit(1)
