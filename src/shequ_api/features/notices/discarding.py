"""Letting go of what was never shown: drafts that somebody gave up, and those that nobody touched
for long. Their photos are held by nothing then."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.notices import queries
from shequ_api.features.notices.models import Notice, NoticeEdition, NoticeFile, NoticeTarget
from shequ_api.features.notices.rules import EditionState
from shequ_api.features.notices.service import touch, turn_review
from shequ_api.kit.errors import NotNow
from shequ_api.kit.repointing import QUIET

UNTOUCHED_DAYS = 90
ENDED_AT_ONCE = 100


class NothingToDiscard(NotNow):
    code, title = "notice_nothing_to_discard", "没有草稿可以删除；等待复核的请先收回"


async def draft_of(session: AsyncSession, notice: Notice) -> NoticeEdition:
    """What is being written of a notice. NothingToDiscard."""
    edition = await session.scalar(queries.open_edition(notice.id))
    if edition is None or edition.state != EditionState.DRAFT:
        raise NothingToDiscard
    return edition


async def discard(session: AsyncSession, notice: Notice, edition: NoticeEdition) -> None:
    """Let a draft go: of a notice that was never shown, all of it; else the correction alone."""
    await _let_go(session, [(notice, edition)])


async def end_untouched(session: AsyncSession, now: datetime) -> None:
    """On a clock: what nobody wrote, submitted or looked at for long was meant no more."""
    long_ago = now - timedelta(days=UNTOUCHED_DAYS)
    old = (NoticeEdition.published_at.is_(None), NoticeEdition.touched_at < long_ago)
    found = (
        select(Notice, NoticeEdition)
        .join(NoticeEdition, NoticeEdition.notice_id == Notice.id)
        .where(*old)
        .order_by(NoticeEdition.touched_at)
        .limit(ENDED_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    both = [(row[0], row[1]) for row in await session.execute(found)]
    for notice, edition in both:
        if edition.state == EditionState.WAITING:
            turn_review(session, notice, waits=False, now=now)
    await _let_go(session, both)


async def _let_go(session: AsyncSession, both: Sequence[tuple[Notice, NoticeEdition]]) -> None:
    keys = [(edition.notice_id, edition.number) for _, edition in both]
    never_shown = [notice for notice, edition in both if edition.number == 1]
    photos = delete(NoticeFile).where(tuple_(NoticeFile.notice_id, NoticeFile.number).in_(keys))
    ids = [notice.id for notice in never_shown]
    for gone in (photos, delete(NoticeTarget).where(NoticeTarget.notice_id.in_(ids))):
        await session.execute(gone, execution_options=QUIET)
    for _, edition in both:
        await session.delete(edition)
    await session.flush()
    for notice, edition in both:
        if edition.number == 1:
            await session.delete(notice)
        else:
            touch(notice)
    await session.flush()
