"""What partners write about goods, for those who check it; and having it checked."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import Writing, Written
from shequ_api.features.content_checks.public import hand_in
from shequ_api.features.mall.models import Goods, GoodsEdition
from shequ_api.features.mall.queries import CHECKED_AS


def _words(edition: GoodsEdition) -> str:
    told = (edition.title, edition.description, edition.pick_up_place, edition.pick_up_hours)
    return "\n".join(told)


async def _edition(session: AsyncSession, edition_id: UUID) -> Written | None:
    edition = await session.get(GoodsEdition, edition_id)
    return None if edition is None else Written(_words(edition), edition.written_by_id)


WRITINGS = [Writing(CHECKED_AS, "商城商品", _edition)]


def have_checked(
    session: AsyncSession,
    goods: Goods,
    edition: GoodsEdition,
    file_ids: Collection[UUID],
    *,
    now: datetime,
) -> None:
    """An edition is checked once: other words are another edition."""
    hand_in(
        session,
        CHECKED_AS,
        edition.id,
        located=goods,
        author_id=edition.written_by_id,
        by_staff=False,
        text=_words(edition),
        file_ids=file_ids,
        now=now,
    )
