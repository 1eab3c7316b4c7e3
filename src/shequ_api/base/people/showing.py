"""Postings as people read them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import ROLE_TITLES, Role
from shequ_api.base.people.queries import Rows
from shequ_api.base.people.schemas import PostingView


async def posting_views(session: AsyncSession, lines: Rows) -> list[PostingView]:
    """The views of `posting_lines`."""
    rows = (await session.execute(lines)).mappings()
    return [PostingView(**row, role_title=title_of(row)) for row in rows]


def title_of(row: Mapping[Any, Any]) -> str:
    """What the role of a posting's line is called."""
    return str(row["custom_title"] or ROLE_TITLES[Role(row["role"])])
