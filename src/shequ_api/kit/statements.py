"""Statements that are built once: what never changes of a list is not put together in every
request."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select

Rows = Select[*tuple[Any, ...]]


class Narrowed(Protocol):
    """A statement that is called with the conditions that narrow it."""

    def __call__(self, *conditions: ColumnElement[bool]) -> Rows: ...


def built_once(build: Callable[[], Rows]) -> Narrowed:
    """Build a statement at its first use, and narrow that by whatever conditions it is called
    with. What may differ from one request to the next (a time, a person) is such a condition."""
    whole = cache(build)

    @wraps(build)
    def narrowed(*conditions: ColumnElement[bool]) -> Rows:
        return whole().where(*conditions)

    return narrowed
