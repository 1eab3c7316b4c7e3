"""Day work: what a module puts on the list that somebody works through today (今日工作).

A module registers each kind of its work with one SELECT of common columns. Whoever shows the list
puts the kinds into one statement and knows none of them; a client shows a new kind without new
code.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Select, Text, Uuid, cast, null

from shequ_api.base.access.actor import Actor
from shequ_api.kit.clock import china_date, china_midnight

Rows = Select[*tuple[Any, ...]]


class Day(NamedTuple):
    """A working day in China, and the instant in it."""

    now: datetime
    date: date
    begins_at: datetime
    ends_at: datetime


def day_of(now: datetime) -> Day:
    """The day around an instant."""
    today = china_date(now)
    return Day(now, today, china_midnight(today), china_midnight(today + timedelta(days=1)))


@dataclass(frozen=True, slots=True, kw_only=True)
class DayWork:
    """One kind of work for today."""

    key: str
    title: str
    permission: str
    """Who has it by the acting posting has such work."""
    lines: Callable[[Actor, Day], Rows]
    """`work_columns`, in scope of the actor, the most urgent first, from an index: a hundred are
    read at most."""
    operation: str
    """The operationId that shows or does one of it."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Parameter of that operation → the column that fills it: `id` or `place_id`."""
    states: Mapping[Any, str] = field(default_factory=dict)
    """State → how it reads."""
    titles: Mapping[Any, str] = field(default_factory=dict)
    """Where `title` is a code: how it reads."""
    shown: int = 20
    """How many are shown; the others are counted."""
    walled: bool = False
    """Whether it lies behind the walls (`base.access.walls`), entered by its permission."""


def work_columns(
    place: Any,
    *,
    row_id: Any,
    title: Any,
    state: Any = None,
    opens_at: Any = None,
    due_at: Any = None,
    detail: Any = None,
    form_key: Any = None,
) -> list[ColumnElement[Any]]:
    """The common columns, of one type each, with `place` (`Place` or an alias of it) joined."""
    texts = {"title": title, "state": state, "detail": detail, "form_key": form_key}
    times = {"opens_at": opens_at, "due_at": due_at}
    return [
        cast(row_id, Uuid()).label("id"),
        *(_as(value, Text()).label(name) for name, value in texts.items()),
        *(_as(value, DateTime(timezone=True)).label(name) for name, value in times.items()),
        place.id.label("place_id"),
        place.full_name.label("place_name"),
        place.code.label("place_code"),
    ]


def _as(value: Any, kind: Any) -> ColumnElement[Any]:
    return cast(null() if value is None else value, kind)


class WorkLine(NamedTuple):
    """A row of a kind's SELECT."""

    key: str
    id: UUID
    title: str
    state: str | None
    detail: str | None
    form_key: str | None
    opens_at: datetime | None
    due_at: datetime | None
    place_id: UUID
    place_name: str
    place_code: str
