"""Receipts: who read a notice, up to which edition, and who confirmed it. Each reader once."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.notices.public import Notice, NoticeReceipt, check_shown
from shequ_api.kit.errors import Malformed, NotNow


class EditionUnknown(Malformed):
    """One that is not (yet) there."""

    code, title = "notice_edition_unknown", "没有这一版内容"


class NoticeCorrected(NotNow):
    code, title = "notice_corrected", "通知已更正，请阅读新内容后再确认"


class NothingToConfirm(NotNow):
    code, title = "notice_nothing_to_confirm", "这则通知不需要确认"


async def read(
    session: AsyncSession, notice: Notice, person_id: UUID, *, number: int, now: datetime
) -> None:
    """An edition was read, as it was on the screen: a correction since then stays unread."""
    if number > (notice.current_number or 0):
        raise EditionUnknown
    receipt = insert(NoticeReceipt).values(
        notice_id=notice.id,
        person_id=person_id,
        district_id=notice.district_id,
        number=number,
        read_at=now,
    )
    again = receipt.on_conflict_do_update(
        index_elements=[NoticeReceipt.notice_id, NoticeReceipt.person_id],
        set_={"number": func.greatest(NoticeReceipt.number, receipt.excluded.number)},
    )
    await session.execute(again)


async def confirm(
    session: AsyncSession, notice: Notice, person_id: UUID, *, number: int, now: datetime
) -> None:
    """The person confirms that they read the edition that is shown; once more is the same. What was
    withdrawn, or is over, is confirmed no more (NoticeNotPublished)."""
    if not notice.asks_confirmation:
        raise NothingToConfirm
    check_shown(notice, now)
    await read(session, notice, person_id, number=number, now=now)
    if number < (notice.current_number or 0):
        raise NoticeCorrected
    key = {"notice_id": notice.id, "person_id": person_id}
    receipt = await session.get_one(NoticeReceipt, key, populate_existing=True)
    if receipt.confirmed_number != number:
        receipt.confirmed_number, receipt.confirmed_at = number, now
