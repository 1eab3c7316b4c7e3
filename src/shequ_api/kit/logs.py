"""JSON logs without personal data: events are words, never bodies, queries or names."""

import logging
import sys
from typing import Any

import structlog


def set_up_logs(*, readable: bool, level: str = "INFO") -> None:
    """JSON lines to stderr, or a readable form in development.

    Tracebacks are plain in both: with local variables they would show what people typed, and take
    many seconds to print.
    """
    renderer: Any = structlog.processors.JSONRenderer()
    if readable:
        plain = structlog.dev.plain_traceback
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=plain
        )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if readable else [structlog.processors.format_exc_info]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
