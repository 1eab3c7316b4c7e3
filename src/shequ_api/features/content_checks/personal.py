"""What this feature keeps about persons: what became of what they wrote, and who judged."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.content_checks.authors import author_seal, authored_by
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.features.content_checks.states import STATE_TITLES, ContentState
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint

ERASED = "（已注销）"


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What came of checking what I wrote, and what I said to that."""
    mine = select(ContentCheck).where(authored_by(session, person_id))
    return {
        "内容审核": [
            {
                "时间": each.written_at,
                "结果": STATE_TITLES[ContentState(each.state)],
                "申诉": each.appeal,
            }
            for each in await session.scalars(mine.order_by(ContentCheck.written_at))
        ]
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they appealed with goes; who judged what stays, as an office's act."""
    theirs = update(ContentCheck).where(
        authored_by(session, person_id), ContentCheck.appeal.is_not(None)
    )
    await session.execute(theirs.values(appeal=ERASED), execution_options=QUIET)


async def merge(session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime) -> None:
    """What the one wrote is the other's; who judged stays as it was signed."""
    await repoint(session, (ContentCheck.author_id,), old=merged_id, new=kept_id)
    seal = author_seal(session)
    unnamed = update(ContentCheck).where(ContentCheck.author_index == seal.index_of(merged_id))
    given = unnamed.values(author_index=seal.index_of(kept_id))
    await session.execute(given, execution_options=QUIET)


PERSONAL_DATA = PersonalData(
    columns=(
        "content_checks.author_id",
        "content_checks.decided_by_id",
        "content_checks.appeal_decided_by_id",
        "sensitive_words.added_by_id",
        "sensitive_words.removed_by_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
