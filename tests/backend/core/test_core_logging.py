"""Logs: one line an event for programs, readable on a terminal, and never the variables of the code that failed."""

import io
import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from backend.core.logging import configure_logging, get_logger


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def undone() -> Iterator[None]:
    """Logging is set up for the whole process; afterwards it is as it was."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level, access = root.handlers[:], root.level, logging.getLogger("uvicorn.access").disabled
    yield
    structlog.configure(**before)
    structlog.contextvars.clear_contextvars()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("uvicorn.access").disabled = access


def fail_with_a_secret(log: structlog.stdlib.BoundLogger) -> None:
    token = "-".join(["very", "secret", "token"])
    try:
        log.info("never said", seconds=1 / (len(token) - 17))
    except ZeroDivisionError:
        log.exception("bug")


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_log__an_exception__the_traceback_without_variables(
    stream: type[io.StringIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    output = stream()
    monkeypatch.setattr(sys, "stderr", output)
    configure_logging(process="web")
    fail_with_a_secret(get_logger("test"))
    assert "ZeroDivisionError" in output.getvalue()
    assert "fail_with_a_secret" in output.getvalue()
    assert "very-secret-token" not in output.getvalue()


def test_log__not_on_a_terminal__one_json_document_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.StringIO()
    monkeypatch.setattr(sys, "stderr", output)
    configure_logging(process="relayer")
    with structlog.contextvars.bound_contextvars(request_id="r1"):
        get_logger("test").warning("waiting", seconds=1.5)
    logging.getLogger("somebody.else").warning("on its own")
    logging.getLogger("uvicorn.access").warning("GET /t/secret")
    ours, theirs = map(json.loads, output.getvalue().splitlines())
    assert {key: ours[key] for key in ("event", "level", "process", "request_id", "seconds")} == {
        "event": "waiting",
        "level": "warning",
        "process": "relayer",
        "request_id": "r1",
        "seconds": 1.5,
    }
    assert (theirs["event"], theirs["level"], theirs["process"]) == ("on its own", "warning", "relayer")
    assert ours["timestamp"].endswith("Z")
