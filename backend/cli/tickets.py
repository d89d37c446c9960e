"""Tickets on the command line. Events are named `collective/event`, tickets by their number (`1-0042`)."""

import json
import sys
import uuid
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from backend.cli.shared import collective_of, event_of, parts, texts
from backend.features.checkin.answers import to_json
from backend.features.checkin.edge import redeem_durably
from backend.features.checkin.group import Place
from backend.features.checkin.schemas import Outcome, ScanFact, Source
from backend.features.checkin.service import place_of_gate
from backend.features.members import service as members_service
from backend.features.people import service as people_service
from backend.features.tickets import door as tickets_door
from backend.features.tickets import service as tickets_service
from backend.features.tickets.export import EXPORT_COLUMNS, export_rows, write_csv
from backend.features.tickets.service import RevokeReason

app = typer.Typer(no_args_is_help=True, help="Issue, list, show, revoke, block, note, check in and export tickets.")
members = typer.Typer(no_args_is_help=True, help="Give and list memberships.")

EventPath = Annotated[str, typer.Argument(metavar="COLLECTIVE/EVENT")]
TicketNumber = Annotated[str, typer.Argument(metavar="NUMBER")]
CsvFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, metavar="FILE.csv")]
GoodRowsOnly = Annotated[bool, typer.Option("--good-rows-only", help="Issue the good rows although others are bad.")]


def _import(collective_slug: str, event_path: str | None, file: Path, *, good_rows_only: bool) -> None:
    """Upload and accept in one go. Bad rows are listed; nothing is issued from a file with bad rows unless asked for."""
    t = texts()
    with parts() as built, built.db.write() as session:
        collective = collective_of(session, collective_slug)
        event = event_of(session, event_path) if event_path else None
        import_id = people_service.upload(
            session, built, collective, event, account_id=None, file_name=file.name, content=file.read_bytes()
        )
        item = people_service.of(session, collective, import_id)
        seen = people_service.view(session, item)
        for problem in seen.problems:
            typer.echo(
                t(
                    "cli-line",
                    line=problem.line,
                    reason=t(f"problem-{problem.code.replace('_', '-')}", **problem.params),
                )
            )
        count = people_service.accept(session, built, item, good_rows_only=good_rows_only)
        typer.echo(t("cli-issued", count=count))


@app.command()
def issue(event: EventPath, file: CsvFile, good_rows_only: GoodRowsOnly = False) -> None:
    """Issue tickets to the people of a CSV file (name, email, tier, quantity)."""
    _import(event.partition("/")[0], event, file, good_rows_only=good_rows_only)


@app.command("list")
def list_tickets(
    event: EventPath,
    query: Annotated[str, typer.Option(help="Only people whose name or e-mail holds this.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document a line.")] = False,
) -> None:
    """List an event's tickets."""
    t = texts()
    with parts() as built, built.db.read() as session:
        for row in export_rows(session, built, event_of(session, event), query=query):
            if as_json:
                typer.echo(json.dumps(dict(zip(EXPORT_COLUMNS, row, strict=True)), ensure_ascii=False))
            else:
                number, tier, name, _email, state, *_ = row
                typer.echo(f"{number:<10}{t(f'state-{state}'):<14}{tier:<20}{name}")


@app.command()
def show(event: EventPath, number: TicketNumber) -> None:
    """Show one ticket with its link and its code."""
    t = texts()
    with parts() as built, built.db.read() as session:
        ticket = tickets_service.by_number(session, event_of(session, event), number)
        page = tickets_service.page(session, built, ticket)
        lines = (
            ("cli-number", page.number),
            ("cli-event", page.event_name),
            ("cli-tier", page.tier_name),
            ("cli-state", t(f"state-{page.state.value}")),
            ("cli-blocked", ticket.blocked_at and t.moment(ticket.blocked_at, zone=page.zone)),
            ("cli-note", ticket.note),
            ("cli-revoked", page.revoked_at and t.moment(page.revoked_at, zone=page.zone)),
            ("cli-admitted", page.admitted_at and t.moment(page.admitted_at, zone=page.zone)),
            ("cli-contract", page.contract),
            ("cli-token", str(page.token_id)),
            ("cli-owner", page.owner),
            ("cli-link", tickets_service.link(built, ticket)),
            ("cli-code", page.code),
        )
        for label, value in lines:
            if value:
                typer.echo(f"{t(label):<16}{value}")


@app.command()
def revoke(
    event: EventPath,
    number: TicketNumber,
    reason: Annotated[
        str, typer.Option(help="other, returned, issued_by_mistake, fraud or house_rules; the chain keeps its number.")
    ] = "other",
) -> None:
    """Revoke a ticket: the door refuses it at once, the chain follows."""
    t = texts()
    try:
        known = RevokeReason[reason.upper()]
    except KeyError:
        raise typer.BadParameter(", ".join(r.name.lower() for r in RevokeReason), param_hint="--reason") from None
    with parts() as built, built.db.write() as session:
        found = event_of(session, event)
        tickets_service.revoke(session, built, found, tickets_service.by_number(session, found, number), reason=known)
        typer.echo(t("cli-revoked-now", number=number))


@app.command()
def block(event: EventPath, number: TicketNumber) -> None:
    """Keep a ticket out until it is unblocked; the chain does not hear of it."""
    with parts() as built, built.db.write() as session:
        found = event_of(session, event)
        tickets_door.block(session, built, found, tickets_service.by_number(session, found, number))
        typer.echo(texts()("cli-blocked-now", number=number))


@app.command()
def unblock(event: EventPath, number: TicketNumber) -> None:
    """Let a blocked ticket in again."""
    with parts() as built, built.db.write() as session:
        found = event_of(session, event)
        tickets_door.unblock(session, built, found, tickets_service.by_number(session, found, number))
        typer.echo(texts()("cli-unblocked-now", number=number))


@app.command()
def note(
    event: EventPath,
    number: TicketNumber,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the steward sees; empty takes the note away.")],
) -> None:
    """Note something for the steward on a ticket."""
    with parts() as built, built.db.write() as session:
        found = event_of(session, event)
        kept = tickets_door.set_note(session, tickets_service.by_number(session, found, number), text)
        typer.echo(texts()("cli-note-kept" if kept else "cli-note-gone", number=number))


@app.command("check-in")
def check_in(
    event: EventPath,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="The text of the QR code; - reads it from standard input.")
    ],
    gate: Annotated[str, typer.Option(help="The gate's name.")],
) -> None:
    """Check a ticket in by its code; exit code 3 when it is refused."""
    t = texts()
    text = sys.stdin.readline().strip() if code == "-" else code
    with parts() as built:
        scan = ScanFact(id=uuid.uuid4(), code=text, scanned_at=built.clock.now(), source=Source.CLI)

        def where(session: Session) -> tuple[int, Place]:
            found = event_of(session, event)
            return found.id, place_of_gate(session, found, gate)

        answer = redeem_durably(built, where, scan)
        typer.echo(json.dumps(to_json(answer), ensure_ascii=False))
        word = (
            "cli-admitted-now"
            if answer.outcome is Outcome.ADMITTED
            else f"reason-{(answer.reason or '').replace('_', '-')}"
        )
        typer.secho(t(word), err=True)
        if answer.outcome is Outcome.REFUSED:
            raise typer.Exit(3)


@app.command()
def export(event: EventPath, file: Annotated[Path | None, typer.Argument(metavar="[FILE.csv]")] = None) -> None:
    """Write an event's tickets with their links as CSV, to standard output unless a file is named."""
    with parts() as built, built.db.read() as session:
        rows = export_rows(session, built, event_of(session, event))
        if file is None:
            write_csv(sys.stdout, rows)
        else:
            with file.open("w", encoding="utf-8-sig", newline="") as output:
                write_csv(output, rows)


@members.command("issue")
def issue_members(
    collective: Annotated[str, typer.Argument(metavar="COLLECTIVE")],
    file: CsvFile,
    good_rows_only: GoodRowsOnly = False,
) -> None:
    """Give memberships to the people of a CSV file (name, email)."""
    _import(collective, None, file, good_rows_only=good_rows_only)


@members.command("list")
def list_members(collective: Annotated[str, typer.Argument(metavar="COLLECTIVE")]) -> None:
    """List a collective's members."""
    t = texts()
    with parts() as built, built.db.read() as session:
        found = collective_of(session, collective)
        for row in members_service.listing(session, built, found, limit=1_000_000):
            typer.echo(f"{row.number:<6}{t(f'state-{row.state.value}'):<14}{row.name or ''}")
