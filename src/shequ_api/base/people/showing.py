"""Postings as people read them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.people.models import Posting
from shequ_api.base.people.queries import Rows
from shequ_api.base.people.schemas import OpenWorkKind, PostingView
from shequ_api.base.registry import Registry


async def posting_views(session: AsyncSession, lines: Rows) -> list[PostingView]:
    """The views of `posting_lines`."""
    rows = (await session.execute(lines)).mappings()
    return [PostingView(**row, role_title=title_of(row)) for row in rows]


def title_of(row: Mapping[Any, Any]) -> str:
    """What the role of a posting's line is called."""
    return str(row["custom_title"] or ROLE_TITLES[Role(row["role"])])


async def open_work_at(
    session: AsyncSession, registry: Registry, postings: Iterable[Posting], now: datetime
) -> dict[UUID, list[OpenWorkKind]]:
    """By posting: how much work nobody could do if it ended now, or since it has ended."""
    asked = {one.id: [work.count(one, now) for work in registry.open_work] for one in postings}
    return await _open_work(session, registry, asked)


async def open_work_of(
    session: AsyncSession, registry: Registry, people: Iterable[UUID]
) -> dict[UUID, list[OpenWorkKind]]:
    """By person: how much work is in their hands."""
    asked = {one: [work.of_person(one) for work in registry.open_work] for one in people}
    return await _open_work(session, registry, asked)


async def _open_work(
    session: AsyncSession, registry: Registry, asked: Mapping[UUID, list[Select[int]]]
) -> dict[UUID, list[OpenWorkKind]]:
    """All in one statement."""
    counts = [count.scalar_subquery() for one in asked.values() for count in one]
    found = iter((await session.execute(select(*counts))).one() if counts else ())
    return {
        one: [
            OpenWorkKind(key=work.key, title=work.title, count=next(found))
            for work in registry.open_work
        ]
        for one in asked
    }
