"""Notices to people of a tag: nobody but themselves is told who carries it.

What an office is told are counts, rounded down to tens: of a handful it learns no more than that
they are few, and of two notices that differ by one person nothing; of a draft, nothing at all. See
docs/decisions/0040.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.registry import Registry
from shequ_api.features.notices.models import Notice, NoticeTarget
from shequ_api.kit.errors import Forbidden

FEWEST_TOLD = 10


class ReadersUntold(Forbidden):
    """The list of those who have not read would be a list of those who carry the tag."""

    code, title = "notice_readers_untold", "面向特定人群的通知不提供未读名单"


def discreet_audiences(session: AsyncSession) -> set[str]:
    """Keys of the audiences of which nobody is told who belongs to them."""
    registry: Registry = session.info["registry"]
    return {each.key for each in registry.audiences.values() if each.discreet}


async def is_discreet(session: AsyncSession, notice_id: UUID) -> bool:
    """Whether some of those whom a notice is addressed to are so by a tag."""
    by_tag = exists().where(
        NoticeTarget.notice_id == notice_id,
        NoticeTarget.audience.in_(discreet_audiences(session)),
    )
    return bool(await session.scalar(select(by_tag)))


@asynccontextmanager
async def seeing_tags(session: AsyncSession, notice: Notice) -> AsyncIterator[bool]:
    """Whether a notice is addressed by a tag; within, as its district, so that all are met. For
    what a job puts on its way, and for counts that are told in tens; never for names."""
    discreet = await is_discreet(session, notice.id)
    if discreet:
        await enter_district(session, notice.district_id)
    yield discreet
    if discreet:
        await leave_walls(session)


def told(count: int, *, discreet: bool) -> int:
    """A count as an office is told it."""
    return count - count % FEWEST_TOLD if discreet else count
