"""Structured logs: one line of key=value (a terminal) or JSON (everything else), with the request's id where there is one."""

import logging
import sys

import structlog


def configure_logging(*, process: str, level: str = "INFO") -> None:
    """Send structlog and the standard library's loggers to standard error in one shape. Call once a process."""
    terminal = sys.stderr.isatty()
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.types.Processor = (
        # Plain: the coloured form shows the local variables of every frame, and with them cookies, tokens and names.
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if terminal
        else structlog.processors.JSONRenderer()
    )
    tail = [renderer] if terminal else [structlog.processors.format_exc_info, renderer]
    structlog.configure(
        # Straight to the stream: through the standard library's loggers each line would take three times as long.
        processors=[*shared, *tail],
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *tail]
        ),
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Paths of ticket links are secrets: the server logs route templates itself, never raw request lines.
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("alembic").setLevel("WARNING")
    structlog.contextvars.bind_contextvars(process=process)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger; call it with an event in snake case and fields as keywords."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger
