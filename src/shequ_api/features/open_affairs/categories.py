"""Categories of a district's own. Those of all come with the system."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.open_affairs.category_schemas import (
    DisclosureCategoryChange,
    DisclosureCategoryDraft,
)
from shequ_api.features.open_affairs.models import DisclosureCategory
from shequ_api.features.open_affairs.refusals import CategoryCodeTaken, DisclosurePlaceUnfit
from shequ_api.kit.ids import new_id


async def make_category(
    session: AsyncSession, district: Place | None, draft: DisclosureCategoryDraft
) -> DisclosureCategory:
    """One more for a district; never by a code that all districts have."""
    if district is None or district.kind != PlaceKind.DISTRICT:
        raise DisclosurePlaceUnfit
    shipped = DisclosureCategory.owner_id.is_(None), DisclosureCategory.code == draft.code
    if await session.scalar(select(exists().where(*shipped))):
        raise CategoryCodeTaken
    category = DisclosureCategory(id=new_id(), owner_id=district.id, **draft.model_dump())
    session.add(category)
    await session.flush()
    return category


async def change_category(
    session: AsyncSession, category: DisclosureCategory, change: DisclosureCategoryChange
) -> None:
    """What is disclosed already stays as it is."""
    for name, value in change.model_dump().items():
        setattr(category, name, value)
    await session.flush()


async def retire_category(
    session: AsyncSession, category: DisclosureCategory, *, now: datetime
) -> None:
    """Nothing more is disclosed under it; what is, stays. Retired twice is retired once."""
    category.retired_at = category.retired_at or now
    await session.flush()
