"""Counts of worklists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.hours import next_midnight
from shequ_api.features.tickets.public import Service, Ticket

MOST = 3_000
"""More is not counted: who has so many needs no exact number, and must not wait for one."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Open tickets of a worklist, never more than `MOST` of a kind."""

    open: int
    unassigned: int
    times: dict[str, int]
    """By when they are due."""
    states: dict[str, int]
    services: Sequence[Any]
    """Rows of `service_code`, `service_title`, `many`, the most frequent first."""


async def counts_of(session: AsyncSession, which: ColumnElement[bool], now: datetime) -> Counts:
    """Open tickets of one indexed predicate by when they are due, by state and by category. Two
    statements, which read an index of open tickets in the order in which these are due, up to
    `MOST` of each kind."""
    is_open = and_(which, Ticket.ended_at.is_(None))
    midnight = next_midnight(now)
    kinds = {
        "overdue": Ticket.due_at < now,
        "due_today": and_(Ticket.due_at >= now, Ticket.due_at < midnight),
        "due_later": Ticket.due_at >= midnight,
        "not_due": Ticket.due_at.is_(None),
    }
    counts = [_capped(is_open, kind).scalar_subquery().label(name) for name, kind in kinds.items()]
    times: dict[str, int] = dict((await session.execute(select(*counts))).mappings().one())
    groups = (await session.execute(_groups(is_open))).all()
    return Counts(
        open=min(sum(times.values()), MOST),
        unassigned=sum(row.unassigned for row in groups if row.state is not None),
        times=times,
        states={row.state: row.many for row in groups if row.state is not None},
        services=[row for row in groups if row.state is None],
    )


def _capped(*conditions: ColumnElement[bool]) -> Select[int]:
    some = select(Ticket.due_at).where(*conditions).limit(MOST)
    return select(func.count()).select_from(some.subquery())


def _groups(is_open: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Of the first to be due: how many by state, and by category."""
    columns = (Ticket.state, Ticket.service_code, Ticket.assignee_id)
    some = select(*columns).where(is_open).order_by(Ticket.due_at, Ticket.id).limit(MOST)
    first = some.subquery()
    many = func.count().label("many")
    unassigned = func.count().filter(first.c.assignee_id.is_(None)).label("unassigned")
    by = func.grouping_sets(first.c.state, first.c.service_code)
    grouped = select(first.c.state, first.c.service_code, many, unassigned).group_by(by).subquery()
    return (
        select(*grouped.c, Service.title.label("service_title"))
        .outerjoin(Service, Service.code == grouped.c.service_code)
        .order_by(grouped.c.many.desc(), grouped.c.service_code)
    )
