"""Notices as they are shown to the office, and what they are shown of to all."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.showing import Showcase, Shown
from shequ_api.base.registry import Registry
from shequ_api.features.notices import queries
from shequ_api.features.notices.models import Notice, NoticeEdition
from shequ_api.features.notices.rules import (
    CATEGORY_TITLES,
    STATE_TITLES,
    EditionState,
    NoticeCategory,
    NoticeState,
)
from shequ_api.features.notices.schemas import (
    NoticeChangeView,
    NoticeView,
    OpenEditionView,
    TargetView,
)

Row = Mapping[str, Any]


def titled(row: Row) -> dict[str, Any]:
    """A row of `notice_lines`, with what its codes are called."""
    return {
        **row,
        "category_title": CATEGORY_TITLES[NoticeCategory(row["category"])],
        "state_title": STATE_TITLES[NoticeState(row["state"])],
    }


async def files_shown(
    session: AsyncSession, editions: Mapping[UUID, int], showcase: Showcase, now: datetime
) -> Mapping[UUID, Shown]:
    """Notice → the photos and documents of its edition of a number."""
    found: dict[UUID, list[Any]] = defaultdict(list)
    if editions:
        for file in await session.execute(queries.files_of(editions)):
            found[file.notice_id].append(file)
    return {notice_id: showcase.shown(found[notice_id], now) for notice_id in editions}


async def changes_shown(session: AsyncSession, notice_id: UUID) -> list[NoticeChangeView]:
    changes = (await session.execute(queries.changes_of(notice_id))).mappings()
    return [NoticeChangeView(**change) for change in changes]


async def view_of(
    session: AsyncSession, notice: Notice, showcase: Showcase, now: datetime
) -> NoticeView:
    """A notice for the office that issues it."""
    await session.flush()
    found = await session.execute(queries.notice_lines(Notice.id == notice.id))
    row = dict(found.mappings().one())
    registry: Registry = session.info["registry"]
    targets = [
        TargetView(
            target_id=target.target_id,
            name=target.name,
            audience=target.audience,
            audience_title=registry.audiences[target.audience].title,
        )
        for target in await session.scalars(queries.targets_of(notice.id))
    ]
    shown = (await files_shown(session, {notice.id: row["number"]}, showcase, now))[notice.id]
    return NoticeView(
        **titled(row),
        photos=shown.photos,
        documents=shown.documents,
        targets=targets,
        open_edition=await _open_view(session, notice, showcase, now),
        changes=await changes_shown(session, notice.id),
    )


async def _open_view(
    session: AsyncSession, notice: Notice, showcase: Showcase, now: datetime
) -> OpenEditionView | None:
    edition: NoticeEdition | None = await session.scalar(queries.open_edition(notice.id))
    if edition is None:
        return None
    shown = (await files_shown(session, {notice.id: edition.number}, showcase, now))[notice.id]
    return OpenEditionView(
        number=edition.number,
        state=EditionState(edition.state),
        title=edition.title,
        text=edition.text,
        change_note=edition.change_note,
        return_note=edition.return_note,
        photos=shown.photos,
        documents=shown.documents,
    )
