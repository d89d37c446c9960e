"""The command line on an installation of its own, in the test's process."""

from collections.abc import Callable

import pytest
from click.testing import Result
from typer.testing import CliRunner

from backend.cli.main import app
from tests.backend.conftest import World

Run = Callable[..., Result]


@pytest.fixture
def run(installed_world: World) -> Run:
    """Run a command; what it said and its exit code. `{event}` stands for the world's event."""
    event = f"{installed_world.collective_slug}/{installed_world.event_slug}"

    def call(*arguments: str, stdin: str | None = None) -> Result:
        filled = [event if argument == "{event}" else argument for argument in arguments]
        return CliRunner().invoke(app, filled, input=stdin, catch_exceptions=False)

    return call
