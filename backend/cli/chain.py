"""The commands about what the chain says: the indexer's, and the audit."""

from typing import Annotated

import typer

from backend import worker
from backend.cli.shared import parts, spoken_errors, texts
from backend.composition import chain_client
from backend.core.clock import iso
from backend.core.settings import Settings
from backend.db.repositories import chain
from backend.features.audit import service as audit_service
from backend.features.collectives.service import installation
from backend.indexer.reindex import reindex as read_again

indexer = typer.Typer(no_args_is_help=True, help="Folds the chain into the database.")


@indexer.command("run")
def run() -> None:
    """Run this loop until it is told to stop."""
    with spoken_errors():
        worker.run("indexer", Settings())


@indexer.command("status")
def status() -> None:
    """Show how far the chain was read, and what keeps it from being read on; exit code 1 when something does."""
    t = texts()
    with parts() as built, built.db.read() as session:
        at = chain.cursor(session)
        if at is None:
            typer.echo(t("indexer-nothing-read"))
            return
        typer.echo(t("cli-tip", block=at.next_block - 1, head=at.head_block))
        typer.echo(t("indexer-behind", blocks=at.head_block - at.next_block + 1, head_time=iso(at.updated_at)))
        typer.echo(t("indexer-final", block=at.final_block))
        for name, count in chain.row_counts(session).items():
            typer.echo(f"{name:<20}{count}")
        if at.halted is not None:
            typer.secho(t("indexer-halted", detail=at.halted), err=True, fg=typer.colors.RED)
            raise typer.Exit(1)


@indexer.command("reindex")
def reindex() -> None:
    """Forget what was read and read the whole chain again. Tickets are “not minted” at the door meanwhile."""
    t = texts()
    with parts() as built:
        with built.db.read() as session:
            installed = installation(session)
        last = read_again(
            db=built.db,
            client=chain_client(built.settings, installed.chain_id),
            clock=built.clock,
            installed=installed,
            progress=lambda block, head: typer.echo(t("cli-tip", block=block, head=head), err=True),
        )
        typer.echo(t("indexer-reindexed", block=last))


def audit(
    spots: Annotated[
        int, typer.Option(min=2, help="How many tokens of each kind the contracts are asked for one by one.")
    ] = audit_service.SPOT_CHECKS,
) -> None:
    """Compare the database with the chain, read anew; prints every difference. Exit code 1 when there is one."""
    t = texts()
    with parts() as built:
        with built.db.read() as session:
            installed = installation(session)
        report = audit_service.run(built.db, chain_client(built.settings, installed.chain_id), installed, spots=spots)
        for found in report.differences:
            fields = {"contract": found.contract, "subject": found.subject}
            absent = t("audit-absent")
            typer.echo(
                t(f"audit-{found.kind}", **fields, database=found.database or absent, chain=found.chain or absent)
            )
        typer.echo(t("audit-block", block=report.block), err=True)
        for name, count in report.counts.items():
            typer.echo(t(f"audit-count-{name}", count=count), err=True)
        typer.echo(t("audit-result", count=len(report.differences)), err=True)
        if report.differences:
            raise typer.Exit(1)
