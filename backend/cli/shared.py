"""What the commands share: settings, texts, and errors as one line."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.orm import Session

from backend.chain.errors import ChainError
from backend.composition import build_parts
from backend.core.errors import EinlassError, NotFound
from backend.core.i18n import Texts, pick_locale
from backend.core.settings import Settings
from backend.db.models.collectives import Collective
from backend.db.models.events import Event
from backend.db.repositories import collectives, events
from backend.features.parts import Parts


def texts() -> Texts:
    """Texts in the language of the terminal (EINLASS_LANG, LC_ALL, LANG)."""
    chosen = os.environ.get("EINLASS_LANG") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return Texts(pick_locale(chosen.replace("_", "-").split(".")[0] or "en"))


@contextmanager
def spoken_errors() -> Iterator[None]:
    """Errors we know end the command with one line and exit code 1."""
    t = texts()
    try:
        yield
    except EinlassError as error:
        typer.secho(f"{t('cli-error')} {t.error(error)}", err=True, fg=typer.colors.RED)
        raise typer.Exit(1) from None
    except ChainError as error:
        typer.secho(f"{t('cli-error')} {t('cli-chain-error', detail=str(error))}", err=True, fg=typer.colors.RED)
        raise typer.Exit(1) from None


@contextmanager
def parts() -> Iterator[Parts]:
    """The parts, for one command; known errors are spoken."""
    with spoken_errors():
        built = build_parts(Settings())
        try:
            yield built
        finally:
            built.db.close()


def collective_of(session: Session, slug: str) -> Collective:
    """The collective with this slug. Raises NotFound `collective_unknown`."""
    found = collectives.by_slug(session, slug)
    if found is None:
        raise NotFound("collective_unknown")
    return found


def event_of(session: Session, path: str) -> Event:
    """The event named `collective/event`. Raises NotFound `collective_unknown` or `event_unknown`."""
    first, _, second = path.partition("/")
    found = events.by_slug(session, collective_of(session, first).id, second)
    if found is None:
        raise NotFound("event_unknown")
    return found
