"""Counts of worklists."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.hours import next_midnight
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.tickets.public import Ticket

MOST = 3_000
"""More is not counted: who has so many needs no exact number, and must not wait for one."""


async def counts_of(
    session: AsyncSession, which: ColumnElement[bool], now: datetime
) -> dict[str, Any]:
    """Open tickets of one indexed predicate by state, and by when they are due. Two statements,
    which read an index of open tickets in the order in which these are due, up to `MOST` of each
    kind."""
    is_open = and_(which, Ticket.ended_at.is_(None))
    midnight = next_midnight(now)
    kinds = {
        "overdue": Ticket.due_at < now,
        "due_today": and_(Ticket.due_at >= now, Ticket.due_at < midnight),
        "due_later": Ticket.due_at >= midnight,
        "not_due": Ticket.due_at.is_(None),
    }
    counts = [_capped(is_open, kind).scalar_subquery().label(name) for name, kind in kinds.items()]
    found: dict[str, int] = dict((await session.execute(select(*counts))).mappings().one())
    states = await session.execute(_states(is_open))
    return {
        **found,
        "open": min(sum(found.values()), MOST),
        "states": {row.state: row.count for row in states},
    }


def _capped(*conditions: ColumnElement[bool]) -> Select[int]:
    some = select(Ticket.due_at).where(*conditions).limit(MOST)
    return select(func.count()).select_from(some.subquery())


def _states(is_open: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    some = select(Ticket.case_id).where(is_open).order_by(Ticket.due_at, Ticket.id).limit(MOST)
    first = some.subquery()
    return (
        select(Case.state, func.count().label("count"))
        .select_from(first)
        .join(Case, Case.id == first.c.case_id)
        .group_by(Case.state)
    )
