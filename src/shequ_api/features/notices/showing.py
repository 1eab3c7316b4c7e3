"""Notices as they are shown to the office, and what they are shown of to all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.files.schemas import FileView
from shequ_api.base.files.showing import Showcase
from shequ_api.base.registry import Registry
from shequ_api.features.notices import queries
from shequ_api.features.notices.models import Notice, NoticeEdition
from shequ_api.features.notices.rules import (
    CATEGORY_TITLES,
    STATE_TITLES,
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


async def photos_shown(
    session: AsyncSession, rows: Sequence[Row], showcase: Showcase, now: datetime
) -> Mapping[UUID, list[FileView]]:
    found: dict[UUID, list[FileView]] = defaultdict(list)
    if rows:
        editions = {row["id"]: row["number"] for row in rows}
        for photo in await session.execute(queries.photos_of(editions)):
            found[photo.notice_id].append(showcase.view(photo, now))
    return found


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
    edition: NoticeEdition | None = await session.scalar(queries.open_edition(notice.id))
    return NoticeView(
        **titled(row),
        photos=(await photos_shown(session, [row], showcase, now))[notice.id],
        targets=targets,
        open_edition=OpenEditionView.model_validate(edition) if edition else None,
        changes=await changes_shown(session, notice.id),
    )
