"""Handing contents in to be checked, and asking what came of it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.content_checks.authors import author_seal
from shequ_api.features.content_checks.models import LEVELS, CheckedPicture, ContentCheck
from shequ_api.features.content_checks.states import ContentState
from shequ_api.kit.ids import new_id
from shequ_api.kit.repointing import QUIET


def hand_in(
    session: AsyncSession,
    kind: str,
    subject_id: UUID,
    *,
    located: Any,
    author_id: UUID | None,
    unnamed: bool = False,
    by_staff: bool,
    text: str | None,
    file_ids: Collection[UUID] = (),
    now: datetime,
) -> None:
    """Have a content of a declared kind checked; until then it is pending. With its change, in
    one transaction. `located`: what has the four levels of a community. `unnamed`: the author
    wrote without a name, and finds it again by a code alone. `file_ids`: its pictures and spoken
    messages."""
    sealed = author_seal(session).index_of(author_id) if unnamed and author_id else None
    check = ContentCheck(
        id=new_id(),
        kind=kind,
        subject_id=subject_id,
        **{level: getattr(located, level) for level in LEVELS},
        author_id=None if unnamed else author_id,
        author_index=sealed,
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
        for file_id in file_ids
    )


async def take_back(session: AsyncSession, kind: str, subject_id: UUID) -> None:
    """What was handed in is written anew, or is no more: nothing that was judged of it holds."""
    same = (ContentCheck.kind == kind, ContentCheck.subject_id == subject_id)
    of_it = select(ContentCheck.id).where(*same).scalar_subquery()
    gone = delete(CheckedPicture).where(CheckedPicture.check_id == of_it)
    for statement in (gone, delete(ContentCheck).where(*same)):
        await session.execute(statement, execution_options=QUIET)


async def forget_authors(session: AsyncSession, kind: str, subject_ids: Any) -> None:
    """Nobody, themselves included, can tell any more who wrote these without a name.
    `subject_ids`: ids, or a query that gives them."""
    of_them = update(ContentCheck).where(
        ContentCheck.kind == kind,
        ContentCheck.subject_id.in_(subject_ids),
        ContentCheck.author_index.is_not(None),
    )
    await session.execute(of_them.values(author_index=None), execution_options=QUIET)


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
