"""Notices as they are shown to whom they are addressed, and to everybody."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.showing import Showcase, Shown
from shequ_api.features.notice_reading import queries
from shequ_api.features.notice_reading.schemas import MyNoticeView, PublicNotice
from shequ_api.features.notices.public import (
    Notice,
    NoticeState,
    Row,
    changes_shown,
    files_shown,
    notice_lines,
    titled,
)
from shequ_api.kit.errors import Absent


async def my_view_of(
    session: AsyncSession, notice: Notice, person_id: UUID, showcase: Showcase, now: datetime
) -> MyNoticeView:
    """A notice for somebody whom it is addressed to, or who read it before it was withdrawn."""
    lines = queries.with_receipt(notice_lines(Notice.id == notice.id), person_id)
    row = (await session.execute(lines)).mappings().one_or_none()
    if row is None:
        raise Absent
    shown = dict(row)
    withdrawn = notice.state == NoticeState.WITHDRAWN
    editions = {} if withdrawn else {notice.id: shown["number"]}
    files = (await files_shown(session, editions, showcase, now)).get(notice.id, Shown())
    if withdrawn:
        shown["text"] = None
    return MyNoticeView(
        **titled(shown),
        photos=files.photos,
        documents=files.documents,
        changes=await changes_shown(session, notice.id),
    )


async def public_of(
    session: AsyncSession, rows: Sequence[Row], showcase: Showcase, now: datetime
) -> list[PublicNotice]:
    """Rows of `notice_lines` for everybody."""
    editions = {row["id"]: row["number"] for row in rows}
    files = await files_shown(session, editions, showcase, now)
    return [
        PublicNotice(
            **titled(row), photos=files[row["id"]].photos, documents=files[row["id"]].documents
        )
        for row in rows
    ]
