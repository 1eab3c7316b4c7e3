"""Handing contents in to be checked, and asking what came of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.content_checks.models import LEVELS, CheckedPicture, ContentCheck
from shequ_api.features.content_checks.states import ContentState
from shequ_api.kit.ids import new_id


def hand_in(
    session: AsyncSession,
    kind: str,
    subject_id: UUID,
    *,
    located: Any,
    author_id: UUID | None,
    by_staff: bool,
    text: str | None,
    photo_ids: Collection[UUID],
    now: datetime,
) -> None:
    """Have a content of a declared kind checked; until then it is pending. With its change, in
    one transaction. `located`: what has the four levels of a community."""
    check = ContentCheck(
        id=new_id(),
        kind=kind,
        subject_id=subject_id,
        **{level: getattr(located, level) for level in LEVELS},
        author_id=author_id,
        by_staff=by_staff,
        state=ContentState.PENDING,
        text_state=ContentState.PENDING if text else ContentState.PASS,
        reasons=[],
        next_at=now,
        written_at=now,
    )
    session.add(check)
    session.add_all(
        CheckedPicture(
            check_id=check.id,
            file_id=file_id,
            district_id=check.district_id,
            state=ContentState.PENDING,
        )
        for file_id in photo_ids
    )


def state_of(kind: str, subject_id: Any) -> ColumnElement[str]:
    """What came of checking a content, as a column beside it. One that was never handed in is
    pending: nobody has judged."""
    found = (
        select(ContentCheck.state)
        .where(ContentCheck.kind == kind, ContentCheck.subject_id == subject_id)
        .scalar_subquery()
    )
    return func.coalesce(found, ContentState.PENDING)


async def is_handed_in(session: AsyncSession, kind: str, subject_id: UUID) -> bool:
    """Whether a content was handed in before."""
    same = ContentCheck.kind == kind, ContentCheck.subject_id == subject_id
    return await session.scalar(select(ContentCheck.id).where(*same)) is not None
