"""Categories: which a place may offer, and a district's own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place
from shequ_api.features.needs import queries
from shequ_api.features.needs.models import NeedCategory
from shequ_api.features.needs.schemas import NeedCategoryDraft
from shequ_api.kit.errors import Malformed, NotNow


class NotADistrict(Malformed):
    code, title = "need_category_place_unfit", "请以区县的身份设置点单分类"


class CategoryOfAnother(NotNow):
    code, title = "need_category_taken", "这个编码已被使用，请换一个"


async def is_open_category(session: AsyncSession, place: Place, code: str) -> bool:
    """Whether needs of a place may be of a category."""
    return bool(await session.scalar(queries.is_offered(code, place.district_id)))


async def own_category(session: AsyncSession, actor: Actor, code: str) -> NeedCategory | None:
    """What the actor's district keeps under a code; None: nobody keeps anything under it."""
    category = await session.get(NeedCategory, code)
    if category is not None and category.owner_id != _district_of(actor):
        raise CategoryOfAnother
    return category


async def set_category(
    session: AsyncSession,
    actor: Actor,
    code: str,
    category: NeedCategory | None,
    draft: NeedCategoryDraft,
    *,
    now: datetime,
) -> None:
    """A category of the actor's district, new or changed."""
    if category is None:
        category = NeedCategory(code=code, owner_id=_district_of(actor))
        session.add(category)
    category.title, category.position = draft.title, draft.position
    category.retired_at = (category.retired_at or now) if draft.retired else None
    await session.flush()


def _district_of(actor: Actor) -> UUID:
    if actor.district_id is None or not actor.serves_at(actor.district_id):
        raise NotADistrict
    return actor.district_id
