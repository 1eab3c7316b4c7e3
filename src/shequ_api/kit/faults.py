"""Telling of a fault without telling whose data it met.

Messages of exceptions quote rows (PostgreSQL's DETAIL), inputs (pydantic) and parameters, so logs
and tables get kinds and places only. The whole text is logged at DEBUG alone.
"""

import traceback
from collections.abc import Iterator
from pathlib import Path

from shequ_api.kit.db import sqlstate_of

FRAMES = 12
CHAIN = 5


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An error, then what it came from."""
    current: BaseException | None = error
    for _ in range(CHAIN):
        if current is None:
            return
        yield current
        current = current.__cause__ or current.__context__


def _kind(error: BaseException) -> str:
    return " ".join(filter(None, [type(error).__qualname__, sqlstate_of(error)]))


def _places(error: BaseException) -> list[str]:
    """`folder/file.py:line function` of the innermost frames, outermost first."""
    frames = traceback.extract_tb(error.__traceback__)[-FRAMES:]
    return [f"{'/'.join(Path(f.filename).parts[-3:])}:{f.lineno} {f.name}" for f in frames]


def trace_of(error: BaseException) -> list[str]:
    """Kinds and places of an error and its causes, for a log."""
    lines: list[str] = []
    for link in _chain(error):
        lines += [_kind(link), *(f"  {place}" for place in _places(link))]
    return lines


def summary_of(error: BaseException) -> str:
    """One line: the kinds from the outermost to the cause, and where it broke."""
    kinds = " < ".join(_kind(link) for link in _chain(error))
    places = _places(error)
    return f"{kinds} at {places[-1]}" if places else kinds
