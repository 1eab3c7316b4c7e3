"""What other features may ask of notices."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.base.registry import Registry
from shequ_api.features.notices.discretion import (
    FEWEST_TOLD,
    ReadersUntold,
    discreet_audiences,
    is_discreet,
    seeing_tags,
    told,
)
from shequ_api.features.notices.models import (
    Notice,
    NoticeEdition,
    NoticeReceipt,
    NoticeTarget,
)
from shequ_api.features.notices.queries import Rows, addressed, notice_lines, targets_of
from shequ_api.features.notices.rules import (
    CATEGORY_TITLES,
    EVERYBODY,
    NoticeCategory,
    NoticeState,
)
from shequ_api.features.notices.schemas import LINE, WORDS, NoticeBase, NoticeChangeView
from shequ_api.features.notices.service import check_shown
from shequ_api.features.notices.showing import Row, changes_shown, files_shown, titled

__all__ = [
    "CATEGORY_TITLES",
    "EVERYBODY",
    "FEWEST_TOLD",
    "LINE",
    "WORDS",
    "Notice",
    "NoticeBase",
    "NoticeCategory",
    "NoticeChangeView",
    "NoticeEdition",
    "NoticeReceipt",
    "NoticeState",
    "NoticeTarget",
    "Row",
    "changes_shown",
    "check_shown",
    "everybody_addressed",
    "files_shown",
    "have_read",
    "is_discreet",
    "named_without_receipt",
    "notice_lines",
    "seeing_tags",
    "shown_notice",
    "titled",
    "told",
    "without_receipt",
]


async def shown_notice(
    session: AsyncSession, notice_id: UUID, now: datetime
) -> tuple[Notice, NoticeEdition, str] | None:
    """A notice that is (or will be) shown, its edition, and who issued it; None: it is over."""
    found = (
        select(Notice, NoticeEdition, Place.name)
        .join(Place, Place.id == Notice.place_id)
        .join(NoticeEdition, NoticeEdition.notice_id == Notice.id)
        .where(Notice.id == notice_id, NoticeEdition.number == Notice.current_number)
        .where(Notice.state == NoticeState.PUBLISHED, Notice.expires_at > now)
    )
    row = (await session.execute(found)).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


async def everybody_addressed(
    session: AsyncSession, notice: Notice, on: date, *within: tuple[str, UUID], **lacking: Any
) -> Rows:
    """Who is addressed: person_id, since, id, a row for each belonging. Those of a tag are met
    where the walls are open (`seeing_tags`)."""
    registry: Registry = session.info["registry"]
    targets = (await session.scalars(targets_of(notice.id))).all()
    return addressed(registry.audiences, targets, on, *within, **lacking)


async def without_receipt(session: AsyncSession, notice: Notice, on: date) -> Rows:
    """Who is addressed and has not read the edition that is shown (confirmed it, where it asks
    for that): person_id, since, id, a row for each belonging."""
    return await everybody_addressed(session, notice, on, lacking=_done(notice))


async def named_without_receipt(
    session: AsyncSession, notice: Notice, on: date, *within: tuple[str, UUID]
) -> Rows:
    """Of these, those who may be named: whoever is addressed by no tag. ReadersUntold."""
    registry: Registry = session.info["registry"]
    discreet = discreet_audiences(session)
    targets = [
        target
        for target in await session.scalars(targets_of(notice.id))
        if target.audience not in discreet
    ]
    if not targets:
        raise ReadersUntold
    return addressed(registry.audiences, targets, on, *within, lacking=_done(notice))


def _done(notice: Notice) -> ColumnElement[bool]:
    done: ColumnElement[Any] = NoticeReceipt.number.expression
    if notice.asks_confirmation:
        done = NoticeReceipt.confirmed_number.expression  # null: not yet
    return done >= notice.current_number


async def have_read(
    session: AsyncSession, notice_id: UUID, number: int, person_ids: Collection[UUID]
) -> set[UUID]:
    """Which of these persons have read an edition, or a later one."""
    read = select(NoticeReceipt.person_id).where(
        NoticeReceipt.notice_id == notice_id,
        NoticeReceipt.number >= number,
        NoticeReceipt.person_id.in_(person_ids),
    )
    return set(await session.scalars(read))
