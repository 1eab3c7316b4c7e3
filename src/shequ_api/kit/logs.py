"""JSON logs without personal data: events are words, never bodies, queries or names.

Our own events go through structlog. What libraries log goes through one handler at the root of the
standard logging, which takes of each record what its author wrote and nothing that was put into it.
"""

import logging
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from shequ_api.kit.faults import trace_of

FOREIGN = "shequ_foreign"
"""The name of our handler, by which a second setting-up finds the first."""


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
    common: list[Processor] = [
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            *common,
            *([] if readable else [structlog.processors.format_exc_info]),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        # One write a line: the handler below writes to the same stream.
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[_spare, *common],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    )
    _hear_libraries(formatter, level)


def _hear_libraries(formatter: logging.Formatter, level: str) -> None:
    """Warnings and worse. Below, libraries tell of each request and statement that they send."""
    handler = logging.StreamHandler(sys.stderr)
    handler.set_name(FOREIGN)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [*(h for h in root.handlers if h.get_name() != FOREIGN), handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def _spare(_: Any, __: str, event: EventDict) -> EventDict:
    """Of a library's record: who, where, its words without their arguments, and kinds of errors.

    Words may have been put together before they came here (asyncio quotes the exception and its
    task), so beside an error they are left out, and else cut to their first line.
    """
    record: logging.LogRecord = event["_record"]
    error = record.exc_info[1] if record.exc_info else None
    words = str(record.msg).partition("\n")[0] if error is None else "fault"
    told: EventDict = {
        "event": words,
        "logger": record.name,
        "place": f"{record.module}:{record.lineno} {record.funcName}",
        "_record": record,
        "_from_structlog": False,
    }
    if error is not None:
        told["trace"] = trace_of(error)
    return told
