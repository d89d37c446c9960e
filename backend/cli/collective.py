"""A collective's issuer keys on the command line."""

from typing import Annotated

import typer

from backend.cli.shared import collective_of, parts, texts
from backend.features.collectives import issuer_keys
from backend.features.collectives.schemas import KeyState

app = typer.Typer(no_args_is_help=True, help="What belongs to a collective as a whole.")
keys = typer.Typer(no_args_is_help=True, help="List, rotate and retire the keys that sign its tickets' codes.")
app.add_typer(keys, name="keys")

Slug = Annotated[str, typer.Argument(metavar="COLLECTIVE")]


@keys.command("list")
def list_keys(collective: Slug) -> None:
    """List the keys, youngest first, and how many open tickets may be on paper with a code of each."""
    t = texts()
    with parts() as built, built.db.read() as session:
        for row in issuer_keys.listing(session, built, collective_of(session, collective).id):
            opened = "" if row.state is KeyState.RETIRED else t("keys-open", n=row.open_tickets)
            since = row.retired_at or row.created_at
            typer.echo(f"{row.kid}  {t(f'keys-{row.state.value}'):<22}{since:%Y-%m-%dT%H:%M:%SZ}  {opened}".rstrip())


@keys.command()
def rotate(collective: Slug) -> None:
    """Sign with a new key from now on; the doors go on accepting the older ones."""
    with parts() as built, built.db.write() as session:
        kid = issuer_keys.rotate(session, built, collective_of(session, collective).id, account_id=None)
    typer.echo(texts()("cli-issuer-key-made", kid=kid))


@keys.command()
def retire(
    collective: Slug,
    kid: Annotated[str, typer.Argument(metavar="KEY", help="The key's number, as `list` shows it.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Refuse every code of this key from now on, printed ones too."""
    t = texts()
    with parts() as built:
        with built.db.read() as session:
            row = issuer_keys.to_retire(session, built, collective_of(session, collective).id, kid)
        # Asked without a transaction: a writer that waits for a person stops all others.
        if not yes:
            typer.echo(f"{t('keys-retire-what')} {t('keys-retire-open', n=row.open_tickets)}")
            typer.confirm(t("cli-issuer-key-sure"), abort=True)
        with built.db.write() as session:
            issuer_keys.retire(session, built, collective_of(session, collective).id, kid, account_id=None)
        typer.echo(t("cli-issuer-key-retired", kid=kid))
