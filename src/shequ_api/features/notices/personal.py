"""What this feature keeps about persons: what they wrote or passed, and what they read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from shequ_api.base.registry import PersonalData
from shequ_api.features.notices.models import Notice, NoticeEdition, NoticeReceipt
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """The notices that I read, those that I wrote, and those that I withdrew."""
    read = (
        select(NoticeEdition.title, NoticeReceipt.read_at, NoticeReceipt.confirmed_at)
        .join(NoticeReceipt, NoticeReceipt.notice_id == NoticeEdition.notice_id)
        .where(NoticeReceipt.person_id == person_id, NoticeEdition.number == NoticeReceipt.number)
        .order_by(NoticeReceipt.read_at)
    )
    written = select(NoticeEdition).where(NoticeEdition.author_id == person_id)
    withdrawn = select(Notice).where(Notice.withdrawn_by_id == person_id)
    return {
        "读过的通知": [
            {"标题": row.title, "阅读时间": row.read_at, "确认时间": row.confirmed_at}
            for row in await session.execute(read)
        ],
        "写的通知": [
            {"标题": each.title, "发布时间": each.published_at}
            for each in await session.scalars(written.order_by(NoticeEdition.notice_id))
        ],
        "撤回的通知": [
            {"原因": each.withdrawal_reason, "时间": each.withdrawn_at}
            for each in await session.scalars(withdrawn.order_by(Notice.withdrawn_at))
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """Their reading goes; what an office published stays its own, and their reasons go."""
    theirs = delete(NoticeReceipt).where(NoticeReceipt.person_id == person_id)
    await session.execute(theirs, execution_options=QUIET)
    returned = update(NoticeEdition).where(NoticeEdition.returned_by_id == person_id)
    withdrawn = update(Notice).where(Notice.withdrawn_by_id == person_id)
    for words in (returned.values(return_note=None), withdrawn.values(withdrawal_reason=None)):
        await session.execute(words, execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What either read, both did: the further edition counts."""
    other = aliased(NoticeReceipt)
    both = (
        NoticeReceipt.person_id == kept_id,
        other.person_id == merged_id,
        other.notice_id == NoticeReceipt.notice_id,
    )
    further = update(NoticeReceipt).where(*both)
    further = further.values(
        number=func.greatest(NoticeReceipt.number, other.number),
        read_at=func.least(NoticeReceipt.read_at, other.read_at),
        confirmed_number=func.coalesce(NoticeReceipt.confirmed_number, other.confirmed_number),
        confirmed_at=func.coalesce(NoticeReceipt.confirmed_at, other.confirmed_at),
    )
    await session.execute(further, execution_options=QUIET)
    known = select(other.notice_id).where(other.person_id == kept_id)
    twice = delete(NoticeReceipt).where(
        NoticeReceipt.person_id == merged_id, NoticeReceipt.notice_id.in_(known)
    )
    await session.execute(twice, execution_options=QUIET)
    await repoint(session, [NoticeReceipt.person_id], old=merged_id, new=kept_id)


PERSONAL_DATA = PersonalData(
    columns=(
        "notices.author_id",
        "notices.withdrawn_by_id",
        "notice_editions.author_id",
        "notice_editions.submitted_by_id",
        "notice_editions.passed_by_id",
        "notice_editions.returned_by_id",
        "notice_receipts.person_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
